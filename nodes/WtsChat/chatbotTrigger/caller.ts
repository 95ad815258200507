import type { IWebhookFunctions } from 'n8n-workflow';
import { ANSWER_HEADER, GIVEN_ELSEWHERE } from '../steps/block';
import { machineClock, type Clock } from '../transport/clock';
import { fieldsIn } from '../transport/record';

export type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** What a chatbot that waits is to get. */
export interface Terms {
	/** How long it may wait, in milliseconds. */
	longest: number;
	/** The body for it if the workflow gives no answer: an empty text lets the chatbot go its main way. */
	otherwise: string;
	/** Whether what n8n answers by itself is the answer, unless it tells of an error. */
	takesLastNode: boolean;
}

/**
 * Sees to it that the chatbot that waits gets an answer that it can go on with: the workflow's, as n8n hands it over, or
 * the other one if the workflow fails, ends without an answer or takes too long. What n8n itself answers to that, such
 * as its error page, never gets out.
 * @param response what n8n answers by
 * @returns the body that the chatbot got, once it did
 */
export async function answerOnce(
	response: Response,
	{ longest, otherwise, takesLastNode }: Terms,
	clock: Pick<Clock, 'sleep'> = machineClock,
): Promise<string> {
	const answered = new AbortController();
	const end = response.end.bind(response);
	return await new Promise((resolve) => {
		const answer = (body: string) => {
			answered.abort();
			sendAnswer(response, body, end);
			resolve(body);
		};
		Object.assign(response, {
			end: (content?: unknown) => {
				// Until its time is over, the other answer has come; any earlier, this one might be taken in its place.
				if (response.getHeader(ANSWER_HEADER) === GIVEN_ELSEWHERE) return response;
				const text = textOf(content);
				const isOfLastNode = takesLastNode && response.statusCode < 400 && !passesCallOn(text);
				answer(isOfLastNode || response.hasHeader(ANSWER_HEADER) ? text : otherwise);
				return response;
			},
		});
		clock.sleep(longest, answered.signal).then(
			() => answer(otherwise),
			() => {},
		);
	});
}

/**
 * Answers a chatbot. What n8n still has to say afterwards comes too late, and is not heard.
 * @param body JSON, or an empty text
 */
export function sendAnswer(response: Response, body: string, end = response.end.bind(response)): void {
	for (const name of [ANSWER_HEADER, 'content-length', 'content-type', 'etag']) response.removeHeader(name);
	response.statusCode = 200;
	if (body !== '') response.setHeader('content-type', 'application/json; charset=utf-8');
	end(body);
	const nothing = () => response;
	Object.assign(response, { end: nothing, setHeader: nothing, removeHeader: nothing, writeHead: nothing });
}

const textOf = (content: unknown): string =>
	Buffer.isBuffer(content) ? content.toString('utf8') : typeof content === 'string' ? content : '';

/** Whether the last node only passes the call on: by the contact in it, the chatbot would store what it has itself. */
function passesCallOn(text: string): boolean {
	try {
		return 'answerUntil' in fieldsIn(JSON.parse(text));
	} catch {
		return false;
	}
}
