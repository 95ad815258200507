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
// How the part of the limits that is used shrinks with a 429 and grows back while there is none.
const SHRINK = 0.75;
const REGROWTH = 90_000;

/**
 * Keeps a family of requests inside sliding windows, first come first served.
 *
 * Somebody else may use the same account (another n8n, another key), so the service can refuse a request
 * although our own count is in order. Then everything pauses, and afterwards only a part of each window is
 * used, which grows back slowly: what others need is left to them without anyone telling us how much it is.
 */
export class Pacer {
	private readonly waiting: Waiting[] = [];
	// When requests were answered, in order. A request may have arrived at the service at any moment up to its
	// answer, so its window runs from there: that never exceeds the limit, whatever the network does.
	private readonly answers: number[] = [];
	private readonly heads: number[] = [];
	private inFlight = 0;
	private nextTicket = 0;
	private pausedUntil = -Infinity;
	private pauses = 0;
	// Each pause begins an era. What was sent in an earlier one tells nothing new about the limits, and in
	// a new one the number of requests side by side grows from one with every answer.
	private era = 0;
	private inFlightOfEra = 0;
	private width = Infinity;
	private share = 1;
	private shareSince = 0;
	private wakeAt = Infinity;
	private alarm?: AbortController;

	/**
	 * @param windows the limits; all of them hold
	 * @param clock the time
	 * @param random numbers from 0 to 1, for the jitter of pauses
	 */
	constructor(
		private windows: readonly Window[],
		private readonly clock: Clock,
		private readonly random: () => number = Math.random,
	) {}

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
		const era = this.era;
		let open = true;
		const leave = (record: (current: boolean) => void) => {
			if (!open) return;
			open = false;
			this.inFlight--;
			if (era === this.era) this.inFlightOfEra--;
			record(era === this.era);
			this.pump();
		};
		this.inFlight++;
		this.inFlightOfEra++;
		return {
			answered: () =>
				leave((current) => {
					this.answers.push(this.clock.now());
					if (!current) return;
					this.pauses = 0;
					this.width++;
				}),
			refused: (retryAfter) => leave((current) => this.pause(current, retryAfter)),
		};
	}

	private pause(current: boolean, retryAfter = 0): void {
		const now = this.clock.now();
		let pause = retryAfter;
		if (current) {
			this.era++;
			this.inFlightOfEra = 0;
			this.width = 1;
			this.share = this.currentShare(now) * SHRINK;
			this.shareSince = now;
			const growing = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.pauses++) * (0.5 + this.random() / 2);
			if (pause === 0) pause = growing;
		}
		this.pausedUntil = Math.max(this.pausedUntil, now + pause);
	}

	private currentShare(now: number): number {
		return Math.min(1, this.share + (now - this.shareSince) / REGROWTH);
	}

	/** The earliest moment at which one more request fits; Infinity if an answer must come first. */
	private roomAt(now: number): number {
		if (this.inFlightOfEra >= this.width) return Infinity;
		let earliest = this.pausedUntil;
		const share = this.currentShare(now);
		this.windows.forEach(({ limit, length }, index) => {
			let head = this.heads[index] ?? 0;
			while (this.answers[head] <= now - length) head++;
			this.heads[index] = head;
			const allowed = Math.max(1, Math.floor(limit * share));
			const tooMany = this.inFlight + this.answers.length - head + 1 - allowed;
			if (tooMany <= 0) return;
			const leaver = this.answers[head + tooMany - 1];
			earliest = Math.max(earliest, leaver === undefined ? Infinity : leaver + length);
		});
		return earliest;
	}

	private pump(): void {
		let now = this.clock.now();
		let room = this.roomAt(now);
		while (this.waiting.length > 0 && room <= now) {
			this.waiting.shift()?.admit(this.admit());
			now = this.clock.now();
			room = this.roomAt(now);
		}
		this.forget();
		this.wake(this.waiting.length > 0 ? room : Infinity);
	}

	/** Drops the answers that no window looks at any more. */
	private forget(): void {
		const old = Math.min(...this.windows.map((_, index) => this.heads[index] ?? 0));
		if (old < 1_000) return;
		this.answers.splice(0, old);
		this.heads.forEach((head, index) => (this.heads[index] = head - old));
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
