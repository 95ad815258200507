import { sleep } from 'n8n-workflow';

/** Time as the transport sees it, so that tests can turn the hands. */
export interface Clock {
	/** Milliseconds; only differences mean anything. */
	now(): number;
	/** Resolves after `milliseconds`; rejects with the signal's reason as soon as it is aborted. */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Longer timers than this overflow and ring at once, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The clock of the machine. */
export const machineClock: Clock = {
	now: () => performance.now(),
	async sleep(milliseconds, signal) {
		let left = milliseconds;
		for (; left > LONGEST_TIMER; left -= LONGEST_TIMER) await timer(LONGEST_TIMER, signal);
		await timer(left, signal);
	},
};

/** n8n 1.x's own `sleep` knows no signal, so the abort is watched for here. */
async function timer(milliseconds: number, signal?: AbortSignal): Promise<void> {
	if (!signal) return await sleep(milliseconds);
	signal.throwIfAborted();
	let onAbort = () => {};
	const aborted = new Promise<never>((_, reject) => {
		onAbort = () => reject(signal.reason);
		signal.addEventListener('abort', onAbort);
	});
	try {
		await Promise.race([sleep(milliseconds, signal), aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}

/** The error of work that took too long. */
export class TimeIsUp extends Error {}

/**
 * Does something within a time limit.
 * @param clock the time
 * @param milliseconds how long
 * @param work is given a signal that is aborted when the time is up, or when `cancel` is
 * @param cancel ends the work before
 * @throws TimeIsUp, what the work throws, or the reason of `cancel` if it does not heed the signal
 */
export async function within<T>(
	clock: Clock,
	milliseconds: number,
	work: (signal: AbortSignal) => Promise<T>,
	cancel?: AbortSignal,
): Promise<T> {
	cancel?.throwIfAborted();
	const working = new AbortController();
	const watching = new AbortController();
	const onCancel = () => {
		working.abort(cancel?.reason);
		watching.abort(cancel?.reason);
	};
	cancel?.addEventListener('abort', onCancel);
	const watch = async () => {
		await clock.sleep(milliseconds, watching.signal);
		const timeIsUp = new TimeIsUp();
		working.abort(timeIsUp);
		throw timeIsUp;
	};
	try {
		return await Promise.race([work(working.signal), watch()]);
	} finally {
		watching.abort();
		cancel?.removeEventListener('abort', onCancel);
	}
}
