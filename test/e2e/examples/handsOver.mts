import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Account, Department, Session } from '../../../sandbox/account.mts';
import type { SavedWorkflow } from '../../../harness/n8n/server.mts';
import type { ExampleStage, Trial } from './trial.mts';

const example = 'agent-hands-over-to-a-human';
const PHONE = '5541977770000';
const ANSWER = 'Thank you for your message, Íris. If you would rather talk to a person, just say so.';

/** Whom the example is set to hand over to. */
function departmentOf({ departments }: Account): Department {
	const [, second] = departments.values();
	return second;
}

function declare(stage: () => ExampleStage): void {
	let workflow: SavedWorkflow;
	before(async () => {
		stage().sandbox.reset();
		workflow = await stage().publish(example);
	});
	// It would answer whoever writes in other tests.
	after(async () => await stage().server.unpublish(workflow));

	let runs = 0;
	/** Lets the contact write, and waits until the workflow has dealt with it. */
	const say = async (text: string): Promise<Session> => {
		const { sandbox, server } = stage();
		const { sessionId } = sandbox.receive({ phoneNumber: PHONE, name: 'Íris', text });
		const executions = await server.executed(workflow, ++runs);
		assert.deepEqual(new Set(executions.map(({ status }) => status)), new Set(['success']));
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		return session;
	};
	const textsOf = ({ messages }: Session) => messages.map(({ text }) => text);

	it('answers a contact who asks something else', async () => {
		const session = await say('Qual é o prazo de entrega?');

		assert.deepEqual(textsOf(session), ['Qual é o prazo de entrega?', ANSWER]);
		assert.equal(session.departmentId, null);
	});

	it('hands over when the contact asks for a person: bot stopped, a note for the team, a word to the contact', async () => {
		const { account } = stage().sandbox;
		const [bot] = account.chatbots.keys();
		const [running] = [...account.sessions.values()].filter(({ title }) => title === 'Íris');
		running.botId = bot;

		const session = await say('Quero falar com um atendente');

		assert.equal(session, running);
		const { departmentId, status, botId, notes } = session;
		assert.deepEqual([departmentId, status, botId], [departmentOf(account).id, 'PENDING', null]);
		assert.deepEqual(
			notes.map(({ text }) => text),
			['Asked for a person: “Quero falar com um atendente”'],
		);
		assert.deepEqual(textsOf(session).slice(2), ['Quero falar com um atendente', 'One of us will be with you soon.']);
	});

	it('talks nobody over afterwards', async () => {
		const session = await say('Ainda está aí?');

		assert.deepEqual(textsOf(session).slice(4), ['Ainda está aí?']);
		assert.deepEqual(stage().sandbox.departures, []);
	});
}

export const handsOver: Trial = {
	example,
	settings: (account) => ({ department: departmentOf(account).name ?? '' }),
	declare,
};
