import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { choosing } from './choosingModel.mts';
import { lastWord, type Line, type Turn } from './scriptedModel.mts';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

const example = 'answer-with-an-ai-agent';
const phoneNumber = '+5541977770000';
const unknown = '00000000-0000-4000-8000-000000000000';

/** What a tool gave, as the model reads it. */
const given = (turn: Turn) => JSON.parse(lastWord(turn)) as Array<Record<string, unknown>>;

/** The first record that a tool gave. */
const first = (turn: Turn) => given(turn)[0];

function declare(stage: () => ExampleStage): void {
	beforeEach(() => stage().sandbox.reset());

	/** Writes in the chat, and returns what the agent says in the end. */
	const write = async (chatInput: string) => {
		const chat = { chatInput, sessionId: crypto.randomUUID(), action: 'sendMessage' };
		const run = await stage().run(example, 'When Chat Message Received', chat);
		assert.equal(run.status, 'success');
		return outputOf(run, 'AI Agent').map(({ output }) => output);
	};

	/** Writes in the chat, lets the model follow a script, and returns what the agent says in the end. */
	const writeInChat = async (chatInput: string, ...script: Line[]) => {
		stage().model.follow(...script);
		const said = await write(chatInput);
		assert.equal(stage().model.turns.length, script.length);
		return said;
	};

	/** Writes in the chat, lets the model choose the tools, and returns what it called and what the agent says in the end. */
	const ask = async (chatInput: string) => {
		const { model } = stage();
		const called: string[] = [];
		const choose = choosing();
		model.decide((turn) => {
			const move = choose(turn);
			if ('call' in move) called.push(move.call);
			return move;
		});
		const [said] = await write(chatInput);
		return { called, said };
	};

	it('reads the conversation, answers and completes it, by the number alone', async () => {
		const { sandbox, model } = stage();
		const { sessionId } = sandbox.receive({ phoneNumber, name: 'Íris', text: 'Quando chega meu pedido?' });
		const answer = 'Olá Íris, seu pedido chega amanhã.';
		const contact = phoneNumber;

		const said = await writeInChat(
			`Answer ${phoneNumber}: her order comes tomorrow. Then close the conversation.`,
			() => ({ call: 'Read_Conversation', with: { contact } }),
			() => ({ call: 'Send_Text', with: { contact, text: answer } }),
			() => ({ call: 'Complete_Session', with: { contact } }),
			(turn) => ({ say: `It is ${String(first(turn).status)}.` }),
		);

		assert.deepEqual(said, ['It is COMPLETED.']);
		const session = sandbox.account.sessions.get(sessionId);
		assert.equal(session?.status, 'COMPLETED');
		assert.deepEqual(
			session.messages.map(({ text }) => text),
			['Quando chega meu pedido?', answer],
		);
		assert.deepEqual(sandbox.departures, []);

		const [, read] = model.turns;
		const { contactName, transcript } = first(read);
		assert.equal(contactName, 'Íris');
		assert.match(String(transcript), /Íris.*: Quando chega meu pedido\?$/);
	});

	describe('with a model that chooses the tools itself', () => {
		const openSession = () => {
			const { sandbox } = stage();
			const { sessionId } = sandbox.receive({ phoneNumber, name: 'Íris', text: 'Vocês dão desconto?' });
			return sandbox.account.sessions.get(sessionId) ?? assert.fail('There is no session');
		};
		const nameOfDepartment = (id: string | null) => stage().sandbox.account.departments.get(id ?? '')?.name;

		it('hands over to Vendas, by the name alone', async () => {
			const session = openSession();

			const { called, said } = await ask(
				`${phoneNumber} wants a discount. Please hand her conversation over to Vendas, saying “Quer desconto de 10%”.`,
			);

			assert.deepEqual([called, said], [['Hand_Over'], 'Done: 1']);
			assert.equal(nameOfDepartment(session.departmentId), 'Vendas');
			assert.equal(session.status, 'PENDING');
			assert.deepEqual(
				session.notes.map(({ text }) => text),
				['Quer desconto de 10%'],
			);
			assert.deepEqual(stage().sandbox.departures, []);
		});

		it('corrects a department that there is not, by what the error says', async () => {
			const session = openSession();
			const { called } = await ask(`Hand ${phoneNumber} over to Vendedores, saying “Quer desconto”.`);
			assert.deepEqual(called, ['Hand_Over', 'Hand_Over']);
			assert.equal(nameOfDepartment(session.departmentId), 'Vendas');
		});

		it('takes other tools for something else', async () => {
			const session = openSession();
			const { called } = await ask(
				`Write a text message to ${phoneNumber}, “Já vamos olhar!”, then close the conversation.`,
			);
			assert.deepEqual(called, ['Send_Text', 'Complete_Session']);
			assert.deepEqual([session.departmentId, session.status], [null, 'COMPLETED']);
			assert.equal(session.messages.at(-1)?.text, 'Já vamos olhar!');
		});
	});

	it('tells the model what each tool is for, and what it takes', async () => {
		await writeInChat('Hello', () => ({ say: 'Hello' }));

		const [{ tools }] = stage().model.turns;
		const takes = tools.map(({ function: { name, parameters } }) => [name, Object.keys(parameters.properties)]);
		assert.deepEqual(Object.fromEntries(takes), {
			Read_Conversation: ['contact'],
			Send_Text: ['contact', 'text'],
			Hand_Over: ['contact', 'department', 'note'],
			Complete_Session: ['contact'],
		});
		for (const { function: tool } of tools) {
			const { properties, required } = tool.parameters;
			assert.ok(tool.description.length > 100, tool.name);
			assert.deepEqual(required, Object.keys(properties));
			for (const { type, description } of Object.values(properties)) {
				assert.equal(type, 'string');
				assert.ok(description, tool.name);
			}
		}
	});

	it('tells the model of an error in words that it can act on', async () => {
		const { account } = stage().sandbox;
		const open = [...account.sessions.values()].filter(({ status }) => status !== 'COMPLETED').length;

		await writeInChat(
			`Close the conversation with ${phoneNumber}.`,
			() => ({ call: 'Read_Conversation', with: { contact: phoneNumber } }),
			() => ({ call: 'Complete_Session', with: { contact: '42' } }),
			() => ({ call: 'Complete_Session', with: { contact: unknown } }),
			() => ({ call: 'Send_Text', with: { contact: unknown } }),
			() => ({ say: 'There is no such contact.' }),
		);

		const [, ...answers] = stage().model.turns.map((turn) => (turn.messages.length > 2 ? first(turn).error : ''));
		const expected = [
			/^No contact has this phone number, email address or Instagram name\. /,
			/^SessionID is not valid\. “42” was given\. A phone number looks like /,
			/^WTS Chat does not know what was asked for\. Check the ID .* The service says: “/,
			/^Text is empty! Fill in the Text field\. /,
		];
		assert.equal(answers.length, expected.length);
		for (const [index, pattern] of expected.entries()) assert.match(String(answers[index]), pattern);
		assert.equal([...account.sessions.values()].filter(({ status }) => status !== 'COMPLETED').length, open);
	});
}

export const agent: Trial = { example, declare };
