import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
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

	/** Writes in the chat, lets the model follow a script, and returns what the agent says in the end. */
	const writeInChat = async (chatInput: string, ...script: Line[]) => {
		stage().model.follow(...script);
		const chat = { chatInput, sessionId: crypto.randomUUID(), action: 'sendMessage' };
		const run = await stage().run(example, 'When Chat Message Received', chat);
		assert.equal(run.status, 'success');
		assert.equal(stage().model.turns.length, script.length);
		return outputOf(run, 'AI Agent').map(({ output }) => output);
	};

	it('finds the session, reads it, answers and completes it', async () => {
		const { sandbox, model } = stage();
		const { sessionId } = sandbox.receive({ phoneNumber, name: 'Íris', text: 'Quando chega meu pedido?' });
		const answer = 'Olá Íris, seu pedido chega amanhã.';

		const said = await writeInChat(
			`Answer ${phoneNumber}: her order comes tomorrow. Then close the conversation.`,
			() => ({ call: 'Find_Open_Session', with: { phoneNumber } }),
			(turn) => ({ call: 'Read_Messages', with: { sessionId: first(turn).id } }),
			(turn) => ({ call: 'Send_Text', with: { sessionId: first(turn).sessionId, text: answer } }),
			(turn) => ({ call: 'Complete_Session', with: { sessionId: first(turn).sessionId } }),
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

		const [, found, read] = model.turns;
		const { contactDetails, ...summary } = first(found);
		assert.equal((contactDetails as { name: string }).name, 'Íris');
		const { id, status, windowStatus } = summary;
		assert.deepEqual({ id, status, windowStatus }, { id: sessionId, status: 'PENDING', windowStatus: 'ACTIVE' });
		assert.ok(!('companyId' in summary), 'simplified');
		const messages = given(read).map(({ direction, text }) => ({ direction, text }));
		assert.deepEqual(messages, [{ direction: 'FROM_HUB', text: 'Quando chega meu pedido?' }]);
	});

	it('tells the model what each tool is for, and what it takes', async () => {
		await writeInChat('Hello', () => ({ say: 'Hello' }));

		const [{ tools }] = stage().model.turns;
		const takes = tools.map(({ function: { name, parameters } }) => [name, Object.keys(parameters.properties)]);
		assert.deepEqual(Object.fromEntries(takes), {
			Find_Open_Session: ['phoneNumber'],
			Read_Messages: ['sessionId'],
			Send_Text: ['sessionId', 'text'],
			Complete_Session: ['sessionId'],
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
			() => ({ call: 'Find_Open_Session', with: { phoneNumber } }),
			() => ({ call: 'Complete_Session', with: { sessionId: '42' } }),
			() => ({ call: 'Complete_Session', with: { sessionId: unknown } }),
			() => ({ call: 'Send_Text', with: { sessionId: unknown } }),
			() => ({ say: 'There is no such contact.' }),
		);

		const [, ...answers] = stage().model.turns.map((turn) => (turn.messages.length > 2 ? first(turn).error : ''));
		const expected = [
			/^No contact has this phone number\. /,
			/^SessionID is not valid\. “42” was given\. The ID of a session looks like /,
			/^WTS Chat does not know what was asked for\. Check the ID .* The service says: “/,
			/^Text is empty! Fill in the Text field\. /,
		];
		assert.equal(answers.length, expected.length);
		for (const [index, pattern] of expected.entries()) assert.match(String(answers[index]), pattern);
		assert.equal([...account.sessions.values()].filter(({ status }) => status !== 'COMPLETED').length, open);
	});
}

export const agent: Trial = { example, declare };
