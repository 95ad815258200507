/** The package on several workers, which share one account and know nothing of each other. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { prepareExample } from '../../harness/examples.mts';
import type { Credential, N8n } from '../../harness/n8n/n8n.mts';
import type { Queue } from '../../harness/n8n/queue.mts';
import type { SavedWorkflow } from '../../harness/n8n/server.mts';
import { scaleLimits } from '../../harness/package.mts';
import { PATIENCE_MS, until } from '../../harness/until.mts';
import { completion } from '../completion.mts';
import { startWatchedQueue } from '../watchedStage.mts';

/** The documented limits, with windows so much shorter: what takes five minutes takes ten seconds. */
const LIMITS_SCALE = 30;
const EXECUTIONS = 40;
const SESSIONS_EACH = 50;
const WRITERS = 30;

const subscriptionsOf = ({ account }: Sandbox) => [...account.subscriptions.values()];

describe('Queue mode: n8n with two workers, PostgreSQL and Redis, and the packed package in each', () => {
	const resources = new AsyncDisposableStack();
	let sandbox: Sandbox;
	let queue: Queue;
	let credential: Credential;

	before(async () => {
		sandbox = resources.use(await startSandbox({ limits: { scale: LIMITS_SCALE } }));
		const prepare = async ({ userFolder }: N8n) => await scaleLimits(userFolder, LIMITS_SCALE);
		queue = resources.use(await startWatchedQueue(sandbox, { prepare }));
		const data = { apiKey: sandbox.key, baseUrl: sandbox.url };
		const unsaved = { id: '', name: 'WTS Chat sandbox', type: 'wtsApi', data };
		credential = { ...unsaved, id: await queue.server.saveCredential(unsaved) };
	});
	after(async () => await resources.disposeAsync());
	beforeEach(() => {
		sandbox.reset();
		// On a busy machine n8n may take longer than the sandbox waits, and what it has not taken is lost.
		sandbox.deliveries.options.patience = PATIENCE_MS;
	});

	/** How many of a workflow's executions each worker has carried out; waits for as many to be told of. */
	const perWorker = async (executions: ReadonlyArray<{ id: string }>) => {
		const ids = new Set(executions.map(({ id }) => id));
		const counts = () => queue.workers.map((worker) => queue.executionsOf(worker).filter((id) => ids.has(id)).length);
		await until('the workers have carried all executions out', () => {
			return counts().reduce((sum, count) => sum + count) >= executions.length;
		});
		return counts();
	};

	const succeeded = async (workflow: Pick<SavedWorkflow, 'id'>, count: number) => {
		const executions = await queue.server.executed(workflow, count);
		for (const { id, status } of executions) assert.equal(status, 'success', `execution ${id}`);
		assert.equal(executions.length, count);
		return executions;
	};

	const saveExample = async () => {
		const { id: _, ...example } = await prepareExample('contact-writes-answer-complete', credential, {});
		return await queue.server.saveWorkflow(example);
	};

	const unpublish = async (workflow: SavedWorkflow) => {
		await queue.server.unpublish(workflow);
		await until('the subscription is gone', () => subscriptionsOf(sandbox).length === 0);
	};

	it(`${EXECUTIONS} executions complete ${SESSIONS_EACH} sessions each: all of them, each once, inside the limits`, async (t) => {
		const workflow = await queue.server.saveWorkflow(completion(credential));
		await queue.server.publish(workflow);
		const ids = sandbox.seedSessions({ count: EXECUTIONS * SESSIONS_EACH });
		const calls = Array.from({ length: EXECUTIONS }, (_, call) => {
			const body = { sessionIds: ids.slice(call * SESSIONS_EACH, (call + 1) * SESSIONS_EACH) };
			return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
		});
		const began = performance.now();

		const answers = await Promise.all(calls.map((call) => fetch(`${queue.server.url}/webhook/complete`, call)));
		assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
		const executions = await succeeded(workflow, EXECUTIONS);
		const seconds = (performance.now() - began) / 1_000;

		const shares = await perWorker(executions);
		const refused = sandbox.requests.filter(({ status }) => status === 429).length;
		t.diagnostic(
			`${ids.length} sessions in ${seconds.toFixed(1)} s by ${shares.join(' + ')} executions, ${refused} × 429`,
		);
		assert.ok(
			shares.every((share) => share > 0),
			`one worker did nothing: ${shares.join(', ')}`,
		);
		assert.equal(
			shares.reduce((sum, share) => sum + share),
			EXECUTIONS,
		);
		const { sessions, counts } = sandbox.account;
		assert.deepEqual(new Set(ids.map((id) => sessions.get(id)?.status)), new Set(['COMPLETED']));
		const again = ids.filter((id) => counts.completions.get(id) !== 1);
		assert.deepEqual(
			again.map((id) => sandbox.requests.filter(({ path }) => path.includes(id))),
			[],
		);
		assert.equal(counts.completions.size, ids.length);
		assert.equal(sandbox.requests.length - refused, ids.length);
		assert.ok(refused < ids.length / 4, `${refused} requests were refused`);
		assert.deepEqual(sandbox.departures, []);
		await queue.server.unpublish(workflow);
	});

	it(`WTS Chat Trigger: one subscription, and its events run on the workers, each once`, async () => {
		const workflow = await saveExample();
		await queue.server.publish(workflow);
		assert.equal(subscriptionsOf(sandbox).length, 1);
		Object.assign(sandbox.deliveries.options, { duplicates: 1 / 3, disorder: true });

		const sessionIds = Array.from({ length: WRITERS }, (_, index) => {
			const phoneNumber = `55419777700${String(index).padStart(2, '0')}`;
			return sandbox.receive({ phoneNumber, text: 'Olá' }).sessionId;
		});
		await sandbox.deliveries.settle();
		assert.ok(sandbox.deliveries.records.length > WRITERS);
		const executions = await succeeded(workflow, WRITERS);

		const shares = await perWorker(executions);
		assert.equal(
			shares.reduce((sum, share) => sum + share),
			WRITERS,
		);
		const { completions } = sandbox.account.counts;
		assert.deepEqual(
			sessionIds.map((id) => completions.get(id)),
			Array(WRITERS).fill(1),
		);
		assert.equal(completions.size, WRITERS);
		const written = [...sandbox.account.messages.values()].filter(({ sessionId }) => sessionIds.includes(sessionId));
		assert.equal(written.length, 2 * WRITERS);
		await unpublish(workflow);
		assert.deepEqual(sandbox.departures, []);
	});

	it('the subscription stays the same one over a restart of n8n', async () => {
		const workflow = await saveExample();
		await queue.server.publish(workflow);
		const before = subscriptionsOf(sandbox);
		assert.equal(before.length, 1);

		await queue.stop();
		assert.deepEqual(subscriptionsOf(sandbox), before);
		await queue.start();

		assert.deepEqual(subscriptionsOf(sandbox), before);
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		await perWorker(await succeeded(workflow, 1));
		assert.equal(sandbox.account.sessions.get(sessionId)?.status, 'COMPLETED');
		await unpublish(workflow);
	});

	it("published by a process of its own, n8n's command line: one subscription as well", async () => {
		const workflow = await saveExample();

		await queue.main.publishWorkflow(workflow.id);
		await until('the main process has taken the workflow up', () => subscriptionsOf(sandbox).length > 0);

		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		await perWorker(await succeeded(workflow, 1));
		assert.equal(sandbox.account.sessions.get(sessionId)?.status, 'COMPLETED');
		assert.equal(subscriptionsOf(sandbox).length, 1);
		await unpublish(workflow);
	});

	it('an event that the editor listens for runs on a worker, once, and leaves no subscription', async () => {
		const workflow = await saveExample();
		await queue.server.listen(workflow, 'When a Contact Writes');
		assert.equal(subscriptionsOf(sandbox).length, 1);

		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		const executions = await succeeded(workflow, 1);

		assert.deepEqual(
			executions.map(({ mode }) => mode),
			['manual'],
		);
		await perWorker(executions);
		assert.equal(sandbox.account.sessions.get(sessionId)?.status, 'COMPLETED');
		await until('the subscription is gone', () => subscriptionsOf(sandbox).length === 0);
	});
});
