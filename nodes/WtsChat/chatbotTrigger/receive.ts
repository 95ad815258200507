import { randomUUID } from 'crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { countIn } from '../steps/callers';
import { answer, refused } from '../trigger/request';
import { usableParametersOf } from '../values/parameters';
import { tokenOf } from './address';
import { contentOf, identityOf, isCall } from './call';
import { answerOnce, sendAnswer } from './caller';
import { PendingAnswers } from './pendingAnswers';
import { properties } from './properties';

/** The answers that calls wait for or have got lately: a call that comes twice starts one execution and gets one answer. */
const pendingAnswers = new PendingAnswers();

/**
 * Takes a request that came to the trigger's address. Whatever it holds, it is answered with a clear status; an
 * execution starts only for a call of a chatbot that is new.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const refusal = refused(context, tokenOf(context.getNode()));
	if (refusal) return refusal;
	const call: unknown = context.getBodyData();
	if (!isCall(call)) return answer(context, 400, "This is not a call of a chatbot's webhook block");

	const response = context.getResponseObject();
	const read = (name: string, otherwise: unknown): unknown => context.getNodeParameter(name, otherwise);
	// What cannot be used, the execution tells; the chatbot has its answer all the same.
	const { respond, longestTime, otherwiseResponse, options } = usableParametersOf(context, properties, read);
	const content = contentOf(call);
	const known = placeOf(context, identityOf(content) ?? randomUUID());
	countIn(known, response);
	const pending = pendingAnswers.find(known);
	if (pending) {
		void pending.then((body) => sendAnswer(response, body));
		return { noWebhookResponse: true };
	}

	const longest = longestTime * 1_000;
	const otherwise = bodyOf(otherwiseResponse.trim());
	const until = Date.now() + longest;
	const given =
		respond === 'onReceived'
			? answerNow(response)
			: answerOnce(response, { longest, otherwise, takesLastNode: respond === 'lastNode' });
	pendingAnswers.add(known, given);

	const json: IDataObject = { ...content, answerUntil: new Date(until).toISOString(), call: known };
	if (options.rawBody) json.rawBody = call;
	return { noWebhookResponse: respond === 'onReceived', workflowData: [[{ json }]] };
}

/** Whether this process has taken a call, and so would know of another that is the same. */
export const isTakenHere = (call: unknown): boolean =>
	typeof call === 'string' && pendingAnswers.find(call) !== undefined;

/** What a call is known by in this process. */
const placeOf = (context: IWebhookFunctions, identity: string) =>
	`${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()} ${identity}`;

/** What lets the chatbot go a way of the user's choice, or its main way. */
const bodyOf = (response: string) => (response === '' ? '' : JSON.stringify({ response }));

async function answerNow(response: Parameters<typeof sendAnswer>[0]): Promise<string> {
	sendAnswer(response, '');
	return '';
}
