import type { IExecuteFunctions } from 'n8n-workflow';
import { explained } from '../transport/words';

/** Does something when the node has ended already: nobody waits for it, or hears of its failure. */
export async function runOn(
	context: Pick<IExecuteFunctions, 'logger'>,
	what: string,
	work: () => Promise<void>,
): Promise<void> {
	try {
		await work();
	} catch (error) {
		context.logger.warn(`WTS Chat could not ${what}: ${explained(error)}`);
	}
}

/** Waits. Unlike other timers this one does not keep a process alive that has nothing else to do. */
export const later = async (milliseconds: number): Promise<unknown> =>
	await new Promise((resolve) => AbortSignal.timeout(milliseconds).addEventListener('abort', resolve));
