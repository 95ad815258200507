// Several n8n processes on one account, simulated: none knows of the others, the service refuses what is too much.
import type * as PacerModule from '../nodes/WtsChat/transport/pacer.ts';
import { built } from '../test/built.mts';
import { FakeClock } from '../test/unit/transport/fakeClock.mts';

const { Pace, Pacer } = built<typeof PacerModule>('nodes/WtsChat/transport/pacer');

export const MINUTE = 60_000;
export const WINDOWS = [
	{ limit: 1_000, length: 5 * MINUTE },
	{ limit: 200, length: 5_000 },
];
/** Milliseconds from a request to its answer; it arrives at the service half-way. */
const LATENCY = 100;
/** How many requests a process has under way at the most, as the node's engine does. */
const SIDE_BY_SIDE = 20;

/** What happens on the account. */
export interface Scenario {
	/** How many n8n processes work on it, each with its own pacer. */
	processes: number;
	/** How long the simulation goes on. */
	minutes: number;
	/** How much each process has to do; without end if left out. */
	items?: number;
	/** When all processes but the first stop, in minutes. */
	othersStopAt?: number;
	/** Somebody who takes a request every so many milliseconds, whatever the service answers. */
	greedyEvery?: number;
	/** The share of requests that the service refuses by chance, whatever its windows hold; from 0 to 1. */
	strays?: number;
	/** Of all that is random. */
	seed?: number;
}

/** What became of it. */
export interface Course {
	/** When the service took a request, and of which process (-1: the greedy client), in order. */
	taken: Array<{ at: number; process: number }>;
	/** When the service refused a request of a process. */
	refused: number[];
}

/** Plays a scenario; the same seed plays the same course. */
export async function simulate(scenario: Scenario): Promise<Course> {
	const { processes, minutes, items = Infinity, othersStopAt = Infinity, greedyEvery, strays = 0, seed = 1 } = scenario;
	const clock = new FakeClock();
	const random = seededRandom(seed);
	const chance = seededRandom(seed + 1_000);
	const course: Course = { taken: [], refused: [] };
	const heads = WINDOWS.map(() => 0);

	/** The service: sliding windows over what it took. */
	const takes = (process: number) => {
		const now = clock.now();
		if (strays > 0 && chance() < strays) {
			if (process >= 0) course.refused.push(now);
			return false;
		}
		const room = WINDOWS.every(({ limit, length }, index) => {
			while (course.taken[heads[index]]?.at <= now - length) heads[index]++;
			return course.taken.length - heads[index] < limit;
		});
		if (room) course.taken.push({ at: now, process });
		else if (process >= 0) course.refused.push(now);
		return room;
	};

	// Several processes begin within the same second.
	const within = processes > 1 ? 1_000 : 0;
	for (let process = 0; process < processes; process++) {
		const lengths = WINDOWS.map(({ length }) => length);
		const pacer = new Pace(new Pacer(lengths, clock, random), WINDOWS);
		const end = process === 0 ? Infinity : othersStopAt * MINUTE;
		let left = items;
		const lane = async () => {
			await clock.sleep(random() * within);
			while (left-- > 0 && clock.now() < end) {
				const ticket = pacer.ticket();
				for (let taken = false; !taken; ) {
					const place = await pacer.enter(ticket);
					await clock.sleep(LATENCY / 2);
					taken = takes(process);
					await clock.sleep(LATENCY / 2);
					if (taken) place.answered();
					else place.refused();
				}
			}
		};
		for (let index = 0; index < SIDE_BY_SIDE; index++) void lane();
	}
	if (greedyEvery !== undefined) {
		void (async () => {
			for (;;) {
				await clock.sleep(greedyEvery);
				takes(-1);
			}
		})();
	}
	await clock.run(minutes * MINUTE);
	return course;
}

/** How much of what the limits allow in the long run was used between two moments, in minutes. */
export function usedOf({ taken }: Course, from: number, to: number): number {
	const count = taken.filter(({ at }) => at >= from * MINUTE && at < to * MINUTE).length;
	return count / (((to - from) * MINUTE * WINDOWS[0].limit) / WINDOWS[0].length);
}

/** How many of the processes' requests were refused, of all they sent from a moment on, in minutes. */
export function refusedOf({ taken, refused }: Course, from = 0): number {
	const late = refused.filter((at) => at >= from * MINUTE).length;
	return late / (late + taken.filter(({ at, process }) => process >= 0 && at >= from * MINUTE).length);
}

/** The time that a fresh account needs at the least for so many requests. */
export function leastTime(requests: number): number {
	const [long, short] = WINDOWS;
	const full = Math.floor((requests - 1) / long.limit);
	return full * long.length + Math.floor((requests - 1 - full * long.limit) / short.limit) * short.length + LATENCY;
}

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
