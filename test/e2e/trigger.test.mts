import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { WebhookEvent, WebhookSubscription } from '../../sandbox/account.mts';
import { Random } from '../../sandbox/random.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { prepareExample } from '../../harness/examples.mts';
import type { Execution } from '../../harness/n8n/editorRoutes.mts';
import type { N8nServer, SavedWorkflow } from '../../harness/n8n/server.mts';
import { differences } from '../../harness/n8n/version.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';
import { PATIENCE_MS, until } from '../../harness/until.mts';

/** n8n's database here is SQLite, which takes some seconds for these; 1,000 are sent to n8n's engine, in test/engine. */
const MANY = 100;
const AT_ONCE = 20;

/**
 * Sends POSTs, `AT_ONCE` of them side by side, and each again while n8n cannot take it for its database.
 * @returns the statuses
 */
async function postAll(posts: ReadonlyArray<{ url: string; body: string }>): Promise<number[]> {
	const statuses: number[] = [];
	const rest = posts.values();
	const headers = { 'content-type': 'application/json' };
	const sender = async () => {
		for (const { url, body } of rest) {
			let status = 503;
			await until('n8n takes an event', async () => {
				({ status } = await fetch(url, { method: 'POST', headers, body }));
				return status !== 503;
			});
			statuses.push(status);
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, sender));
	return statuses;
}

/** Everything that was written in a session, in order. */
const textsOf = ({ account }: Sandbox, sessionId: string) =>
	[...account.messages.values()].filter((message) => message.sessionId === sessionId).map(({ text }) => text);

const subscriptionsOf = ({ account }: Sandbox) => [...account.subscriptions.values()];

