import type { Clock } from './clock';

/** At most `limit` requests in any stretch of `length` milliseconds. */
export interface Window {
	limit: number;
	length: number;
}

/** A place in the account's limits, held until the service has answered. */
export interface Place {
	/** The service took the request, whatever it answered; or no answer came. */
	answered(): void;
	/**
	 * The service refused it for its limits (HTTP 429).
	 * @param retryAfter what it asked for, in milliseconds
	 * @returns for how many milliseconds it has refused all requests by now
	 */
	refused(retryAfter?: number): number;
}

interface Waiting {
	ticket: number;
	limits: readonly number[];
	admit(place: Place): void;
}

// After a 429 without Retry-After: about 1 s, doubling with each further one, up to 30 s.
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** Retry-After holds the account no longer than this, however often it is asked for; then the pauses above follow. */
const LONGEST_ASKED_PAUSE = 15 * 60_000;
/** How long the one request that tries after a refusal may take before the next one tries too, in milliseconds. */
const LONGEST_TRIAL = 5_000;

// When refusals show that a window is full. A service may also refuse at random, whatever its windows hold. The figures are
// from simulations (bench/strays.mts, bench/processes.mts): random refusals cost little time, full windows few more refusals.
/** What each refusal adds to the doubt whether a window is full, and each request that is taken takes away. */
const DOUBT = { refused: 2, taken: 1 };
/**
 * How much doubt it takes until a window counts as full. Requests under way together tell most: a full window refuses all
 * of them, chance only one. The longest window costs most if it is wrongly believed to be full; where the refusal comes
 * about when it was to be expected, less is enough.
 */
const BELIEVED = { longest: 4 * DOUBT.refused, other: 3 * DOUBT.refused, expected: 1.5 * DOUBT.refused };
/** Within this part of the limit around a share the end of it is expected: others that gave way have left no more. */
const EXPECTED_WITHIN = 0.08;

// How a share changes. The figures are from simulations (bench/processes.mts): nearly all of the limits is used, few percent
// of the requests are refused, and what others have left is taken up within minutes.
/** This part of its share a process gives up when it is refused, so that those who come later find room. */
const GIVEN_UP = 0.07;
/** A share is kept until all of it was used once, and so many requests at least: trying for more may cost a refusal. */
const KEPT_FOR = 80;
/** … but no longer than so many lengths of the window, or a small share would hardly ever grow. */
const KEPT_LENGTHS = 5;
/** Up to this part less, at random, so that not all processes try for more at the same time. */
const KEPT_LESS = 0.25;
/**
 * No share falls below that of so many processes. Refusals that have nothing to do with who uses the account would
 * otherwise take everything away from it.
 */
const MOST_SHARERS = 200;
const atLeast = (kept: number, limit: number) => Math.max(1, limit / MOST_SHARERS, kept);
/** Then it grows, first by one, then ever faster: up to the whole limit in this part of the window's length. */
const GROWTH_LENGTH = 0.5;

/** What we may use of a window: all of it, until refusals show that others use the account too. */
class Share {
	readonly length: number;
	/** The index of the first answer that the window still holds. */
	head = 0;
	/** How many requests may always be in the window, as far as the limit goes. */
	kept = Infinity;
	private keptFor = 0;
	private keptUntil = -Infinity;

	constructor(length: number) {
		this.length = length;
	}

	/** Keeps to so many requests for a while that begins at `from`, and grows afterwards. */
	keep(kept: number, limit: number, from: number, random: number): void {
		const less = 1 - KEPT_LESS * random;
		this.kept = atLeast(kept, limit);
		this.keptFor = Math.max(KEPT_FOR, kept) * less;
		this.keptUntil = from + KEPT_LENGTHS * this.length * less;
	}

	/** Counts a request that was taken. */
	taken(now: number): void {
		if (--this.keptFor <= 0) this.keptUntil = Math.min(this.keptUntil, now);
	}

	/** Takes the part that another window has shown to be ours for our part of this one, as long as nothing better is known. */
	expect(part: number, used: number, limit: number): void {
		if (this.kept === Infinity) this.kept = atLeast(Math.max(part * limit, used), limit);
	}

	/** Begins again with all of the window. */
	forget(): void {
		this.kept = Infinity;
		this.keptUntil = -Infinity;
	}

	/**
	 * How many requests may be in the window and under way when `used` of them were answered. Beyond the share, one request
	 * tries, then one more for each that was taken, so that few are refused if the window is full.
	 */
	most(used: number, limit: number): number {
		return Math.min(limit, Math.max(this.kept, used) + 1 + Math.max(0, used - this.kept));
	}

	/** From when on so many requests may be in the window. */
	allows(count: number, limit: number): number {
		if (count > limit) return Infinity;
		if (count <= this.kept) return -Infinity;
		const more = Math.max(1, count - this.kept);
		return this.keptUntil + (GROWTH_LENGTH * this.length * Math.log(more)) / Math.log(limit);
	}

	/** Whether it is known that others use the window too. */
	isShared(now: number, limit: number): boolean {
		return this.allows(Math.floor(limit), limit) > now;
	}
}

