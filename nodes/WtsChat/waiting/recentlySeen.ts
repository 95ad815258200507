import { machineClock, type Clock } from '../transport/clock';
import { LatestEntries } from './latestEntries';

/** Remembers what was seen last, up to a number and for a time. */
export class RecentlySeen {
	private readonly seen: LatestEntries<number>;
	private readonly lifetime: number;
	private readonly clock: Pick<Clock, 'now'>;

	/**
	 * @param capacity how many are remembered
	 * @param lifetime for how many milliseconds; for good if left out
	 */
	constructor(capacity: number, lifetime = Infinity, clock: Pick<Clock, 'now'> = machineClock) {
		this.seen = new LatestEntries(capacity);
		this.lifetime = lifetime;
		this.clock = clock;
	}

	/** Takes note of one. @returns whether it is new */
	isNew(identity: string): boolean {
		const now = this.clock.now();
		const seenAt = this.seen.get(identity);
		if (seenAt !== undefined && now - seenAt < this.lifetime) return false;
		this.seen.set(identity, now);
		return true;
	}
}
