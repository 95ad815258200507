import type { Clock } from './clock';

/** At most `limit` requests in any stretch of `length` milliseconds. */
export interface Window {
	limit: number;
	length: number;
}

/** A place in the account's limits, held until the service has answered. */
export interface Place {
	/** The service took the request (whatever it answered), or it was never heard of again. */
	answered(): void;
	/** The service refused it for its limits (HTTP 429). `retryAfter` is what it asked for, in milliseconds. */
	refused(retryAfter?: number): void;
}

interface Waiting {
	ticket: number;
	admit(place: Place): void;
}

// After a 429 without Retry-After: about 1 s, doubling with each further one, up to 30 s.
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

// How a share changes. The figures are weighed by simulation (bench/processes.mts): nearly all of the limits used, few
// percent of the requests refused, and minutes until what others have left is taken up.
/** This part of its share a process gives up when it is refused, so that those who come later find room. */
const GIVEN_UP = 0.1;
/** A share is kept until all of it was used once, and so many requests at least: trying for more may cost a refusal. */
const KEPT_FOR = 40;
/** … but no longer than so many lengths of the window, or a small share would hardly ever grow. */
const KEPT_LENGTHS = 2.5;
/** Up to this part less, at random, so that not all processes try for more at the same time. */
const KEPT_LESS = 0.25;
/**
 * No share falls below that of so many processes. Refusals that have nothing to do with who uses the account would
 * otherwise take everything away from it.
 */
const MOST_SHARERS = 200;
/** Then it grows, first by one, then ever faster: up to the whole limit in this part of the window's length. */
const GROWTH_LENGTH = 0.5;

/** What we may use of a window: all of it, until a refusal shows that others use the account too. */
class Share {
	readonly limit: number;
	readonly length: number;
	/** The index of the first answer that the window still holds. */
	head = 0;
	/** How many requests may always be in the window. */
	kept: number;
	private keptFor = 0;
	private keptUntil = 0;

	constructor({ limit, length }: Window) {
		this.limit = limit;
		this.length = length;
		this.kept = limit;
	}

	/** Keeps to so many requests for a while that begins at `from`, and grows afterwards. */
	keep(kept: number, from: number, random: number): void {
		const less = 1 - KEPT_LESS * random;
		this.kept = Math.max(1, this.limit / MOST_SHARERS, kept);
		this.keptFor = Math.max(KEPT_FOR, kept) * less;
		this.keptUntil = from + KEPT_LENGTHS * this.length * less;
	}

	/** Counts a request that was taken. */
	taken(now: number): void {
		if (--this.keptFor <= 0) this.keptUntil = Math.min(this.keptUntil, now);
	}

	/** From when on so many requests may be in the window. */
	allows(count: number): number {
		if (count <= this.kept) return -Infinity;
		if (count > this.limit) return Infinity;
		const more = Math.max(1, count - this.kept);
		return this.keptUntil + (GROWTH_LENGTH * this.length * Math.log(more)) / Math.log(this.limit);
	}
}

/**
 * Keeps a family of requests inside sliding windows, first come first served.
 *
 * Somebody else may use the same account (another n8n, another key), so the service can refuse a request although
 * our own count is in order. Then everything pauses and one request tries again before the others follow. A refusal
 * also tells that a window is full, and what it holds of ours is our share of it: from then on a request is sent
 * when one of the share leaves the window, and finds its room there. After a while the share grows again, until the
 * next refusal. Several processes divide the account among them in this way without knowing of each other.
 */
export class Pacer {
	private shares: readonly Share[];
	private readonly clock: Clock;
	private readonly random: () => number;
	private readonly waiting: Waiting[] = [];
	// When requests were answered, in order. A request may have arrived at the service at any moment up to its
	// answer, so its window runs from there: that never exceeds the limit, whatever the network does.
	private readonly answers: number[] = [];
	private inFlight = 0;
	private nextTicket = 0;
	private wakeAt = Infinity;
	private alarm?: AbortController;

	// Refusals in a row are a series; requests sent before one began tell nothing new about it.
	private series = 0;
	private refusals = 0;
	private pausedUntil = -Infinity;
	private trying = false;

	/**
	 * @param windows the limits; all of them hold
	 * @param clock the time
	 * @param random numbers from 0 to 1, so that several processes do not act all at once
	 */
	constructor(windows: readonly Window[], clock: Clock, random: () => number = Math.random) {
		this.shares = windows.map((window) => new Share(window));
		this.clock = clock;
		this.random = random;
	}

	/** Takes other limits from now on; what was sent under the old ones still counts. */
	setWindows(windows: readonly Window[]): void {
		const same = (share: Share, index: number) =>
			share.limit === windows[index]?.limit && share.length === windows[index].length;
		if (windows.length === this.shares.length && this.shares.every(same)) return;
		this.shares = windows.map((window) => new Share(window));
	}

	/** A place in the queue: the same ticket again goes in front of later ones. */
	ticket(): number {
		return this.nextTicket++;
	}