/**
 * Keeps a family of requests inside sliding windows, first come first served.
 *
 * Somebody else may use the same account (another n8n, another key), so the service can refuse a request although
 * our own count is in order. Then everything pauses and one request tries again before the others follow. Refusals that
 * follow each other tell that a window is full, and what it holds of ours is our share of it: from then on a request is
 * sent when one of the share leaves the window, and finds its room there. After a while the share grows again, until the
 * next refusal. Several processes divide the account among them in this way without knowing of each other. A single
 * refusal tells nothing, unless it comes where the share was about to meet its limit: the service is known to refuse at
 * random too.
 */
export class Pacer {
	private readonly shares: readonly Share[];
	private readonly longest: Share;
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
	private refusingSince = 0;
	private pausedUntil = -Infinity;
	private doubt = 0;
	// After a refusal one request tries, then for each that is taken one more at a time.
	private trials = 0;
	private mostTrials = Infinity;
	private lastTrial = -Infinity;
	private isCertain = false;

	/**
	 * @param lengths of the windows, in milliseconds
	 * @param clock the time
	 * @param random numbers from 0 to 1, so that several processes do not act all at once
	 */
	constructor(lengths: readonly number[], clock: Clock, random: () => number = Math.random) {
		this.shares = lengths.map((length) => new Share(length));
		this.longest = this.shares.reduce((longest, share) => (share.length > longest.length ? share : longest));
		this.clock = clock;
		this.random = random;
	}

	/** A place in the queue: the same ticket again goes in front of later ones. */
	ticket(): number {
		return this.nextTicket++;
	}

	/**
	 * Waits until the limits allow one more request.
	 * @param limits how many requests may be in each of the windows, whoever sent them
	 * @param ticket from `ticket()`; lower ones go first
	 * @param signal ends the wait
	 * @param longestWait milliseconds after which the request goes before its turn
	 * @returns the place; one of its methods must be called once
	 * @throws the signal's reason when it is aborted
	 */
	async enter(
		limits: readonly number[],
		ticket: number,
		signal?: AbortSignal,
		longestWait: number = Infinity,
	): Promise<Place> {
		signal?.throwIfAborted();
		const now = this.clock.now();
		if (this.waiting.length === 0 && this.roomAt(now, limits) <= now) return this.admit(limits);
		return await new Promise<Place>((resolve, reject) => {
			const patience = new AbortController();
			const end = () => {
				patience.abort();
				signal?.removeEventListener('abort', leave);
			};
			const waiting: Waiting = {
				ticket,
				limits,
				admit: (place) => {
					end();
					resolve(place);
				},
			};
			const leave = () => {
				end();
				this.waiting.splice(this.waiting.indexOf(waiting), 1);
				this.pump();
				reject(signal?.reason);
			};
			const goBeforeTurn = () => {
				this.waiting.splice(this.waiting.indexOf(waiting), 1);
				waiting.admit(this.admit(limits));
				this.pump();
			};
			signal?.addEventListener('abort', leave, { once: true });
			if (longestWait < Infinity) this.clock.sleep(longestWait, patience.signal).then(goBeforeTurn, () => undefined);
			const behind = this.waiting.findIndex((other) => other.ticket > ticket);
			this.waiting.splice(behind === -1 ? this.waiting.length : behind, 0, waiting);
			this.pump();
		});
	}

	private admit(limits: readonly number[]): Place {
		const { series, longest } = this;
		const isBeyond = this.inFlight + this.usedOf(longest) + 1 > longest.kept;
		let open = true;
		const leave = (record: () => void) => {
			if (!open) return;
			open = false;
			this.inFlight--;
			if (series === this.series) this.trials--;
			record();
			this.pump();
		};
		this.inFlight++;
		this.trials++;
		this.lastTrial = this.clock.now();
		return {
			answered: () =>
				leave(() => {
					this.answers.push(this.clock.now());
					this.taken(series === this.series);
				}),
			refused: (retryAfter) => {
				leave(() => this.refused(limits, series === this.series, isBeyond, retryAfter));
				return this.refusals > 0 ? this.clock.now() - this.refusingSince : 0;
			},
		};
	}

	private taken(news: boolean): void {
		this.doubt = Math.max(0, this.doubt - DOUBT.taken);
		if (!news) return;
		this.refusals = 0;
		this.mostTrials = this.isCertain ? Infinity : this.mostTrials + 1;
		for (const share of this.shares) share.taken(this.clock.now());
	}

