/** Remembers what was seen last, up to a number; the oldest is forgotten first. */
export class RecentlySeen {
	private readonly seen = new Set<string>();
	private readonly capacity: number;

	/** @param capacity how many are remembered */
	constructor(capacity: number) {
		this.capacity = capacity;
	}

	/** Takes note of one. @returns whether it is new */
	isNew(identity: string): boolean {
		if (this.seen.has(identity)) return false;
		this.seen.add(identity);
		if (this.seen.size > this.capacity) this.seen.delete(this.seen.values().next().value ?? '');
		return true;
	}
}
