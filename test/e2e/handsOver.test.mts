import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Department, Session } from '../../sandbox/account.mts';
import { prepareExample } from '../../scripts/examples.mts';
import type { N8nServer, SavedWorkflow } from '../../scripts/n8n/server.mts';
import { setBareStage, type BareStage } from '../stage.mts';

const PHONE = '5541977770000';
const ANSWER = 'Thank you for your message, Íris. If you would rather talk to a person, just say so.';

describe('An agent hands over to a human: the example in real n8n, with the packed package', () => {
	const resources = new AsyncDisposableStack();
	let stage: BareStage;
	let server: N8nServer;
	let workflow: SavedWorkflow;
	let department: Department;
	before(async () => {
		stage = resources.use(await setBareStage());
		server = resources.use(await stage.n8n.start());
		[, department] = stage.sandbox.account.departments.values();
		const settings = { departmentId: department.id };
		const { id: _, ...example } = await prepareExample('agent-hands-over-to-a-human', stage.credential, settings);
		workflow = await server.saveWorkflow(example);
		await server.publish(workflow);
	});
	after(async () => await resources.disposeAsync());

	let runs = 0;
	/** Lets the contact write, and waits until the workflow has dealt with it. */
	const say = async (text: string): Promise<Session> => {
		const { sessionId } = stage.sandbox.receive({ phoneNumber: PHONE, name: 'Íris', text });
		const executions = await server.executed(workflow, ++runs);
		assert.deepEqual(new Set(executions.map(({ status }) => status)), new Set(['success']));
		const session = stage.sandbox.account.sessions.get(sessionId);
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
		const { sandbox } = stage;
		const [bot] = sandbox.account.chatbots.keys();
		const [running] = [...sandbox.account.sessions.values()].filter(({ title }) => title === 'Íris');
		running.botId = bot;

		const session = await say('Quero falar com um atendente');

		assert.equal(session, running);
		assert.deepEqual([session.departmentId, session.status, session.botId], [department.id, 'PENDING', null]);
		assert.deepEqual(
			session.notes.map(({ text }) => text),
			['Asked for a person: “Quero falar com um atendente”'],
		);
		assert.deepEqual(textsOf(session).slice(2), ['Quero falar com um atendente', 'One of us will be with you soon.']);
	});

	it('talks nobody over afterwards', async () => {
		const session = await say('Ainda está aí?');

		assert.deepEqual(textsOf(session).slice(4), ['Ainda está aí?']);
		assert.deepEqual(stage.sandbox.departures, []);
	});
});
