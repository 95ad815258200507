import { sleep } from 'n8n-workflow';

/** Time as the transport sees it, so that tests can turn the hands. */
export interface Clock {
	/** Milliseconds; only differences mean anything. */
	now(): number;
	/** Resolves after `milliseconds`; rejects with the signal's reason as soon as it is aborted. */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of the machine. n8n 1.x's own `sleep` knows no signal, so the abort is watched for here. */
export const machineClock: Clock = {
	now: () => performance.now(),
	async sleep(milliseconds, signal) {
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
	},
};
