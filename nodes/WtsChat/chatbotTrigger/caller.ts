import type { IWebhookFunctions } from 'n8n-workflow';
import { ANSWER_HEADER, GIVEN_ELSEWHERE } from '../steps/block';
import { machineClock, type Clock } from '../transport/clock';
import { fieldsIn } from '../transport/record';

export type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** How a chatbot that waits is answered. */
export interface Terms {
	/** How long it may wait, in milliseconds. */
	longest: number;
	/** The body for it if the workflow gives no answer: an empty text lets the chatbot go its main way. */
	otherwise: string;
	/** Whether what n8n answers by itself is the answer, unless it tells of an error. */
	takesLastNode: boolean;
}

/**
 * Sees to it that a chatbot that waits gets one answer that it can go on with: the workflow's, or `otherwise` if the workflow
 * fails, ends without an answer or takes too long. What n8n itself answers in these cases, such as an error page, is never
 * sent.
 * @param response the response by which n8n answers; its `end` is replaced
 * @returns the body that the chatbot has got
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
				// Another execution answers this call. An answer from here might reach the chatbot first.
				if (response.getHeader(ANSWER_HEADER) === GIVEN_ELSEWHERE) return response;
				const text = bodyTextOf(content);
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
 * Answers a chatbot. Whatever n8n still sends afterwards is dropped.
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

const bodyTextOf = (content: unknown): string =>
	Buffer.isBuffer(content) ? content.toString('utf8') : typeof content === 'string' ? content : '';

/** Whether the last node only passes the call on. It is no answer: the chatbot would store the contact in it. */
function passesCallOn(text: string): boolean {
	try {
		return 'answerUntil' in fieldsIn(JSON.parse(text));
	} catch {
		return false;
	}
}
