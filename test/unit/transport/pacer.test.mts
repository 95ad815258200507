import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type * as PacerModule from '../../../nodes/WtsChat/transport/pacer.ts';
import { built } from '../../built.mts';
import { FakeClock } from './fakeClock.mts';

const { Pacer } = built<typeof PacerModule>('nodes/WtsChat/transport/pacer');

interface Window {
	limit: number;
	length: number;
}
/** A request of a random schedule: when it comes, how long its answer takes, when within that it arrives at the service. */
interface Plan {
	comes: number;
	latency: number;
	arrives: number;
}
interface Record {
	ticket: number;
	came: number;
	admitted: number;
	arrived: number;
	answered: number;
}

const windows = fc.array(fc.record({ limit: fc.integer({ min: 1, max: 12 }), length: fc.integer({ min: 10, max: 500 }) }), {
	minLength: 1,
	maxLength: 3,
});
const plans = fc.array(
	fc.record({
		comes: fc.integer({ min: 0, max: 800 }),
		latency: fc.integer({ min: 0, max: 120 }),
		arrives: fc.double({ min: 0, max: 1, noNaN: true }),
	}),
	{ minLength: 1, maxLength: 60 },
);

async function play(limits: Window[], schedule: Plan[]): Promise<Record[]> {
	const clock = new FakeClock();
	const pacer = new Pacer(limits, clock);
	const records: Record[] = [];
	for (const { comes, latency, arrives } of schedule) {
		void (async () => {
			await clock.sleep(comes);
			const ticket = pacer.ticket();
			const came = clock.now();
			const place = await pacer.enter(ticket);
			const admitted = clock.now();
			await clock.sleep(latency);
			place.answered();
			records.push({ ticket, came, admitted, arrived: admitted + latency * arrives, answered: clock.now() });
		})();
	}
	await clock.run();
	return records;
}

function mostWithin(times: number[], length: number): number {
	const sorted = times.toSorted((a, b) => a - b);
	return Math.max(...sorted.map((from) => sorted.filter((time) => time >= from && time < from + length).length));
}

describe('the pacer', () => {
	it('never exceeds a window, whenever within its latency a request arrives', async () => {
		await fc.assert(
			fc.asyncProperty(windows, plans, async (limits, schedule) => {
				const records = await play(limits, schedule);
				assert.equal(records.length, schedule.length);
				for (const { limit, length } of limits) {
					const most = mostWithin(records.map(({ arrived }) => arrived), length);
					assert.ok(most <= limit, `${most} requests within ${length} ms, allowed are ${limit}`);
				}
			}),
			{ numRuns: 300 },
		);
	});

	it('serves first come first served', async () => {
		await fc.assert(
			fc.asyncProperty(windows, plans, async (limits, schedule) => {
				const records = await play(limits, schedule);
				const inOrder = records.toSorted((a, b) => a.ticket - b.ticket);
				for (let index = 1; index < inOrder.length; index++) {
					assert.ok(inOrder[index].admitted >= inOrder[index - 1].admitted);
				}
			}),
			{ numRuns: 200 },
		);
	});

	it('lets nobody wait while the windows have room', async () => {
		await fc.assert(
			fc.asyncProperty(windows, plans, async (limits, schedule) => {
				const records = await play(limits, schedule);
				for (const { came, admitted } of records) {
					if (admitted === came) continue;
					// A moment before it was admitted, some window was full of requests under way or answered within it.
					const before = admitted - 1e-6;
					const full = limits.some(({ limit, length }) => {
						const held = records.filter((other) => other.admitted <= before && other.answered + length > before);
						return held.length >= limit;
					});
					assert.ok(full, `waited from ${came} to ${admitted} although no window was full`);
				}
			}),
			{ numRuns: 200 },
		);
	});

	it('uses the limits of the service to within the latency of one request a window', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer([{ limit: 1000, length: 300_000 }, { limit: 200, length: 5_000 }], clock);
		let last = 0;
		for (let index = 0; index < 3_000; index++) {
			void (async () => {
				const place = await pacer.enter(pacer.ticket());
				await clock.sleep(50);
				place.answered();
				last = clock.now();
			})();
		}
		await clock.run();
		// 1,000 at once in bursts of 200 every 5 s, the next 1,000 five minutes later, twice: at least 620 s.
		assert.ok(last >= 620_000 && last <= 621_000, `took ${last} ms`);
	});

	it('keeps what was sent in mind when the limits change', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer([{ limit: 5, length: 1_000 }], clock);
		for (let index = 0; index < 5; index++) (await pacer.enter(pacer.ticket())).answered();
		pacer.setWindows([{ limit: 6, length: 1_000 }]);
		(await pacer.enter(pacer.ticket())).answered();
		let admitted = -1;
		void pacer.enter(pacer.ticket()).then(() => (admitted = clock.now()));
		await clock.run();
		assert.equal(admitted, 1_000);
	});

	it('ends a wait at once when it is cancelled, and lets the others go on', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer([{ limit: 1, length: 1_000 }], clock);
		(await pacer.enter(pacer.ticket())).answered();
		const cancel = new AbortController();
		const cancelled = pacer.enter(pacer.ticket(), cancel.signal);
		let other = -1;
		void pacer.enter(pacer.ticket()).then(() => (other = clock.now()));
		cancel.abort(new Error('stopped by the user'));
		await assert.rejects(cancelled, /stopped by the user/);
		await clock.run();
		assert.equal(other, 1_000);
	});

	it('pauses everything for as long as a refusal asks, then tries with one request before it sends many', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer([{ limit: 100, length: 1_000 }], clock, () => 1);
		const refused = await pacer.enter(pacer.ticket());
		refused.refused(7_000);
		const admitted: number[] = [];
		for (let index = 0; index < 4; index++) {
			void pacer.enter(pacer.ticket()).then(async (place) => {
				admitted.push(clock.now());
				await clock.sleep(100);
				place.answered();
			});
		}
		await clock.run();
		assert.equal(admitted.length, 4);
		assert.equal(admitted[0], 7_000);
		assert.ok(Math.min(...admitted.slice(1)) >= 7_100, `${admitted.join(', ')}: not before the first was answered`);
	});

	it('waits longer with every refusal that follows another, and counts those under way together as one', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer([{ limit: 100, length: 1_000 }], clock, () => 1);
		const first = await Promise.all([pacer.enter(0), pacer.enter(1), pacer.enter(2)]);
		for (const place of first) place.refused();
		const pauses: number[] = [];
		let since = 0;
		for (let index = 0; index < 7; index++) {
			const entering = pacer.enter(pacer.ticket());
			await clock.run();
			pauses.push(clock.now() - since);
			since = clock.now();
			(await entering).refused();
		}
		assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
	});

	it('lets a refused request go before those that came after it', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer([{ limit: 100, length: 1_000 }], clock);
		const ticket = pacer.ticket();
		const place = await pacer.enter(ticket);
		place.refused(500);
		const order: string[] = [];
		const enter = async (name: string, own: number) => {
			const entered = await pacer.enter(own);
			order.push(name);
			entered.answered();
		};
		void enter('later', pacer.ticket());
		void enter('refused', ticket);
		await clock.run();
		assert.deepEqual(order, ['refused', 'later']);
	});
});
