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
// After refusals, the pace drops to this part of what went through before, and grows by this much with every request
// that is taken: about three in a hundred requests of a shared account are then refused, however many share it.
const BACK_OFF = 0.85;
const GROWTH = 0.005;
// The growth itself grows with this many requests taken in a row, since then others seem to have left.
const GROWTH_SCALE = 50;

/**
 * Keeps a family of requests inside sliding windows, first come first served.
 *
 * Somebody else may use the same account (another n8n, another key), so the service can refuse a request although
 * our own count is in order. Then everything pauses, one request tries again, and the others follow at a pace: a
 * little slower than what went through before, and a little faster with every request that is taken. Several
 * processes find their shares of the account in this way without knowing of each other (bench/processes.mts).
 */
export class Pacer {
	private windows: readonly Window[];
	private readonly clock: Clock;
	private readonly random: () => number;
	private readonly waiting: Waiting[] = [];
	// When requests were answered, in order. A request may have arrived at the service at any moment up to its
	// answer, so its window runs from there: that never exceeds the limit, whatever the network does.
	private readonly answers: number[] = [];
	private readonly heads: number[] = [];
	private inFlight = 0;
	private nextTicket = 0;
	private wakeAt = Infinity;
	private alarm?: AbortController;

	// Refusals in a row are a series; requests sent before one began tell nothing new about it.
	private series = 0;
	private refusals = 0;
	private refusedSince = 0;
	private pausedUntil = -Infinity;
	private trying = false;
	private takenInARow = 0;
	/** Milliseconds between requests; 0 for no pace but that of the windows. */
	private interval = 0;
	private lastAdmitted = -Infinity;

	/**
	 * @param windows the limits; all of them hold
	 * @param clock the time
	 * @param random numbers from 0 to 1, for the jitter of pauses
	 */
	constructor(windows: readonly Window[], clock: Clock, random: () => number = Math.random) {
		this.windows = windows;
		this.clock = clock;
		this.random = random;
	}

	/** Takes other limits from now on; what was sent under the old ones still counts. */
	setWindows(windows: readonly Window[]): void {
		this.windows = windows;
		this.heads.length = 0;
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
		this.lastAdmitted = this.clock.now();
		this.trying = this.refusals > 0;
		return {
			answered: () =>
				leave(() => {
					if (series === this.series) this.taken();
					this.answers.push(this.clock.now());
				}),
			refused: (retryAfter) => leave(() => this.refused(series === this.series, retryAfter)),
		};
	}

	private refused(news: boolean, retryAfter = 0): void {
		const now = this.clock.now();
		if (news) {
			if (this.refusals === 0) this.refusedSince = now;
			const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.refusals) * (0.5 + this.random() / 2);
			this.pausedUntil = now + (retryAfter > 0 ? retryAfter : pause);
			this.refusals++;
			this.series++;
			this.takenInARow = 0;
			this.trying = false;
		}
		this.pausedUntil = Math.max(this.pausedUntil, now + retryAfter);
	}

	private taken(): void {
		if (this.refusals > 0) {
			this.interval = this.paceAfterRefusals();
			this.refusals = 0;
			this.trying = false;
		}
		this.interval /= 1 + GROWTH * (1 + this.takenInARow++ / GROWTH_SCALE) ** 2;
		// Fast enough for the tightest window: it alone sets the pace again.
		if (this.interval < Math.min(...this.windows.map(({ limit, length }) => length / limit))) this.interval = 0;
	}

	/**
	 * How long the service refused tells which window was full; what we had sent within it is our part of the account.
	 */
	private paceAfterRefusals(): number {
		const lasted = this.clock.now() - this.refusedSince;
		const byLength = this.windows.toSorted((a, b) => a.length - b.length);
		const full = byLength.find(({ length }) => lasted <= length * 1.5) ?? byLength[byLength.length - 1];
		const sent = this.answers.filter((at) => at > this.refusedSince - full.length && at <= this.refusedSince).length;
		return Math.max(this.interval, full.length / Math.max(1, sent)) / BACK_OFF;
	}

	/** The earliest moment at which one more request fits; Infinity if an answer must come first. */
	private roomAt(now: number): number {
		if (this.trying) return Infinity;
		this.forget(now);
		let earliest = Math.max(this.pausedUntil, this.lastAdmitted + this.interval);
		this.windows.forEach(({ limit, length }, index) => {
			const tooMany = this.inFlight + this.answers.length - this.heads[index] + 1 - limit;
			if (tooMany <= 0) return;
			const leaver = this.answers[this.heads[index] + tooMany - 1];
			earliest = Math.max(earliest, leaver === undefined ? Infinity : leaver + length);
		});
		return earliest;
	}

	/** Moves the windows on to now, and drops the answers that none of them looks at any more. */
	private forget(now: number): void {
		this.windows.forEach(({ length }, index) => {
			let head = this.heads[index] ?? 0;
			while (this.answers[head] <= now - length) head++;
			this.heads[index] = head;
		});
		const old = Math.min(...this.heads);
		if (old === this.answers.length && this.inFlight === 0) this.interval = 0;
		if (old < 1_000) return;
		this.answers.splice(0, old);
		this.heads.forEach((head, index) => (this.heads[index] = head - old));
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
