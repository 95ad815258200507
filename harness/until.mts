import { setTimeout as wait } from 'node:timers/promises';

/** How long anything may take before it is given up: far longer than it needs on a busy machine. */
export const PATIENCE_MS = 180_000;

/**
 * Waits until something is so.
 *
 * @param what for the message, e.g. `the subscription is gone`
 * @param isSo is asked again and again
 * @param everyMs milliseconds between two questions
 * @throws {Error} when it is not so within three minutes; whatever `isSo` throws
 */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, everyMs = 100): Promise<void> {
	const giveUpAt = performance.now() + PATIENCE_MS;
	while (!(await isSo())) {
		if (performance.now() > giveUpAt) throw new Error(`Waited in vain until ${what}`);
		await wait(everyMs);
	}
}
