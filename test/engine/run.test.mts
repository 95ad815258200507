import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type * as OperationsModule from '../../nodes/WtsChat/operations/index.ts';
import { until } from '../../harness/until.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { built } from '../built.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

/** So many seconds of the node pass in one of the machine, and of the account's limits. */
const QUICK = 3;
quicken(QUICK);

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';
// A run that waits for what it need not wait for would end minutes after this.
const AT_ONCE = { timeout: 60_000 };

const complete = { resource: 'session', operation: 'complete', sessionId: byId('={{ $json.id }}') };
const itemsOf = (ids: string[]) => ids.map((id) => ({ id }));

const completedIn = ({ account }: Sandbox, ids: string[]) =>
	ids.filter((id) => account.sessions.get(id)?.status === 'COMPLETED').length;

/** Looks often, so that the test goes on while the run is where it is to be. */
const reached = async (what: string, isSo: () => boolean) => await until(what, isSo, 2);

/** Waits for as long as a run that goes on would take to send more. */
const silence = () => delay(600);

describe('a run that stops at the first failure', () => {
	it('says how many items were done, and sends nothing more', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const ids = sandbox.seedSessions({ count: 500 });
		ids[100] = UNKNOWN_ID;

		const { status, error, items } = await run({
			parameters: complete,
			items: itemsOf(ids),
			credential,
			signal: t.signal,
		});

		const { length } = sandbox.requests;
		const done = completedIn(sandbox, ids);
		assert.equal(status, 'error');
		assert.deepEqual(items, []);
		assert.equal(error?.context?.itemIndex, 100);
		assert.match(error?.description ?? '', new RegExp(`${done} of 500 items had been carried out`));
		assert.match(error?.description ?? '', /set 'On Error' .* to 'Continue \(using error output\)'/);
		assert.ok(length < 500, `${length} requests`);
		// What was under way was waited for.
		assert.equal(done, length - 1);
		assert.ok(sandbox.requests.every((request) => request.status !== null));
		await silence();
		assert.equal(sandbox.requests.length, length);
	});

	it('does not send what waits for the limits', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 40 });
		ids[3] = UNKNOWN_ID;

		const { error } = await run({
			parameters: complete,
			items: itemsOf(ids),
			credential: { ...credential, requestsPer5Minutes: 10 },
			signal: t.signal,
		});

		assert.equal(error?.context?.itemIndex, 3);
		assert.match(error?.description ?? '', /9 of 40 items had been carried out/);
		assert.equal(sandbox.requests.length, 10);
	});

	it('does not wait for another try of what failed beside it', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });
		sandbox.faults.add({ kind: 'tooManyRequests', path: `*${id}*`, retryAfter: 600 });

		const { error } = await run({
			parameters: complete,
			items: itemsOf([id, UNKNOWN_ID]),
			credential,
			signal: t.signal,
		});

		assert.equal(error?.context?.itemIndex, 1);
		assert.equal(completedIn(sandbox, [id]), 0);
	});
});

describe('a cancelled run', () => {
	it('of 10,000 items sends nothing more', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 2 });
		const ids = sandbox.seedSessions({ count: 10_000 });
		const cancel = new AbortController();
		const running = run({ parameters: complete, items: itemsOf(ids), credential, signal: cancel.signal });
		await reached('300 are under way', () => sandbox.requests.length >= 300);

		cancel.abort();
		const before = sandbox.requests.length;
		const { status } = await running;

		assert.equal(status, 'canceled');
		await silence();
		// Those under way at that moment may be read from their connections only afterwards.
		assert.ok(sandbox.requests.length <= before + 20, `${sandbox.requests.length - before} requests after it`);
	});

	it('sends nothing at all if it is cancelled before the items are read', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 10_000 });
		const cancel = new AbortController();
		const running = run({ parameters: complete, items: itemsOf(ids), credential, signal: cancel.signal });
		cancel.abort();

		const { status } = await running;

		assert.equal(status, 'canceled');
		await silence();
		assert.deepEqual(sandbox.requests, []);
	});

	it('does not wait for the limits', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 1_000 });
		const cancel = new AbortController();
		const running = run({
			parameters: complete,
			items: itemsOf(ids),
			credential: { ...credential, requestsPer5Minutes: 100 },
			signal: cancel.signal,
		});
		await reached('100 are completed', () => completedIn(sandbox, ids) === 100);

		cancel.abort();
		const { status } = await running;

		assert.equal(status, 'canceled');
		await silence();
		assert.equal(sandbox.requests.length, 100);
	});

	it('does not wait for the end of a refusal', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 100 });
		sandbox.faults.add({ kind: 'tooManyRequests', retryAfter: 600 });
		const cancel = new AbortController();
		const running = run({ parameters: complete, items: itemsOf(ids), credential, signal: cancel.signal });
		const statuses = () => sandbox.requests.map(({ status }) => status);
		await reached('the service has refused', () => statuses().includes(429) && !statuses().includes(null));

		cancel.abort();
		const { status } = await running;

		assert.equal(status, 'canceled');
		await silence();
		assert.ok(sandbox.requests.length <= 20);
	});

	it('does not wait for an answer', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 100 });
		sandbox.faults.add({ kind: 'hang' });
		const cancel = new AbortController();
		const running = run({
			parameters: complete,
			items: itemsOf(ids),
			credential: { ...credential, timeLimit: 3_000 },
			signal: cancel.signal,
		});
		await reached('20 are under way', () => sandbox.requests.length === 20);

		cancel.abort();
		const { status } = await running;

		assert.equal(status, 'canceled');
		await silence();
		assert.equal(sandbox.requests.length, 20);
	});

	it('leaves the account free for the next run', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 50 });
		sandbox.faults.add({ kind: 'hang', times: 20 });
		const cancel = new AbortController();
		const first = run({ parameters: complete, items: itemsOf(ids), credential, signal: cancel.signal });
		await reached('20 are under way', () => sandbox.requests.length === 20);
		cancel.abort();
		await first;

		const { status, items } = await run({ parameters: complete, items: itemsOf(ids), credential });

		assert.equal(status, 'success');
		assert.equal(items.length, 50);
	});
});

