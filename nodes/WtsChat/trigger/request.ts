import type { IWebhookFunctions } from 'n8n-workflow';

/** Whether a request that came to a trigger says that it holds JSON. */
export function isJson(context: IWebhookFunctions): boolean {
	const { 'content-type': type } = context.getHeaderData();
	return typeof type === 'string' && /^application\/json\s*(;|$)/i.test(type);
}

/** How many bytes the body of a request has that came to a trigger. */
export function sizeOf(context: IWebhookFunctions): number {
	const { rawBody, headers } = context.getRequestObject();
	return rawBody?.length ?? Number(headers['content-length'] ?? 0);
}

/** The token in the address that a request came to. */
export const tokenGiven = (context: IWebhookFunctions): unknown =>
	(context.getQueryData() as { token?: unknown }).token;
