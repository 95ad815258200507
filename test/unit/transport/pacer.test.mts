import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { leastTime, refusedOf, simulate, usedOf } from '../../../bench/simulation.mts';
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

const windows = fc.array(
	fc.record({ limit: fc.integer({ min: 1, max: 12 }), length: fc.integer({ min: 10, max: 500 }) }),
	{
		minLength: 1,
		maxLength: 3,
	},
);
const plan: fc.Arbitrary<Plan> = fc.record({
	comes: fc.integer({ min: 0, max: 800 }),
	latency: fc.integer({ min: 0, max: 120 }),
	arrives: fc.double({ min: 0, max: 1, noNaN: true }),
});
const plans = fc.array(plan, { minLength: 1, maxLength: 60 });

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

// The time limits only end what would wait for ever if the pacer were wrong.
describe('the pacer', { timeout: 120_000 }, () => {
	it('never exceeds a window, whenever within its latency a request arrives', async () => {
		await fc.assert(
			fc.asyncProperty(windows, plans, async (limits, schedule) => {
				const records = await play(limits, schedule);
				assert.equal(records.length, schedule.length);
				for (const { limit, length } of limits) {
					const most = mostWithin(
						records.map(({ arrived }) => arrived),
						length,
					);
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
		const pacer = new Pacer(
			[
				{ limit: 1000, length: 300_000 },
				{ limit: 200, length: 5_000 },
			],
			clock,
		);
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
});

/** What the service answers to a request: taken, or refused with or without Retry-After (milliseconds). */
type Answer = 'taken' | 'refused' | number;
const answers: fc.Arbitrary<Answer> = fc.oneof(
	{ weight: 6, arbitrary: fc.constant<Answer>('taken') },
	{ weight: 1, arbitrary: fc.constant<Answer>('refused') },
	{ weight: 1, arbitrary: fc.integer({ min: 1, max: 60_000 }) },
);
const answeredPlans = fc.array(fc.record({ plan, answer: answers }), { minLength: 1, maxLength: 60 });

describe('the pacer after a refusal', { timeout: 120_000 }, () => {
	it('sends nothing before the pause ends, which grows from 1 s to 30 s or is what the service asks', async () => {
		await fc.assert(
			fc.asyncProperty(windows, answeredPlans, async (limits, schedule) => {
				const clock = new FakeClock();
				const pacer = new Pacer(limits, clock, () => 1);
				let pausedUntil = 0;
				let refusals = 0;
				let refusedLast = -1;
				let done = 0;
				for (const {
					plan: { comes, latency },
					answer,
				} of schedule) {
					void (async () => {
						await clock.sleep(comes);
						const place = await pacer.enter(pacer.ticket());
						const sent = clock.now();
						assert.ok(sent >= pausedUntil, `sent at ${sent} in a pause until ${pausedUntil}`);
						await clock.sleep(latency);
						done++;
						// What was sent before the last refusal tells nothing new, but for the wait it asks for.
						const news = sent > refusedLast;
						if (answer === 'taken') {
							place.answered();
							if (news) refusals = 0;
							return;
						}
						const asked = answer === 'refused' ? undefined : answer;
						place.refused(asked);
						const pause = asked ?? (news ? Math.min(30_000, 1_000 * 2 ** refusals) : 0);
						if (news) {
							refusals++;
							refusedLast = clock.now();
						}
						pausedUntil = Math.max(pausedUntil, clock.now() + pause);
					})();
				}
				await clock.run();
				assert.equal(done, schedule.length);
			}),
			{ numRuns: 300 },
		);
	});

	it('still exceeds no window', async () => {
		await fc.assert(
			fc.asyncProperty(windows, answeredPlans, async (limits, schedule) => {
				const clock = new FakeClock();
				const pacer = new Pacer(limits, clock);
				const arrived: number[] = [];
				for (const {
					plan: { comes, latency, arrives },
					answer,
				} of schedule) {
					void (async () => {
						await clock.sleep(comes);
						const place = await pacer.enter(pacer.ticket());
						if (answer === 'taken') arrived.push(clock.now() + latency * arrives);
						await clock.sleep(latency);
						if (answer === 'taken') place.answered();
						else place.refused(answer === 'refused' ? undefined : answer);
					})();
				}
				await clock.run();
				assert.equal(arrived.length, schedule.filter(({ answer }) => answer === 'taken').length);
				for (const { limit, length } of limits) assert.ok(mostWithin(arrived, length) <= limit);
			}),
			{ numRuns: 300 },
		);
	});

	it('keeps to nine tenths of what the window held of its own, until that was used', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 2, max: 120 }), fc.integer({ min: 1, max: 100 }), async (used, others) => {
				const clock = new FakeClock();
				const length = 100_000;
				const pacer = new Pacer([{ limit: used + others, length }], clock);
				for (let index = 0; index < used; index++) (await pacer.enter(pacer.ticket())).answered();
				const refused = await pacer.enter(pacer.ticket());
				refused.refused();
				const share = Math.floor(used * 0.9);
				const times: number[] = [];
				for (let index = 0; index < share + 1; index++) {
					void pacer.enter(pacer.ticket()).then((place) => {
						times.push(clock.now());
						place.answered();
					});
				}
				// Half of it is surely sent before the share grows again.
				await clock.run(length);
				assert.ok(times.length >= Math.floor(share / 2), `${times.length} of ${share} after one length`);
				assert.ok(times.slice(0, Math.ceil(share / 2)).every((at) => at >= length));
				const most = mostWithin([...Array<number>(used).fill(0).slice(share), ...times], length);
				assert.ok(most <= Math.max(share, used - share) + 1, `${most} in the window, the share is ${share}`);
			}),
			{ numRuns: 100 },
		);
	});

	it('forgets it all after a long idle time', async () => {
		await fc.assert(
			fc.asyncProperty(windows, fc.integer({ min: 1, max: 20 }), async (limits, refusals) => {
				const clock = new FakeClock();
				const pacer = new Pacer(limits, clock);
				for (let index = 0; index < refusals; index++) {
					void pacer.enter(pacer.ticket()).then((place) => place.refused());
					await clock.run();
				}
				void pacer.enter(pacer.ticket()).then((place) => place.answered());
				await clock.run();
				const longest = Math.max(...limits.map(({ length }) => length));
				await clock.run(clock.now() + 3 * longest);
				const burst = Math.min(...limits.map(({ limit }) => limit));
				let admitted = 0;
				for (let index = 0; index < burst; index++) void pacer.enter(pacer.ticket()).then(() => admitted++);
				await clock.run(clock.now());
				assert.equal(admitted, burst);
			}),
			{ numRuns: 200 },
		);
	});

	it('pauses everything for as long as a refusal asks, then tries with one request before it sends many', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer([{ limit: 100, length: 1_000 }], clock, () => 1);
		for (let index = 0; index < 50; index++) (await pacer.enter(pacer.ticket())).answered();
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

describe('several pacers on one account', { timeout: 120_000 }, () => {
	for (const [processes, mostRefused] of [
		[2, 0.02],
		[5, 0.03],
		[10, 0.04],
		[50, 0.08],
	]) {
		it(`use the limits, with few refusals: ${processes} processes in an hour`, async () => {
			const course = await simulate({ processes, minutes: 60 });
			const [used, refused] = [usedOf(course, 0, 60), refusedOf(course)];
			assert.ok(used >= 0.93 && used <= 1.01, `${used} of the limits used`);
			assert.ok(refused <= mostRefused, `${refused} of the requests refused`);
		});
	}

	it('hold their ground beside a client that does not stop for a 429', async () => {
		const course = await simulate({ processes: 2, minutes: 60, greedyEvery: 600 });
		const own = course.taken.filter(({ process }) => process >= 0).length / course.taken.length;
		assert.ok(usedOf(course, 0, 60) >= 0.95);
		assert.ok(own >= 0.45, `${own} of the requests taken are ours`);
		assert.ok(refusedOf(course) <= 0.03, `${refusedOf(course)} of the requests refused`);
	});

	it('take up what the others leave, in about ten minutes', async () => {
		for (const processes of [2, 10]) {
			const course = await simulate({ processes, minutes: 50, othersStopAt: 30 });
			const used = usedOf({ ...course, taken: course.taken.filter(({ process }) => process === 0) }, 41, 50);
			assert.ok(used >= 0.9, `${used} of the limits used by the one that is left of ${processes}`);
		}
	});

	it('finish short jobs on a fresh account almost as soon as the limits allow', async () => {
		for (const seed of [1, 2, 3, 4]) {
			const { taken } = await simulate({ processes: 2, items: 500, minutes: 30, seed });
			assert.equal(taken.length, 1_000);
			const time = taken[999].at / leastTime(1_000);
			assert.ok(time <= 1.2, `${time} times the least time`);
		}
	});
});
