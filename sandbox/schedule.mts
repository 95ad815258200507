import type { Clock } from './clock.mts';

interface Entry {
	at: number;
	order: number;
	action: () => void;
}

const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order);

/** What is due later: kept as a binary heap, carried out in order of time when `runDue` is called. */
export class Schedule {
	#clock: Clock;
	#heap: Entry[] = [];
	#count = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** How many actions wait. */
	get size(): number {
		return this.#heap.length;
	}

	/**
	 * Puts an action off.
	 * @param at milliseconds since 1970; a time that has passed makes it due at once
	 */
	add(at: number, action: () => void): void {
		const heap = this.#heap;
		const entry = { at, order: this.#count++, action };
		let place = heap.push(entry) - 1;
		while (place > 0) {
			const parentPlace = (place - 1) >> 1;
			const parent = heap[parentPlace];
			if (parent === undefined || before(parent, entry)) break;
			heap[place] = parent;
			place = parentPlace;
		}
		heap[place] = entry;
	}

	/**
	 * Carries out what has come due, and what comes due by doing so.
	 * @returns whether there was anything
	 */
	runDue(): boolean {
		const now = this.#clock.now();
		let ran = false;
		for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
			this.#removeFirst();
			first.action();
			ran = true;
		}
		return ran;
	}

	#removeFirst(): void {
		const heap = this.#heap;
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return;
		let place = 0;
		for (;;) {
			const leftPlace = 2 * place + 1;
			const left = heap[leftPlace];
			const right = heap[leftPlace + 1];
			if (left === undefined) break;
			const [child, childPlace] =
				right !== undefined && before(right, left) ? [right, leftPlace + 1] : [left, leftPlace];
			if (before(last, child)) break;
			heap[place] = child;
			place = childPlace;
		}
		heap[place] = last;
	}
}
