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
		const [one, two, three, four] = [this.#word(), this.#word(), this.#word(), this.#word()];
		const version = 0x4000 | (two & 0xfff);
		const variant = 0x8000 | ((three >>> 16) & 0x3fff);
		return `${high(one)}${low(one)}-${high(two)}-${hex[version]}-${hex[variant]}-${low(three)}${high(four)}${low(four)}`;
	}
}

/** The numbers of 16 bits in hexadecimal digits: an account has thousands of ids, and tests make thousands of accounts. */
const hex = Array.from({ length: 0x1_0000 }, (_, number) => number.toString(16).padStart(4, '0'));
const high = (word: number) => hex[word >>> 16];
const low = (word: number) => hex[word & 0xffff];
