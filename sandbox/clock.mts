/**
 * Writes a time as the API does: ISO 8601 in UTC with seven fraction digits (observed.md §8).
 * @param time milliseconds since 1970
 */
export const writeTime = (time: number): string => new Date(time).toISOString().replace('Z', '0000Z');

/** The time of an account: the machine's, or a test's own, and as much ahead of it as was asked for. */
export class Clock {
	#source: () => number;
	#ahead = 0;

	/** @param source milliseconds since 1970; a test passes its own to hold time still */
	constructor(source: () => number = Date.now) {
		this.#source = source;
	}

	/** Milliseconds since 1970. */
	now(): number {
		return this.#source() + this.#ahead;
	}

	/** The present time as the API writes it. */
	iso(): string {
		return writeTime(this.now());
	}

	/**
	 * Holds time still while something is done.
	 * @param work all of it at once, nothing later
	 */
	hold(work: () => void): void {
		const source = this.#source;
		const time = source();
		this.#source = () => time;
		try {
			work();
		} finally {
			this.#source = source;
		}
	}

	/**
	 * Moves time on.
	 * @param milliseconds how far; never back
	 * @throws RangeError when negative or no number
	 */
	advance(milliseconds: number): void {
		if (!(milliseconds >= 0)) throw new RangeError('Time can only be moved forward');
		this.#ahead += milliseconds;
	}
}