describe('WTS Chat Trigger, in real n8n with the packed package', () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let sandbox: Sandbox;
	let server: N8nServer;

	before(async () => {
		stage = resources.use(await setWatchedStage());
		({ sandbox } = stage);
		server = resources.use(await stage.n8n.start());
	});
	after(async () => await resources.disposeAsync());
	beforeEach(() => {
		sandbox.reset();
		// On a busy machine n8n may take longer than the sandbox waits, and what it has not taken is lost.
		sandbox.deliveries.options.patience = PATIENCE_MS;
	});

	const saveExample = async () => {
		const { id: _, ...example } = await prepareExample('contact-writes-answer-complete', stage.credential, {});
		return await server.saveWorkflow(example);
	};

	/** A workflow of the trigger alone. */
	const saveTrigger = async (events: WebhookEvent[]) => {
		const { id, name } = stage.credential;
		const node = {
			id: '1',
			name: 'WTS Chat Trigger',
			type: 'n8n-nodes-wts-chat.wtsChatTrigger',
			typeVersion: 1,
			position: [0, 0],
			webhookId: crypto.randomUUID(),
			parameters: { events, onlyFromContacts: false, addDetails: false },
			credentials: { wtsApi: { id, name } },
		};
		const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'all' };
		const workflow = { name: 'Events', nodes: [node], connections: {}, settings };
		return await server.saveWorkflow(workflow);
	};

	/** Activates a workflow and returns its subscription, once n8n has stored what belongs to it. */
	const activate = async (workflow: SavedWorkflow): Promise<WebhookSubscription> => {
		await server.publish(workflow);
		const [subscription, ...others] = subscriptionsOf(sandbox);
		assert.deepEqual(others, []);
		assert.ok(subscription);
		return subscription;
	};

	const unpublish = async (workflow: SavedWorkflow) => {
		await server.unpublish(workflow);
		await until('the subscription is gone', () => subscriptionsOf(sandbox).length === 0);
	};

	/** Waits for so many executions of a workflow to end well, and returns all that there are. */
	const succeeded = async (workflow: SavedWorkflow, count: number) => {
		const executions = await server.executed(workflow, count);
		for (const { status } of executions) assert.equal(status, 'success');
		return executions;
	};

	/** What n8n has stored of an execution, as text. */
	const storedOf = async ({ id }: Execution) => JSON.stringify((await server.ended(id)).data);

	it('the example answers a contact and completes the session; deactivated, it leaves no subscription', async () => {
		const workflow = await saveExample();

		const { name, events } = await activate(workflow);
		assert.equal(name, 'n8n: Contact writes, answer, complete / When a Contact Writes');
		assert.deepEqual(events, ['MESSAGE_RECEIVED']);
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Olá' });
		const [execution, ...others] = await succeeded(workflow, 1);

		assert.deepEqual(others, []);
		assert.equal(execution?.mode, 'webhook');
		assert.equal(sandbox.account.sessions.get(sessionId)?.status, 'COMPLETED');
		const answer = 'Hello Íris, thank you for your message. We have taken note of it and get back to you soon.';
		assert.deepEqual(textsOf(sandbox, sessionId), ['Olá', answer]);
		await unpublish(workflow);
		assert.deepEqual(sandbox.departures, []);
	});

	it('the same while the editor listens for a test event, which happens once', async () => {
		const workflow = await saveExample();
		const listen = async () => await server.listen(workflow, 'When a Contact Writes');

		assert.deepEqual(await listen(), { waitingForWebhook: true });
		const [subscription] = subscriptionsOf(sandbox);
		assert.equal(subscription?.name, 'n8n (test): Contact writes, answer, complete / When a Contact Writes');
		assert.match(subscription.url, /\/webhook-test\//);
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Olá' });
		const [execution] = await succeeded(workflow, 1);

		assert.equal(execution?.mode, 'manual');
		assert.equal(sandbox.account.sessions.get(sessionId)?.status, 'COMPLETED');
		assert.equal(textsOf(sandbox, sessionId).length, 2);
		await until('the subscription is gone', () => subscriptionsOf(sandbox).length === 0);

		await listen();
		assert.equal(subscriptionsOf(sandbox).length, 1);
		await server.editor.stopListening(workflow.id);
		await until('the subscription is gone', () => subscriptionsOf(sandbox).length === 0);
	});

	it('the subscription takes up the events of a version published later', async () => {
		const workflow = await saveTrigger(['MESSAGE_RECEIVED']);
		await activate(workflow);
		const { nodes, connections } = await server.workflow(workflow.id);
		const changed = nodes.map((node) => ({
			...node,
			parameters: { ...node.parameters, events: ['SESSION_NEW', 'TEMPLATE_UPDATE'] },
		}));
		const next = await server.editor.saveVersion(workflow.id, { nodes: changed, connections });

		const { events } = await activate(next);

		assert.deepEqual(events, ['SESSION_NEW', 'TEMPLATE_UPDATE']);
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const [execution] = await succeeded(workflow, 1);
		assert.ok(execution);
		assert.ok((await storedOf(execution)).includes(sessionId));
		await unpublish(workflow);
	});

	it('what is no event of the service has a clear status and starts nothing', async () => {
		const workflow = await saveTrigger(['MESSAGE_RECEIVED']);
		const { url } = await activate(workflow);
		const address = url.replace(/\?.*/, '');
		const json = { 'content-type': 'application/json' };
		const event = JSON.stringify({ eventType: 'MESSAGE_RECEIVED', content: { id: 'x' } });
		const padded = (length: number) => JSON.stringify({ eventType: 'MESSAGE_RECEIVED', content: 'x'.repeat(length) });
		const requests: Array<[number, string, RequestInit]> = [
			[401, address, { headers: json, body: event }],
			[401, `${address}?token=${'0'.repeat(64)}`, { headers: json, body: event }],
			[401, `${url.slice(0, -1)}`, { headers: json, body: event }],
			[401, `${url}&token=again`, { headers: json, body: event }],
			[401, address, { body: new URLSearchParams({ eventType: 'MESSAGE_RECEIVED' }) }],
			[415, url, { headers: { 'content-type': 'text/plain' }, body: event }],
			[415, url, {}],
			[413, url, { headers: json, body: padded(2_000_000) }],
			[400, url, { headers: json }],
			[400, url, { headers: json, body: '[]' }],
			[400, url, { headers: json, body: '{"event":"MESSAGE_RECEIVED","content":{}}' }],
			// These n8n itself answers, before the node is asked.
			[404, url, { method: 'GET' }],
			[404, url, { method: 'PUT', headers: json, body: event }],
			[404, `${address}/more?${url.split('?')[1]}`, { headers: json, body: event }],
			[422, url, { headers: json, body: event.slice(0, -1) }],
			[422, address, { headers: json, body: event.slice(0, -1) }],
			[422, url, { headers: { 'content-type': 'application/json; charset=nonsense' }, body: event }],
			[422, url, { headers: { 'content-type': 'text/xml' }, body: '<event' }],
			[
				differences.statusForBrokenMultipart,
				address,
				{ headers: { 'content-type': 'multipart/form-data' }, body: event },
			],
			// Two that its parser takes for a failure of its own.
			[500, address, { headers: { ...json, 'content-encoding': 'gzip' }, body: event }],
			[500, address, { headers: json, body: padded(17_000_000) }],
		];

		for (const [index, [expected, target, init]] of requests.entries()) {
			const response = await fetch(target, { method: 'POST', ...init });
			assert.equal(response.status, expected, `request ${index}: ${await response.text()}`);
		}

		// Had one of them started something, it would be listed before this.
		const { id } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const [execution, ...others] = await succeeded(workflow, 1);
		assert.deepEqual(others, []);
		assert.ok(execution && (await storedOf(execution)).includes(id));
		await unpublish(workflow);
	});

	it(`${MANY} events at once, a third of them twice, in disorder: each starts one execution, none is lost`, async () => {
		const workflow = await saveTrigger(['MESSAGE_RECEIVED']);
		await activate(workflow);
		const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
		// The sandbox gives up after ten seconds, which a busy machine may need: what it has to send goes out from here.
		Object.assign(sandbox.deliveries.options, { duplicates: 1 / 3, delay: 24 * 60 * 60 * 1000 });
		const sent = Array.from({ length: MANY }, (_, index) => sandbox.receive({ sessionId, text: String(index) }).id);
		const random = new Random(5);
		const deliveries = sandbox.deliveries.records
			.map(({ url, body }) => ({ url, body: JSON.stringify(body), place: random.next() }))
			.sort((one, other) => one.place - other.place);
		assert.ok(deliveries.length > MANY * 1.1);

		const statuses = await postAll(deliveries);

		assert.deepEqual(statuses, Array(deliveries.length).fill(200));
		const executions = await succeeded(workflow, MANY);
		assert.equal(executions.length, MANY);
		const stored = await Promise.all(executions.map(async (execution) => await storedOf(execution)));
		for (const id of sent) assert.equal(stored.filter((text) => text.includes(id)).length, 1);
		await unpublish(workflow);
	});
});
