import type { IExecuteFunctions } from 'n8n-workflow';
import { explained } from '../transport/words';

/** Does something after the node has ended: a failure goes to n8n's log. @param what as in "could not tidy up" */
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

/** Waits, without keeping the process alive for it as other timers do. */
export const later = async (milliseconds: number): Promise<unknown> =>
	await new Promise((resolve) => AbortSignal.timeout(milliseconds).addEventListener('abort', resolve));
