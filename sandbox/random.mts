/** A source of chance that repeats itself: the same seed gives the same account, ids and faults. */
export class Random {
	#state: number;

	/** @param seed any integer */
	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	#word(): number {
		// mulberry32
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let word = this.#state;
		word = Math.imul(word ^ (word >>> 15), word | 1);
		word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
		return (word ^ (word >>> 14)) >>> 0;
	}

	/** A number from 0 up to, not including, 1. */
	next(): number {
		return this.#word() / 0x1_0000_0000;
	}

	/** A whole number from `least` to `most`, both included. */
	integer(least: number, most: number): number {
		return least + Math.floor(this.next() * (most - least + 1));
	}

	/**
	 * One entry of a list.
	 * @throws RangeError when the list is empty
	 */
	pick<T>(list: readonly T[]): T {
		const entry = list[this.integer(0, list.length - 1)];
		if (entry === undefined) throw new RangeError('Nothing to pick from');
		return entry;
	}

	/** A version 4 uuid. */
	uuid(): string {
		const hex = [this.#word(), this.#word(), this.#word(), this.#word()]
			.map((word) => word.toString(16).padStart(8, '0'))
			.join('');
		const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) & 3);
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
	}
}