	/**
	 * Waits until the limits allow one more request.
	 * @param ticket from `ticket()`; lower ones go first
	 * @param signal ends the wait
	 * @returns the place; one of its methods must be called once
	 * @throws the signal's reason when it is aborted
	 */
	async enter(ticket: number, signal?: AbortSignal): Promise<Place> {
		signal?.throwIfAborted();
		if (this.waiting.length === 0 && this.roomAt(this.clock.now()) <= this.clock.now()) return this.admit();
		return await new Promise<Place>((resolve, reject) => {
			const waiting: Waiting = {
				ticket,
				admit: (place) => {
					signal?.removeEventListener('abort', leave);
					resolve(place);
				},
			};
			const leave = () => {
				this.waiting.splice(this.waiting.indexOf(waiting), 1);
				this.pump();
				reject(signal?.reason);
			};
			signal?.addEventListener('abort', leave, { once: true });
			const behind = this.waiting.findIndex((other) => other.ticket > ticket);
			this.waiting.splice(behind === -1 ? this.waiting.length : behind, 0, waiting);
			this.pump();
		});
	}

	private admit(): Place {
		const { series } = this;
		let open = true;
		const leave = (record: () => void) => {
			if (!open) return;
			open = false;
			this.inFlight--;
			record();
			this.pump();
		};
		this.inFlight++;
		this.trying = this.refusals > 0;
		return {
			answered: () =>
				leave(() => {
					this.answers.push(this.clock.now());
					if (series === this.series) this.taken();
				}),
			refused: (retryAfter) => leave(() => this.refused(series === this.series, retryAfter)),
		};
	}

	private taken(): void {
		this.refusals = 0;
		this.trying = false;
		for (const share of this.shares) share.taken(this.clock.now());
	}

	private refused(news: boolean, retryAfter = 0): void {
		const now = this.clock.now();
		if (news) {
			const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.refusals) * (0.5 + this.random() / 2);
			this.pausedUntil = now + (retryAfter > 0 ? retryAfter : pause);
			this.refusals++;
			this.series++;
			this.trying = false;
			this.giveWay(now);
		}
		this.pausedUntil = Math.max(this.pausedUntil, now + retryAfter);
	}

	/**
	 * Takes what the full window holds of ours for our share of it. That window is most likely the one of which we use
	 * the most. Only in the longest do we give something up: the others do not stay full, so room in them comes anyway.
	 */
	private giveWay(now: number): void {
		this.forget(now);
		const used = (share: Share) => this.answers.length - share.head;
		const fullness = (share: Share) => (used(share) + 1) / share.limit;
		const full = this.shares.reduce((fullest, share) => (fullness(share) > fullness(fullest) ? share : fullest));
		const longest = Math.max(...this.shares.map(({ length }) => length));
		for (const share of this.shares) {
			if (share === full) {
				const kept = used(share) * (share.length === longest ? 1 - GIVEN_UP : 1);
				share.keep(kept, this.pausedUntil, this.random());
			} else if (share.allows(share.limit) > now) {
				share.keep(Math.max(share.kept, used(share)), this.pausedUntil, this.random());
			}
		}
	}

	/** The earliest moment at which one more request fits; Infinity if an answer must come first. */
	private roomAt(now: number): number {
		if (this.trying) return Infinity;
		this.forget(now);
		return this.shares.reduce((at, share) => Math.max(at, this.roomIn(share)), this.pausedUntil);
	}

	/** Room comes in a window when requests leave it, when our share of it grows, or by both together. */
	private roomIn(share: Share): number {
		let count = this.inFlight + this.answers.length - share.head + 1;
		let earliest = share.allows(count);
		for (let leaver = share.head; count > share.kept && leaver < this.answers.length; leaver++) {
			count--;
			earliest = Math.min(earliest, Math.max(this.answers[leaver] + share.length, share.allows(count)));
		}
		return earliest;
	}

	/** Moves the windows on to now, and drops the answers that none of them looks at any more. */
	private forget(now: number): void {
		for (const share of this.shares) while (this.answers[share.head] <= now - share.length) share.head++;
		const old = Math.min(...this.shares.map(({ head }) => head));
		if (old < 1_000) return;
		this.answers.splice(0, old);
		for (const share of this.shares) share.head -= old;
	}

	private pump(): void {
		let now = this.clock.now();
		let room = this.roomAt(now);
		while (this.waiting.length > 0 && room <= now) {
			this.waiting.shift()?.admit(this.admit());
			now = this.clock.now();
			room = this.roomAt(now);
		}
		this.wake(this.waiting.length > 0 ? room : Infinity);
	}

	private wake(at: number): void {
		if (at === this.wakeAt) return;
		this.alarm?.abort();
		this.alarm = undefined;
		this.wakeAt = at;
		if (at === Infinity) return;
		const alarm = new AbortController();
		this.alarm = alarm;
		const pump = () => {
			this.wakeAt = Infinity;
			this.pump();
		};
		this.clock.sleep(Math.max(0, at - this.clock.now()), alarm.signal).then(pump, () => undefined);
	}
}
