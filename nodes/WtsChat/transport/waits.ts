import { OperationalError } from 'n8n-workflow';
import { machineClock } from './clock';

/** What the requests of one node run wait for. All of it ends when the execution is cancelled or the run stops. */
export class Waits {
	/** Milliseconds spent waiting for the limits of accounts; overlapping waits count once. */
	paced = 0;
	/** Aborted when the execution is cancelled. */
	readonly signal?: AbortSignal;
	private waitingSince = 0;
	private waiters = 0;
	private hasStopped = false;
	private readonly waits = new Set<AbortController>();

	constructor(signal?: AbortSignal) {
		this.signal = signal;
	}

	/** Lets nothing more be sent, nor sent again: waits end. What is under way goes on to its answer. */
	stop(): void {
		this.hasStopped = true;
		for (const wait of this.waits) wait.abort(runHasStopped());
	}

	/** Whether nothing more is sent. */
	get stopped(): boolean {
		return this.hasStopped;
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
		if (this.waiters++ === 0) this.waitingSince = machineClock.now();
		try {
			return await this.during(begin);
		} finally {
			if (--this.waiters === 0) this.paced += machineClock.now() - this.waitingSince;
		}
	}
}

const runHasStopped = () => new OperationalError('The run has stopped');
