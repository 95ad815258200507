import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as RunModule from '../../../nodes/WtsChat/engine/run.ts';
import { built } from '../../built.mts';
import { FakeClock } from '../transport/fakeClock.mts';

const { runInOrder } = built<typeof RunModule>('nodes/WtsChat/engine/run');

/** A thing to work on: what it is aimed at, how long it takes, and whether it fails. */
interface Thing {
	targets: string[];
	takes: number;
	fails?: boolean;
}

interface Event {
	index: number;
	began: number;
	ended: number;
}

const TARGETS = ['a', 'b', 'c', 'd', 'e'];
const targets = fc.uniqueArray(fc.constantFrom(...TARGETS), { maxLength: 3 });
const takes = fc.integer({ min: 0, max: 50 });
const things = fc.array(fc.record({ targets, takes }), { maxLength: 60 });
const unsafeThings = fc.array(
	fc.record({ targets, takes, fails: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0) }),
	{ maxLength: 60 },
);
const widths = fc.integer({ min: 1, max: 8 });

/** Works on everything by a clock of its own. @returns what was worked on, in the order in which it began */
async function play(list: Thing[], width: number) {
	const clock = new FakeClock();
	const events: Event[] = [];
	let stops = 0;
	let most = 0;
	let now = 0;
	const work = async (index: number) => {
		const event = { index, began: clock.now(), ended: Infinity };
		events.push(event);
		most = Math.max(most, ++now);
		await clock.sleep(list[index].takes);
		now--;
		event.ended = clock.now();
		if (list[index].fails) throw new Error(`thing ${index}`);
	};
	const running = runInOrder(
		list.length,
		(index) => list[index].targets,
		width,
		work,
		() => stops++,
	).then(
		() => undefined,
		(error: unknown) => error,
	);
	await clock.run();
	return { failure: await running, events, most, stops };
}

describe('working on many things at once', () => {
	it('does every one once, never more of them side by side than the width', async () => {
		await fc.assert(
			fc.asyncProperty(things, widths, async (list, width) => {
				const { failure, events, most, stops } = await play(list, width);
				assert.equal(failure, undefined);
				assert.deepEqual(
					events.map(({ index }) => index).toSorted((a, b) => a - b),
					list.map((_, index) => index),
				);
				assert.ok(most <= width);
				assert.equal(stops, 0);
			}),
		);
	});

	it('does those with a target in common one after the other, in their order', async () => {
		await fc.assert(
			fc.asyncProperty(things, widths, async (list, width) => {
				const { events } = await play(list, width);
				for (const target of TARGETS) {
					const sameTarget = events.filter(({ index }) => list[index].targets.includes(target));
					for (let index = 1; index < sameTarget.length; index++) {
						assert.ok(sameTarget[index].index > sameTarget[index - 1].index);
						assert.ok(sameTarget[index].began >= sameTarget[index - 1].ended);
					}
				}
			}),
		);
	});

	it('uses the whole width while there are different targets', async () => {
		const list = Array.from({ length: 40 }, (_, index) => ({ targets: [String(index)], takes: 10 }));
		const { events, most } = await play(list, 8);
		assert.equal(most, 8);
		assert.equal(Math.max(...events.map(({ ended }) => ended)), 50);
	});

	it('lets a target with much to do not hold the others up', async () => {
		const list = [
			...Array.from({ length: 10 }, () => ({ targets: ['busy'], takes: 10 })),
			...Array.from({ length: 10 }, (_, index) => ({ targets: [String(index)], takes: 10 })),
		];
		const { events } = await play(list, 2);
		assert.equal(Math.max(...events.map(({ ended }) => ended)), 100);
	});

	it('lets all that waited for one go on side by side', async () => {
		const all = Array.from({ length: 8 }, (_, index) => String(index));
		const list = [{ targets: all, takes: 10 }, ...all.map((target) => ({ targets: [target], takes: 10 }))];
		const { events } = await play(list, 8);
		assert.equal(Math.max(...events.map(({ ended }) => ended)), 20);
	});

	it('begins nothing more after a failure, lets end what has begun, and throws the first failure', async () => {
		await fc.assert(
			fc.asyncProperty(unsafeThings, widths, async (list, width) => {
				const { failure, events, stops } = await play(list, width);
				const failed = events.filter(({ index }) => list[index].fails).toSorted((a, b) => a.ended - b.ended);
				if (failed.length === 0) {
					assert.equal(failure, undefined);
					assert.equal(events.length, list.length);
					assert.equal(stops, 0);
					return;
				}
				const [{ ended: firstEnd }] = failed;
				const first = failed.filter(({ ended }) => ended === firstEnd).map(({ index }) => `thing ${index}`);
				assert.ok(failure instanceof Error && first.includes(failure.message), String(failure));
				for (const { began, ended } of events) {
					assert.ok(began <= firstEnd);
					assert.notEqual(ended, Infinity);
				}
				assert.equal(stops, 1);
			}),
		);
	});

	it('tells at once that it stops, though others have yet to end', async () => {
		const clock = new FakeClock();
		let stoppedAt = -1;
		const running = runInOrder(
			2,
			() => [],
			2,
			async (index) => {
				await clock.sleep(index === 0 ? 10 : 1_000);
				if (index === 0) throw new Error('first');
			},
			() => (stoppedAt = clock.now()),
		);
		const ended = assert.rejects(running, /first/).then(() => clock.now());
		await clock.run();
		assert.equal(stoppedAt, 10);
		assert.equal(await ended, 1_000);
	});

	it('is done at once with nothing to do', async () => {
		await runInOrder(
			0,
			() => [],
			5,
			() => assert.fail('there is nothing to work on'),
			() => assert.fail('there is nothing to stop'),
		);
	});
});
