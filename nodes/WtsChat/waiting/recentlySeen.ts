import { machineClock, type Clock } from '../transport/clock';

/** Remembers what was seen last, up to a number and for a time; the oldest is forgotten first. */
export class RecentlySeen {
	private readonly seen = new Map<string, number>();
	private readonly capacity: number;
	private readonly lifetime: number;
	private readonly clock: Pick<Clock, 'now'>;

	/**
	 * @param capacity how many are remembered
	 * @param lifetime for how many milliseconds; for good if left out
	 */
	constructor(capacity: number, lifetime = Infinity, clock: Pick<Clock, 'now'> = machineClock) {
		this.capacity = capacity;
		this.lifetime = lifetime;
		this.clock = clock;
	}

	/** Takes note of one. @returns whether it is new */
	isNew(identity: string): boolean {
		const now = this.clock.now();
		const seenAt = this.seen.get(identity);
		if (seenAt !== undefined && now - seenAt < this.lifetime) return false;
		this.seen.delete(identity);
		this.seen.set(identity, now);
		if (this.seen.size > this.capacity) this.seen.delete(this.seen.keys().next().value ?? '');
		return true;
	}
}
