import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type * as ClockModule from '../../../nodes/WtsChat/transport/clock.ts';
import { built } from '../../built.mts';
import { FakeClock } from './fakeClock.mts';

const { machineClock, TimeIsUp, within } = built<typeof ClockModule>('nodes/WtsChat/transport/clock');

/** Lets all timers ring at once. @returns how long they were set to */
function timersOf(t: TestContext): number[] {
	const timers: number[] = [];
	const { setTimeout } = globalThis;
	t.mock.method(globalThis, 'setTimeout', ((ring: () => void, milliseconds: number) => {
		timers.push(milliseconds);
		return setTimeout(ring, 0);
	}) as typeof setTimeout);
	return timers;
}

describe("the machine's clock", () => {
	it('sleeps longer than a timer can be', async (t) => {
		const timers = timersOf(t);
		const [day, longest] = [86_400_000, 2 ** 31 - 1];
		await machineClock.sleep(60 * day, new AbortController().signal);
		assert.equal(
			timers.reduce((sum, milliseconds) => sum + milliseconds),
			60 * day,
		);
		assert.ok(Math.max(...timers) <= longest, `${timers.join(', ')}`);
	});
});

describe('work with a time limit', () => {
	const never = async () => await new Promise<never>(() => {});

	it('gives what it gives in time', async () => {
		const clock = new FakeClock();
		assert.equal(await within(clock, 1_000, async () => await Promise.resolve('done')), 'done');
		await clock.run();
		assert.equal(clock.now(), 0, 'nothing waits any more');
	});

	it('ends when its time is up, whether or not it heeds the signal', async () => {
		const clock = new FakeClock();
		let signal: AbortSignal | undefined;
		const ended = assert.rejects(
			within(clock, 1_000, async (given) => {
				signal = given;
				return await never();
			}),
			TimeIsUp,
		);
		await clock.run(999);
		assert.equal(signal?.aborted, false);
		await clock.run();
		await ended;
		assert.equal(clock.now(), 1_000);
		assert.equal(signal.aborted, true);
	});

	it('ends when it is cancelled, with the reason', async () => {
		const clock = new FakeClock();
		const cancel = new AbortController();
		const ended = assert.rejects(within(clock, 1_000, never, cancel.signal), /stopped by the user/);
		cancel.abort(new Error('stopped by the user'));
		await ended;
		await assert.rejects(within(clock, 1_000, never, cancel.signal), /stopped by the user/);
		await clock.run();
		assert.equal(clock.now(), 0, 'nothing waits any more');
	});
});