	private refused(limits: readonly number[], news: boolean, isBeyond: boolean, retryAfter = 0): void {
		const now = this.clock.now();
		if (this.refusals === 0 && news) this.refusingSince = now;
		const asked = Math.min(now + retryAfter, this.refusingSince + LONGEST_ASKED_PAUSE);
		if (news) {
			const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.refusals) * (0.5 + this.random() / 2);
			// A longer wait that the service asked of another request still holds.
			this.pausedUntil = Math.max(this.pausedUntil, asked > now ? asked : now + pause);
			this.refusals++;
			this.series++;
			this.trials = 0;
			this.mostTrials = 1;
			this.isCertain = false;
		}
		if (this.believes(limits, isBeyond, now)) this.isCertain = true;
		this.pausedUntil = Math.max(this.pausedUntil, asked);
	}

	/** Takes note of a refusal. @returns whether a window is believed to be full now; what it holds of ours is then our share */
	private believes(limits: readonly number[], isBeyond: boolean, now: number): boolean {
		this.forget(now);
		this.doubt += DOUBT.refused;
		const full = this.fullest(limits);
		if (this.doubt < this.enoughFor(full, limits, isBeyond, now)) return false;
		this.giveWay(full, limits);
		this.doubt = 0;
		return true;
	}

	/** How much doubt it takes to believe that a window is full. */
	private enoughFor(index: number, limits: readonly number[], isBeyond: boolean, now: number): number {
		const share = this.shares[index];
		const isShared = this.shares.map((other, at) => other.isShared(now, limits[at]));
		if (share !== this.longest) return isShared.includes(true) ? 0 : BELIEVED.other;
		const isExpected = Math.abs(this.usedOf(share) - share.kept) <= EXPECTED_WITHIN * limits[index];
		if (isShared[index]) return isExpected && isBeyond ? 0 : BELIEVED.expected;
		// Refusals at one moment may be a disturbance. If the window is full, requests are refused after pauses too.
		if (this.refusals < (isExpected ? 2 : 3)) return Infinity;
		return isExpected ? BELIEVED.expected : BELIEVED.longest;
	}

	/** How many requests of ours a window holds. */
	private usedOf({ head }: Share): number {
		return this.answers.length - head;
	}

	/** The window that is most likely the full one: that of which we use the most. */
	private fullest(limits: readonly number[]): number {
		const fullness = (index: number) => (this.usedOf(this.shares[index]) + 1) / limits[index];
		return limits.reduce((fullest, _, index) => (fullness(index) > fullness(fullest) ? index : fullest), 0);
	}

	/**
	 * Makes what the full window holds of ours our share of it. In the longest window a part of that is given up. The other
	 * windows soon have room again by themselves.
	 */
	private giveWay(full: number, limits: readonly number[]): void {
		const share = this.shares[full];
		const kept = this.usedOf(share) * (share === this.longest ? 1 - GIVEN_UP : 1);
		share.keep(kept, limits[full], this.pausedUntil, this.random());
		for (const [index, other] of this.shares.entries()) {
			other.expect(share.kept / limits[full], this.usedOf(other), limits[index]);
		}
	}

	/** The earliest moment at which one more request fits; Infinity if an answer must come first. */
	private roomAt(now: number, limits: readonly number[]): number {
		this.forget(now);
		const tried = this.trials < this.mostTrials ? -Infinity : this.lastTrial + LONGEST_TRIAL;
		return this.shares.reduce(
			(at, share, index) => Math.max(at, this.roomIn(share, limits[index])),
			Math.max(this.pausedUntil, tried),
		);
	}

	/** Room comes in a window when requests leave it, when our share of it grows, or by both together. */
	private roomIn(share: Share, limit: number): number {
		const free = Math.min(limit, share.kept);
		const most = share.most(this.usedOf(share), limit);
		const allowed = (many: number) => (many > most ? Infinity : share.allows(many, limit));
		let count = this.inFlight + this.usedOf(share) + 1;
		let earliest = allowed(count);
		for (let leaver = share.head; count > free && leaver < this.answers.length; leaver++) {
			count--;
			earliest = Math.min(earliest, Math.max(this.answers[leaver] + share.length, allowed(count)));
		}
		return earliest;
	}

	/** Moves the windows on to now, and drops the answers that none of them looks at any more. */
	private forget(now: number): void {
		for (const share of this.shares) while (this.answers[share.head] <= now - share.length) share.head++;
		const old = this.longest.head;
		// After so long without a request, what others use is not known any more.
		const isIdle = this.inFlight === 0 && this.waiting.length === 0 && this.refusals === 0;
		if (isIdle && old === this.answers.length) for (const share of this.shares) share.forget();
		if (old < 1_000) return;
		this.answers.splice(0, old);
		for (const share of this.shares) share.head -= old;
	}

	private pump(): void {
		for (;;) {
			const [next] = this.waiting;
			const now = this.clock.now();
			const room = next ? this.roomAt(now, next.limits) : Infinity;
			if (!next || room > now) return this.wake(room);
			this.waiting.shift();
			next.admit(this.admit(next.limits));
		}
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

/**
 * A pacer as one credential uses it. Credentials of one account can set different limits: each request keeps to those of its
 * own, and all count together.
 */
export class Pace {
	readonly pacer: Pacer;
	private readonly limits: readonly number[];

	/** @param windows those of the pacer, with the credential's limits */
	constructor(pacer: Pacer, windows: readonly Window[]) {
		this.pacer = pacer;
		this.limits = windows.map(({ limit }) => limit);
	}

	/** @see Pacer.ticket */
	ticket(): number {
		return this.pacer.ticket();
	}

	/** @see Pacer.enter */
	async enter(ticket: number, signal?: AbortSignal, longestWait?: number): Promise<Place> {
		return await this.pacer.enter(this.limits, ticket, signal, longestWait);
	}
}