describe('the limits of the account', { concurrency: true }, () => {
	it('hold for two runs at once together, and each says how long it waited', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 62 });
		const half = ids.length / 2;

		const runs = await Promise.all(
			[ids.slice(0, half), ids.slice(half)].map((own) =>
				run({
					parameters: complete,
					items: itemsOf(own),
					credential: { ...credential, requestsPer5Seconds: 20 },
					signal: t.signal,
				}),
			),
		);

		for (const { status, items, hints } of runs) {
			assert.equal(status, 'success');
			assert.equal(items.length, half);
			assert.equal(hints.length, 1);
			const waited = /^This run waited (\d+) seconds for the account's request limits\. Nothing was left out\.$/;
			const [, seconds] = waited.exec(hints[0].message) ?? [];
			// Three times five seconds pass until the last of 62 requests may be sent.
			assert.ok(Number(seconds) >= 10, hints[0].message);
		}
		const times = sandbox.requests.map(({ time }) => Date.parse(time));
		for (const [index, time] of times.slice(20).entries()) {
			// The sandbox writes down whole milliseconds.
			assert.ok(time - times[index] >= 5_000 / QUICK - 2, `21 requests within ${time - times[index]} ms`);
		}
		for (const id of ids) assert.equal(sandbox.account.counts.completions.get(id), 1);
	});

	it('are not spoken of when they did not hold the run up', AT_ONCE, async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 25 });

		const { items, hints } = await run({ parameters: complete, items: itemsOf(ids), credential });

		assert.equal(items.length, 25);
		assert.deepEqual(hints, []);
	});

	it('are waited for when others have used them up, and nothing is lost', AT_ONCE, async (t) => {
		const { sandbox } = await sandboxFor(t, { limits: { scale: QUICK } });
		const credential = { apiKey: sandbox.key, baseUrl: sandbox.url };
		const ids = sandbox.seedSessions({ count: 40 });
		while (sandbox.limits?.admit('/chat/v1/session'));

		const { status, items } = await run({
			parameters: complete,
			items: itemsOf(ids),
			credential,
			signal: t.signal,
		});

		assert.equal(status, 'success');
		assert.equal(items.length, 40);
		assert.ok(sandbox.requests.some((request) => request.status === 429));
		for (const id of ids) assert.equal(sandbox.account.counts.completions.get(id), 1);
	});
});

describe('a request that departs from the contract', () => {
	const { findOperation } = built<typeof OperationsModule>('nodes/WtsChat/operations/index');
	const operation = findOperation('session', 'changeStatus');
	assert.ok(operation && 'request' in operation.declared);
	const { declared } = operation;
	const toPending = { ...complete, operation: 'changeStatus', newStatus: 'PENDING' };

	const departures = {
		'a field that is not in the contract': {
			change: { body: { newStatus: 'PENDING', reason: 'done' } },
			problem: /body\/reason is not in the contract/,
		},
		'a value of another type': {
			change: { body: { newStatus: 'PENDING', options: { stopBotInExecution: 'no' } } },
			problem: /must be boolean/,
		},
		'a query parameter that is not in the contract': { change: { query: { force: true } }, problem: /force/ },
		'a path that is not in the contract': {
			change: { endpoint: 'PUT /chat/v1/sessions/{id}/status' },
			problem: /is no operation of the contract/,
		},
	};
	for (const [what, { change, problem }] of Object.entries(departures)) {
		it(`fails the test of an operation that sends ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [id = ''] = sandbox.seedSessions({ count: 1 });
			const { request } = declared;
			t.mock.method(declared, 'request', (values: Record<string, unknown>) => ({ ...request(values), ...change }));

			const { status } = await run({ parameters: toPending, items: itemsOf([id]), credential });

			assert.equal(status, 'error');
			assert.equal(sandbox.account.sessions.get(id)?.status, 'IN_PROGRESS');
			const [departure, ...others] = sandbox.departures.splice(0);
			assert.deepEqual(others, []);
			assert.equal(departure.by, 'caller');
			assert.match(departure.problems.join('\n'), problem);
		});
	}
});
