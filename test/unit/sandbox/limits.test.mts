import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limits } from '../../../sandbox/limits.mts';
import { first, open } from './caller.mts';

const general = '/chat/v2/session';
const send = '/chat/v1/send/text';

/** Asks for so many requests at one moment and counts those admitted. */
function admitted(limits: Limits, path: string, requests: number): number {
	let count = 0;
	for (let request = 0; request < requests; request++) if (limits.admit(path)) count++;
	return count;
}

test('200 in any 5 seconds and 1,000 in any 5 minutes', () => {
	let now = 1_000_000;
	const limits = new Limits(1, () => now);
	assert.equal(admitted(limits, general, 250), 200);
	now += 4999;
	assert.equal(admitted(limits, general, 1), 0);
	now += 1;
	for (let burst = 2; burst <= 5; burst++) {
		assert.equal(admitted(limits, general, 250), 200);
		now += 5000;
	}
	assert.equal(admitted(limits, general, 1), 0, 'the 1,000 are used up');
	now = 1_000_000 + 299_999;
	assert.equal(admitted(limits, general, 1), 0);
	now = 1_000_000 + 300_000;
	assert.equal(admitted(limits, general, 250), 200, 'the first 200 have left the window');
});

test('sends have a family of their own: 1,000 in any 2 minutes', () => {
	let now = 0;
	const limits = new Limits(1, () => now);
	assert.equal(admitted(limits, send, 1100), 1000);
	assert.equal(admitted(limits, general, 10), 10);
	now += 120_000;
	assert.equal(admitted(limits, send, 1), 1);
});

test('a refused request does not count', () => {
	let now = 0;
	const limits = new Limits(1, () => now);
	admitted(limits, general, 200);
	for (let second = 1; second < 5; second++) {
		now = second * 1000;
		assert.equal(admitted(limits, general, 50), 0);
	}
	now = 5000;
	assert.equal(admitted(limits, general, 250), 200);
});

test('the scale divides the windows', () => {
	let now = 0;
	const limits = new Limits(50, () => now);
	admitted(limits, general, 200);
	now = 99;
	assert.equal(admitted(limits, general, 1), 0);
	now = 100;
	assert.equal(admitted(limits, general, 1), 1);
	assert.throws(() => new Limits(0, () => now), RangeError);
});

test('beyond the limits the service answers 429, and goes on when time has passed', async (t) => {
	const { sandbox, call } = await open(t, { limits: {} });
	const path = `/chat/v2/session/${first(sandbox.account.sessions).id}`;
	const statuses = new Set<number>();
	for (let request = 0; request < 200; request++) statuses.add((await call('GET', path)).status);
	assert.deepEqual([...statuses], [200]);
	const refused = await call('GET', path);
	assert.equal(refused.status, 429);
	assert.equal(refused.body.error, true);
	assert.equal(refused.headers.get('retry-after'), null);
	sandbox.advance(5000);
	assert.equal((await call('GET', path)).status, 200);
	sandbox.setLimits(false);
	assert.equal(sandbox.limits, undefined);
});

test('without limits nothing is refused', async (t) => {
	const { sandbox, call } = await open(t);
	assert.equal(sandbox.limits, undefined);
	for (let request = 0; request < 250; request++)
		assert.equal((await call('GET', '/core/v1/webhook/subscription')).status, 200);
});
