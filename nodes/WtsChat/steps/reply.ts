import type { IDataObject } from 'n8n-workflow';
import type { Resumption, Steps } from '../operations/operation';
import { answerOf, type Answer, type AnswerForm } from './answer';
import { eventOf, isFromContact } from './event';
import { closeWayBack, REPLY_EVENT, type WayBack, type WayBackEndpoint } from './wayBack';

/** What an execution remembers of a question while it waits for the reply. */
export type Question = {
	sessionId: string;
	messageId: string;
	/** When the service took the question, by its clock. */
	askedAt: string;
	waitUntil: string;
	wayBack: WayBack;
	form: AnswerForm;
	/** Whether the first choice approves and all else declines. */
	isApproval: boolean;
	/** Whether whatever is no choice is a comment for an AI agent that wants to use a tool. */
	isReview: boolean;
	ifReplyDoesNotFit: 'askAgain' | 'goOn' | 'ignore';
	askAgainText: string;
};

/** What contacts send to be read; the rest is movement in the conversation, such as a note or a transfer. */
const REPLIES = ['TEXT', 'BUTTONS', 'LIST', 'AUDIO', 'IMAGE', 'VIDEO', 'DOCUMENT', 'STICKER', 'CONTACT', 'LOCATION'];

/** A contact that never fits, such as another robot, is asked no more often than this, by each process. */
const MOST_REMINDERS = 3;
const reminders = new Map<string, number>();

/**
 * Takes an event that came for an execution which waits for the reply to a question.
 * @param body what was sent
 */
export async function receiveReply(
	body: unknown,
	question: Question,
	steps: Steps<WayBackEndpoint | 'POST /chat/v1/session/{id}/message'>,
): Promise<Resumption> {
	const message = replyIn(body, question);
	if (!message) return { taken: false };
	const text = typeof message.text === 'string' ? message.text : '';
	const answer = answerOf(question.form, text);
	if (!answer && !question.isReview && question.ifReplyDoesNotFit !== 'goOn') {
		if (question.ifReplyDoesNotFit === 'askAgain') await remind(steps, question);
		return { taken: true };
	}
	reminders.delete(question.messageId);
	await closeWayBack(steps, question.wayBack, question.sessionId);
	return { content: contentOf(question, { message, text, answer }) };
}

/** The content of the item when no reply came in time. */
export const contentWithoutReply = (question: Question): IDataObject => contentOf(question);

/** What comes out when a contact has answered, for the output schema. */
export const exampleContent = (message: IDataObject): IDataObject =>
	contentOf(
		{
			sessionId: '',
			messageId: '',
			askedAt: '',
			waitUntil: '',
			wayBack: { relay: '' },
			form: { type: 'freeText' },
			isApproval: true,
			isReview: false,
			ifReplyDoesNotFit: 'goOn',
			askAgainText: '',
		},
		{ message, text: '', answer: { choice: '', choiceNumber: 1, number: 1 } },
	);

function contentOf(
	{ sessionId, messageId, askedAt, waitUntil, isApproval, isReview }: Question,
	reply?: { message: IDataObject; text: string; answer?: Answer },
): IDataObject {
	const { choice = null, choiceNumber = null, number = null } = reply?.answer ?? {};
	const isComment = isReview && reply && !reply.answer;
	return {
		replied: reply !== undefined,
		timedOut: reply === undefined,
		fits: reply?.answer !== undefined,
		...(isApproval && { approved: choiceNumber === 1 }),
		text: reply?.text ?? null,
		choice,
		choiceNumber,
		number,
		sessionId,
		question: { id: messageId, askedAt },
		reply: reply?.message ?? null,
		waitUntil,
		...(isComment && { chatInput: reply.text }),
	};
}

/** The contact's message in this session since the question, if that is what came. */
function replyIn(body: unknown, { sessionId, askedAt }: Question): IDataObject | undefined {
	const event = eventOf(body);
	if (event?.eventType !== REPLY_EVENT) return undefined;
	const { content } = event;
	const isReply =
		isFromContact(content) && content.sessionId === sessionId && REPLIES.includes(String(content.type));
	// Events come late and twice; what was written before the question answers another one.
	const isLate = Date.parse(String(content.createdAt)) < Date.parse(askedAt);
	return isReply && !isLate ? content : undefined;
}

async function remind(steps: Steps<'POST /chat/v1/session/{id}/message'>, question: Question): Promise<void> {
	const { messageId, sessionId: id, askAgainText: text } = question;
	const count = reminders.get(messageId) ?? 0;
	if (count === MOST_REMINDERS) return;
	reminders.set(messageId, count + 1);
	await steps.send({ endpoint: 'POST /chat/v1/session/{id}/message', path: { id }, body: { text } });
}
