import { OperationalError } from 'n8n-workflow';
import { machineClock, type Clock } from './clock';

/** How long requests go on being tried while the service answers that the limits are used up, in milliseconds. */
const LONGEST_REFUSAL = 15 * 60_000;

/** How long the requests of a run wait. */
export interface Patience {
	/** Milliseconds that a request waits for its turn before it is sent in spite of the limits; without end if left out. */
	longestWait?: number;
	/** Milliseconds of refusals for the limits after which a request is given up; 15 minutes if left out. */
	longestRefusal?: number;
	/** The time; the machine's if left out. */
	clock?: Clock;
}

/** What the requests of one node run wait for. All of it ends when the execution is cancelled or the run stops. */
export class Waits {
	/** Milliseconds spent waiting for the limits of accounts; overlapping waits count once. */
	paced = 0;
	/** Aborted when the execution is cancelled. */
	readonly signal?: AbortSignal;
	readonly clock: Clock;
	readonly longestWait: number;
	readonly longestRefusal: number;
	private waitingSince = 0;
	private waiters = 0;
	private hasStopped = false;
	private readonly waits = new Set<AbortController>();

	constructor(
		signal?: AbortSignal,
		{ longestWait = Infinity, longestRefusal = LONGEST_REFUSAL, clock = machineClock }: Patience = {},
	) {
		this.signal = signal;
		this.longestWait = longestWait;
		this.longestRefusal = longestRefusal;
		this.clock = clock;
	}

	/** Ends all waits: nothing more is sent, and nothing again. Requests that are under way still get their answer. */
	stop(): void {
		this.hasStopped = true;
		for (const wait of this.waits) wait.abort(runHasStopped());
	}

	/** Whether nothing more is sent. */
	get stopped(): boolean {
		return this.hasStopped;
	}

	/** Waits so many milliseconds. @throws as `during` does */
	async pause(milliseconds: number): Promise<void> {
		await this.during(async (signal) => await this.clock.sleep(milliseconds, signal));
	}

	/**
	 * Waits for something that ends when the execution is cancelled or the run stops.
	 * @throws the signal's reason when cancelled, OperationalError if the run stops
	 */
	async during<T>(begin: (signal: AbortSignal) => Promise<T>): Promise<T> {
		this.signal?.throwIfAborted();
		if (this.hasStopped) throw runHasStopped();
		const wait = new AbortController();
		const cancel = () => wait.abort(this.signal?.reason);
		this.signal?.addEventListener('abort', cancel);
		this.waits.add(wait);
		try {
			return await begin(wait.signal);
		} finally {
			this.waits.delete(wait);
			this.signal?.removeEventListener('abort', cancel);
		}
	}

	/** Waits for the limits of an account. @throws as `during` does */
	async forLimits<T>(begin: (signal: AbortSignal) => Promise<T>): Promise<T> {
		if (this.waiters++ === 0) this.waitingSince = this.clock.now();
		try {
			return await this.during(begin);
		} finally {
			if (--this.waiters === 0) this.paced += this.clock.now() - this.waitingSince;
		}
	}
}

const runHasStopped = () => new OperationalError('The run has stopped');
