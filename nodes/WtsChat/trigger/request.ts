import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { knowsSecret } from '../waiting/secret';

/** The service sends a few kilobytes. Anything larger than this, in bytes, is not from it. */
const LARGEST_BODY = 1_000_000;

/**
 * Looks at a request that came to a trigger's address, before anything in it is read.
 * @param token what the service was given with the address
 * @returns the answer to a request that cannot be the service's; undefined if it may be
 */
export function refused(context: IWebhookFunctions, token: string | undefined): IWebhookResponseData | undefined {
	const { token: given } = context.getQueryData() as { token?: unknown };
	if (!token || !knowsSecret(given, token)) return answer(context, 401, 'Unknown sender');
	const { 'content-type': type } = context.getHeaderData();
	const isJson = typeof type === 'string' && /^application\/json\s*(;|$)/i.test(type);
	if (!isJson) return answer(context, 415, 'Only JSON is taken');
	const { rawBody, headers } = context.getRequestObject();
	const size = rawBody?.length ?? Number(headers['content-length'] ?? 0);
	return size > LARGEST_BODY ? answer(context, 413, 'Too large') : undefined;
}

/** Answers a request; nothing starts by it. */
export function answer(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
