import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import { leastTime, refusedOf, simulate, usedOf } from '../../../bench/simulation.mts';
import type * as PacerModule from '../../../nodes/WtsChat/transport/pacer.ts';
import { built } from '../../built.mts';
import { FakeClock } from './fakeClock.mts';

const { Pace, Pacer } = built<typeof PacerModule>('nodes/WtsChat/transport/pacer');

/** A pacer as the only credential of its account uses it. */
const paced = (windows: Window[], clock: FakeClock, random?: () => number) =>
	new Pace(
		new Pacer(
			windows.map(({ length }) => length),
			clock,
			random,
		),
		windows,
	);

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
	const pacer = paced(limits, clock);
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
		const pacer = paced(
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

	it('keeps each request to the limits of its own credential, and counts all of them together', async () => {
		const clock = new FakeClock();
		const pacer = new Pacer([1_000], clock);
		const low = new Pace(pacer, [{ limit: 5, length: 1_000 }]);
		const high = new Pace(pacer, [{ limit: 7, length: 1_000 }]);
		const admitted: string[] = [];
		const enter = (name: string, pace: PacerModule.Pace) =>
			void pace.enter(pace.ticket()).then((place) => {
				admitted.push(`${name} ${clock.now()}`);
				place.answered();
			});
		for (let index = 0; index < 6; index++) enter('high', high);
		await clock.run(500);
		enter('low', low);
		await clock.run(600);
		assert.deepEqual(admitted, Array<string>(6).fill('high 0'));
		await clock.run();
		assert.deepEqual(admitted.slice(6), ['low 1000']);
	});

	it('lets a request go before its turn that waits no longer, and counts it', async () => {
		const clock = new FakeClock();
		const pacer = paced([{ limit: 1, length: 10_000 }], clock);
		(await pacer.enter(pacer.ticket())).answered();
		const admitted: { [name: string]: number } = {};
		const enter = (name: string, longestWait?: number) =>
			void pacer.enter(pacer.ticket(), undefined, longestWait).then((place) => {
				admitted[name] = clock.now();
				place.answered();
			});
		enter('patient');
		enter('hurried', 3_000);
		await clock.run();
		assert.deepEqual(admitted, { hurried: 3_000, patient: 13_000 });
	});

	it('ends a wait at once when it is cancelled, and lets the others go on', async () => {
		const clock = new FakeClock();
		const pacer = paced([{ limit: 1, length: 1_000 }], clock);
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
				const pacer = paced(limits, clock, () => 1);
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

	it('waits as long as the service asked of an earlier request, though one that tries is refused without a word', async () => {
		const clock = new FakeClock();
		const pacer = paced([{ limit: 100, length: 1_000 }], clock, () => 1);
		const [first, second] = [await pacer.enter(pacer.ticket()), await pacer.enter(pacer.ticket())];
		first.refused();
		const trial = pacer.enter(pacer.ticket());
		let next = -1;
		void trial.then(async (place) => {
			second.refused(25_000);
			place.refused();
			await pacer.enter(pacer.ticket());
			next = clock.now();
		});
		await clock.run();
		assert.equal(next, 26_000);
	});

	it('still exceeds no window', async () => {
		await fc.assert(
			fc.asyncProperty(windows, answeredPlans, async (limits, schedule) => {
				const clock = new FakeClock();
				const pacer = paced(limits, clock);
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

	it('believes that a window is full after several tries, and keeps to most of what it held of its own', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 2, max: 120 }), fc.integer({ min: 1, max: 100 }), async (used, others) => {
				const clock = new FakeClock();
				const length = 100_000;
				const pacer = paced([{ limit: used + others, length }], clock);
				for (let index = 0; index < used; index++) (await pacer.enter(pacer.ticket())).answered();
				const refusing = async () => {
					for (let index = 0; index < 4; index++) (await pacer.enter(pacer.ticket())).refused();
				};
				void refusing();
				await clock.run();
				assert.ok(clock.now() < 10_000, `tried until ${clock.now()}`);
				const share = Math.floor(used * 0.93);
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

	it('goes on at once after a single refusal, with one request, then ever more side by side', async () => {
		const clock = new FakeClock();
		const pacer = paced([{ limit: 1_000, length: 300_000 }], clock, () => 1);
		for (let index = 0; index < 500; index++) (await pacer.enter(pacer.ticket())).answered();
		(await pacer.enter(pacer.ticket())).refused();
		const admitted: number[] = [];
		for (let index = 0; index < 100; index++) {
			void pacer.enter(pacer.ticket()).then(async (place) => {
				admitted.push(clock.now());
				await clock.sleep(100);
				place.answered();
			});
		}
		await clock.run();
		const together = [...Map.groupBy(admitted, (at) => at).values()].map(({ length }) => length);
		assert.deepEqual([admitted[0], together], [1_000, [1, 2, 4, 8, 16, 32, 37]]);
	});

	it('believes refusals of all requests under way together sooner, but not those of a moment', async () => {
		for (const { again, admittedAt } of [
			{ again: 0, admittedAt: 1_000 },
			{ again: 1, admittedAt: 3_000 },
			{ again: 2, admittedAt: 300_000 },
		]) {
			const clock = new FakeClock();
			const pacer = paced([{ limit: 1_000, length: 300_000 }], clock, () => 1);
			for (let index = 0; index < 100; index++) (await pacer.enter(pacer.ticket())).answered();
			const places = await Promise.all(Array.from({ length: 20 }, async () => await pacer.enter(pacer.ticket())));
			for (const place of places) place.refused();
			let admitted = -1;
			void (async () => {
				for (let index = 0; index < again; index++) (await pacer.enter(pacer.ticket())).refused();
				await pacer.enter(pacer.ticket());
				admitted = clock.now();
			})();
			await clock.run();
			assert.equal(admitted, admittedAt);
		}
	});

	it('tries what goes beyond its share one at a time, then ever more side by side', async () => {
		const clock = new FakeClock();
		const length = 100_000;
		const pacer = paced([{ limit: 1_000, length }], clock, () => 1);
		for (let index = 0; index < 100; index++) (await pacer.enter(pacer.ticket())).answered();
		for (let index = 0; index < 4; index++) {
			const entering = pacer.enter(pacer.ticket());
			await clock.run();
			(await entering).refused();
		}
		// The share of some 93 may grow as far as it likes by now, and is known as long as something is sent.
		for (let at = length; at <= 7 * length; at += length / 2) {
			await clock.run(at);
			(await pacer.enter(pacer.ticket())).answered();
		}
		const admitted: number[] = [];
		for (let index = 0; index < 200; index++) {
			void pacer.enter(pacer.ticket()).then(async (place) => {
				admitted.push(clock.now());
				await clock.sleep(100);
				place.answered();
			});
		}
		await clock.run(7.4 * length);
		const together = [...Map.groupBy(admitted, (at) => at).values()].map(({ length: many }) => many);
		assert.deepEqual(together.slice(0, 5), [92, 2, 4, 8, 16]);
		assert.equal(admitted.length, 200);
	});

	it('lets the others try when the one that tries does not come back', async () => {
		const clock = new FakeClock();
		const pacer = paced([{ limit: 100, length: 1_000 }], clock, () => 1);
		(await pacer.enter(pacer.ticket())).refused();
		const admitted: number[] = [];
		for (let index = 0; index < 20; index++) {
			void pacer.enter(pacer.ticket()).then(async (place) => {
				admitted.push(clock.now());
				await clock.sleep(index === 0 ? 300_000 : 10);
				place.answered();
			});
		}
		await clock.run(7_000);
		assert.deepEqual(admitted.slice(0, 2), [1_000, 6_000]);
		assert.equal(admitted.length, 20);
	});

	it('is held up by Retry-After for 15 minutes at the most, however often and whatever it asks for', async () => {
		const clock = new FakeClock();
		const pacer = paced([{ limit: 100, length: 1_000 }], clock, () => 1);
		const tries: number[] = [];
		const refusedFor: number[] = [];
		void (async () => {
			for (let index = 0; index < 5; index++) {
				const place = await pacer.enter(pacer.ticket());
				tries.push(clock.now());
				refusedFor.push(place.refused([86_400_000, 1e15, Infinity, 10, undefined][index]));
			}
		})();
		await clock.run();
		const minutes15 = 900_000;
		assert.deepEqual(tries, [0, minutes15, minutes15 + 2_000, minutes15 + 6_000, minutes15 + 14_000]);
		assert.deepEqual(refusedFor, tries);
	});

	it('forgets it all after a long idle time', async () => {
		await fc.assert(
			fc.asyncProperty(windows, fc.integer({ min: 1, max: 20 }), async (limits, refusals) => {
				const clock = new FakeClock();
				const pacer = paced(limits, clock);
				for (let index = 0; index < refusals; index++) {
					void pacer.enter(pacer.ticket()).then((place) => place.refused());
					await clock.run();
				}
				void pacer.enter(pacer.ticket()).then((place) => place.answered());
				await clock.run();
				const longest = Math.max(...limits.map(({ length }) => length));
				await clock.run(clock.now() + 4 * longest);
				const burst = Math.min(...limits.map(({ limit }) => limit));
				let admitted = 0;
				for (let index = 0; index < burst; index++) {
					void pacer.enter(pacer.ticket()).then((place) => {
						admitted++;
						place.answered();
					});
				}
				await clock.run(clock.now());
				assert.equal(admitted, burst);
			}),
			{ numRuns: 200 },
		);
	});

	it('pauses everything for as long as a refusal asks, then tries with one request before it sends many', async () => {
		const clock = new FakeClock();
		const pacer = paced([{ limit: 100, length: 1_000 }], clock, () => 1);
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
		const pacer = paced([{ limit: 100, length: 1_000 }], clock, () => 1);
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
		const pacer = paced([{ limit: 100, length: 1_000 }], clock);
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
	for (const [processes, mostRefused, mostLater] of [
		[1, 0, 0],
		[2, 0.0075, 0.003],
		[5, 0.015, 0.007],
		[10, 0.0225, 0.013],
		[20, 0.036, 0.02],
		[50, 0.067, 0.036],
	]) {
		it(`use the limits, with few refusals: ${processes} processes in an hour`, async () => {
			for (const seed of [1, 2, 3]) {
				const course = await simulate({ processes, minutes: 60, seed });
				const [used, refused, later] = [usedOf(course, 0, 60), refusedOf(course), refusedOf(course, 5)];
				assert.ok(used >= 0.95 && used <= 1.01, `${used} of the limits used`);
				assert.ok(refused <= mostRefused, `${refused} of the requests refused`);
				assert.ok(later <= mostLater, `${later} of the requests refused after the first five minutes`);
			}
		});
	}

	for (const [strays, mostMean, most] of [
		[0, 1.1, 1.1],
		[0.002, 1.25, 1.4],
		[0.01, 1.5, 1.5],
		[0.05, 4, 4],
	]) {
		it(`loses little time to ${strays * 100} % of refusals at random: 1,000 requests of one process`, async () => {
			const times: number[] = [];
			for (let seed = 1; seed <= 10; seed++) {
				const { taken } = await simulate({ processes: 1, items: 1_000, minutes: 60, strays, seed });
				assert.equal(taken.length, 1_000);
				times.push(taken[999].at / leastTime(1_000));
			}
			const mean = times.reduce((sum, time) => sum + time) / times.length;
			assert.ok(mean <= mostMean && Math.max(...times) <= most, `${times.join(', ')} times the least time`);
		});
	}

	it('loses next to none to 1 % of refusals at random: 10,000 requests of one process', async () => {
		const { taken } = await simulate({ processes: 1, items: 10_000, minutes: 120, strays: 0.01 });
		const time = taken[9_999].at / leastTime(10_000);
		assert.ok(time <= 1.05, `${time} times the least time`);
	});

	it('use the limits in spite of 1 % of refusals at random', async () => {
		for (const [processes, least] of [
			[2, 0.87],
			[10, 0.98],
			[50, 0.98],
		]) {
			for (const seed of [1, 2, 3]) {
				const used = usedOf(await simulate({ processes, minutes: 60, strays: 0.01, seed }), 0, 60);
				assert.ok(used >= least, `${used} of the limits used by ${processes}`);
			}
		}
	});

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
