import type { IAllExecuteFunctions, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import { fieldsIn } from '../transport/record';
import { explained } from '../transport/words';
import { later } from './runOn';

/** The address at which an execution of this n8n is woken. @param end the end of its path */
export function wakingAddress(context: Pick<IExecuteFunctions, 'evaluateExpression'>, end: string): URL {
	const url = new URL(String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
	url.pathname += `/${end}`;
	return url;
}

/** How long n8n may take to answer, in milliseconds. A busy n8n takes minutes, and nothing waits for it meanwhile. */
const TIME_LIMIT = 5 * 60_000;

/** What n8n says of an execution at whose address something was sent. */
export type Woken = {
	/** It is not stored yet, so n8n refuses what is sent to it. A later try may succeed. */
	isRunning: boolean;
	/** It sleeps, and its node has looked at what was sent. */
	isAsleep: boolean;
	/** What was sent was meant for it. */
	isTaken: boolean;
};

/**
 * Sends something to the address at which an execution of this n8n is woken.
 * @throws when n8n does not answer
 */
export async function sendToExecution(
	{ helpers }: Pick<IAllExecuteFunctions, 'helpers'>,
	address: string,
	body: object,
): Promise<Woken> {
	const { statusCode, body: answer } = (await helpers.httpRequest({
		method: 'POST',
		url: address,
		body,
		json: true,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: TIME_LIMIT,
	})) as IN8nHttpFullResponse;
	const { taken } = fieldsIn(answer);
	return {
		// n8n says of one that has ended that it is finished.
		isRunning: statusCode === 409 && JSON.stringify(answer ?? '').includes('is running already'),
		isAsleep: statusCode === 200 && typeof taken === 'boolean',
		isTaken: statusCode === 200 && taken === true,
	};
}

/**
 * Wakes an execution that is falling asleep. Until n8n has stored it, n8n refuses what is sent to it, so it is tried again.
 * @param delays milliseconds to wait before each try
 * @returns what n8n says of it; undefined if n8n has not stored it after all tries
 */
export async function wokenOnceStored(
	context: Pick<IExecuteFunctions, 'helpers' | 'logger'>,
	address: string,
	delays: readonly number[],
): Promise<Woken | undefined> {
	for (const delay of delays) {
		await later(delay);
		try {
			const woken = await sendToExecution(context, address, {});
			if (!woken.isRunning) return woken;
		} catch (error) {
			context.logger.debug(`n8n does not answer at its own address: ${explained(error)}`);
		}
	}
	return undefined;
}
