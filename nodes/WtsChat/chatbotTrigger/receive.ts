import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Respond } from '../steps/block';
import { isJson, sizeOf } from '../trigger/request';
import { contentOf, identityOf, isCall } from './call';
import { answerOnce, sendAnswer } from './caller';
import { PendingAnswers } from './pendingAnswers';

/** A call holds what the contact has answered so far; anything beyond this many bytes is none of the service's. */
const LARGEST_BODY = 1_000_000;

/** What else the user wants. */
export interface Options {
	downloadFiles?: boolean;
	/** In megabytes. */
	largestFile?: number;
	rawBody?: boolean;
}

/** The answers that calls wait for or have got lately: a call that comes twice starts one execution and gets one answer. */
const pendingAnswers = new PendingAnswers();

/**
 * Takes a request that came to the trigger's address. Whatever it holds, it is answered with a clear status; an
 * execution starts only for a call of a chatbot that is new.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (!isJson(context)) return refuse(context, 415, 'Only JSON is taken');
	if (sizeOf(context) > LARGEST_BODY) return refuse(context, 413, 'Too large');
	const call: unknown = context.getBodyData();
	if (!isCall(call)) return refuse(context, 400, "This is not a call of a chatbot's webhook block");

	const response = context.getResponseObject();
	const respond = context.getNodeParameter('respond') as Respond;
	const identity = identityOf(call);
	const place = `${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()} ${identity}`;
	const pending = identity === undefined ? undefined : pendingAnswers.find(place);
	if (pending) {
		void pending.then((body) => sendAnswer(response, body));
		return { noWebhookResponse: true };
	}

	const longest = Math.max(Number(context.getNodeParameter('longestTime', 0)) || DEFAULT_LONGEST, 1) * 1_000;
	const otherwise = bodyOf(context.getNodeParameter('otherwiseResponse', ''));
	const until = Date.now() + longest;
	const answer =
		respond === 'onReceived'
			? answerNow(response)
			: answerOnce(response, { longest, otherwise, takesLastNode: respond === 'lastNode' });
	if (identity !== undefined) pendingAnswers.add(place, answer);

	const { rawBody } = context.getNodeParameter('options', {}) as Options;
	const json: IDataObject = { ...contentOf(call), answerUntil: new Date(until).toISOString() };
	if (rawBody) json.rawBody = call;
	return { noWebhookResponse: respond === 'onReceived', workflowData: [[{ json }]] };
}

/** In seconds; the block's own limit is not known. */
export const DEFAULT_LONGEST = 25;

/** What lets the chatbot go a way of the user's choice, or its main way. */
const bodyOf = (response: unknown): string => {
	const key = String(response ?? '').trim();
	return key === '' ? '' : JSON.stringify({ response: key });
};

async function answerNow(response: Parameters<typeof sendAnswer>[0]): Promise<string> {
	sendAnswer(response, '');
	return '';
}

function refuse(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}
