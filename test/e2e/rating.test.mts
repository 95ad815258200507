import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { prepareExample } from '../../scripts/examples.mts';
import type { N8nServer, SavedWorkflow } from '../../scripts/n8n/server.mts';
import { setBareStage, type BareStage } from '../stage.mts';
import { until } from '../../scripts/until.mts';

const header = {
	id: 'header',
	name: 'Secret of the calling system',
	type: 'httpHeaderAuth',
	data: { name: 'X-Secret', value: 'only-the-two-know' },
};

describe('Ask for a rating, then complete: the example in real n8n, with the packed package', () => {
	const resources = new AsyncDisposableStack();
	let stage: BareStage;
	let server: N8nServer;
	let workflow: SavedWorkflow;
	before(async () => {
		stage = resources.use(await setBareStage(header));
		server = resources.use(await stage.n8n.start());
		const { id: _, ...example } = await prepareExample(
			'ask-for-a-rating-then-complete',
			[stage.credential, header],
			{},
		);
		workflow = await server.saveWorkflow(example);
		await server.publish(workflow);
	});
	after(async () => await resources.disposeAsync());

	it('asks, asks again, notes the rating and completes the session', async () => {
		const { sandbox } = stage;
		const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		const said = () => session.messages.slice(1).map(({ text }) => text);

		await fetch(`${server.url}/webhook/conversation-is-done`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', [header.data.name]: header.data.value },
			body: JSON.stringify({ sessionId }),
		});
		await server.asleep(workflow, 1);
		assert.equal(session.status, 'IN_PROGRESS');
		sandbox.receive({ sessionId, text: 'Muito bom!' });
		await until('the contact is asked again', () => said().length === 3);
		sandbox.receive({ sessionId, text: 'nota 5' });
		const [{ status }] = await server.executed(workflow, 1);

		assert.equal(status, 'success');
		assert.deepEqual(said(), [
			'How do you rate our service, from 1 (bad) to 5 (very good)?',
			'Muito bom!',
			'Please answer with a number from 1 to 5.',
			'nota 5',
		]);
		assert.deepEqual(
			session.notes.map(({ text }) => text),
			['Rated 5 of 5: “nota 5”'],
		);
		assert.equal(session.status, 'COMPLETED');
		assert.equal(sandbox.account.subscriptions.size, 0);
		assert.deepEqual(sandbox.departures, []);
	});
});
