/** At most `count` requests in any `length` milliseconds. */
export interface Window {
	count: number;
	length: number;
}

const second = 1000;

/** The documented windows (observed.md §3): the Send family has its own, all other routes share the general ones. */
export const documentedWindows: Record<'general' | 'send', readonly Window[]> = {
	general: [
		{ count: 1000, length: 300 * second },
		{ count: 200, length: 5 * second },
	],
	send: [{ count: 1000, length: 120 * second }],
};

/** The times of the last `count` requests, as a ring: the oldest one decides whether there is room. */
class SlidingWindow {
	#length: number;
	#times: Float64Array;
	#next = 0;

	constructor({ count, length }: Window) {
		this.#length = length;
		this.#times = new Float64Array(count).fill(-Infinity);
	}

	hasRoom(now: number): boolean {
		const oldest = this.#times[this.#next] ?? -Infinity;
		return now - oldest >= this.#length;
	}

	add(now: number): void {
		this.#times[this.#next] = now;
		this.#next = (this.#next + 1) % this.#times.length;
	}
}

/** The account's rate limits as exact sliding windows. Pure but for the clock it is given. */
export class Limits {
	#families: Record<'general' | 'send', SlidingWindow[]>;
	#now: () => number;

	/**
	 * @param scale divides the windows' lengths, so that tests and benches need not wait: 30 makes 5 minutes 10 seconds
	 * @param now milliseconds, never falling
	 */
	constructor(scale: number, now: () => number) {
		if (!(scale > 0)) throw new RangeError('The scale of the limits must be above 0');
		const scaled = (windows: readonly Window[]) =>
			windows.map(({ count, length }) => new SlidingWindow({ count, length: length / scale }));
		this.#families = { general: scaled(documentedWindows.general), send: scaled(documentedWindows.send) };
		this.#now = now;
	}

	/**
	 * Whether a request may pass now; one that may is counted, one that may not is not.
	 * @param path the request's path with the service's prefix
	 */
	admit(path: string): boolean {
		const windows = this.#families[path.startsWith('/chat/v1/send/') ? 'send' : 'general'];
		const now = this.#now();
		if (!windows.every((window) => window.hasRoom(now))) return false;
		for (const window of windows) window.add(now);
		return true;
	}
}
