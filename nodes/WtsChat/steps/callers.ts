import type { IWebhookFunctions } from 'n8n-workflow';

type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** How many callers wait in this process of n8n for the answer to a call. */
const waiting = new Map<string, number>();

/**
 * Counts a caller in until it has its answer, or gives up.
 * @param call what the call is known by; several callers may wait for the same answer
 */
export function countIn(call: string, response: Response): void {
	if (response.destroyed) return;
	waiting.set(call, callersOf(call) + 1);
	response.once('close', () => {
		const left = callersOf(call) - 1;
		if (left > 0) waiting.set(call, left);
		else waiting.delete(call);
	});
}

/** Whether a caller waits in this process for the answer to a call. */
export const isWaitedFor = (call: string): boolean => callersOf(call) > 0;

const callersOf = (call: string) => waiting.get(call) ?? 0;
