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

/** A call that comes twice starts one execution and gets one answer, from here. */
const pendingAnswers = new PendingAnswers();

/**
 * Takes a request to the trigger's address. Every request is answered with a clear status. Only a new call of a chatbot
 * starts an execution.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const refusal = refused(context, tokenOf(context.getNode()));
	if (refusal) return refusal;
	const call: unknown = context.getBodyData();
	if (!isCall(call)) return answer(context, 400, "This is not a call of a chatbot's webhook block");

	const response = context.getResponseObject();
	const read = (name: string, otherwise: unknown): unknown => context.getNodeParameter(name, otherwise);
	// A parameter that cannot be used takes its default here, so that the chatbot gets an answer. The execution reports it.
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

/** Whether this process has taken a call, so that it would have noticed a second one. */
export const isTakenHere = (call: unknown): boolean =>
	typeof call === 'string' && pendingAnswers.find(call) !== undefined;

/** What a call is known by in this process. */
const placeOf = (context: IWebhookFunctions, identity: string) =>
	`${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()} ${identity}`;

/** The answer by which the chatbot takes the way with a key; its main way if the key is empty. */
const bodyOf = (response: string) => (response === '' ? '' : JSON.stringify({ response }));

async function answerNow(response: Parameters<typeof sendAnswer>[0]): Promise<string> {
	sendAnswer(response, '');
	return '';
}
