import type { IDataObject } from 'n8n-workflow';
import { instantOf } from '../fields/date';
import type { AnswerForm } from '../fields/response';
import { meantBy } from '../fields/meant';
import { isFromContact, textOf, transcriptionIn } from '../steps/message';
import type { Resumption } from '../steps/workbench';
import type { Service } from '../transport/service';
import { eventOf } from './event';
import { meaningOf, type Meaning } from './meaning';
import { RecentlySeen } from './recentlySeen';
import { closeWayBack, REPLY_EVENT, type WayBack, type WayBackEndpoint } from './wayBack';

/** What an execution remembers of a question while it waits for the reply. */
export type Question = {
	sessionId: string;
	messageId: string;
	/** When the service took the question, by its clock. */
	askedAt: string;
	waitUntil: string;
	/** Whom the question went to, as far as it is known. */
	addressee: IDataObject;
	wayBack: WayBack;
	form: AnswerForm;
	/** Whether the first choice approves and all else declines. */
	isApproval: boolean;
	/** Whether a reply that is none of the choices is a comment, for an AI agent that wants to use a tool. */
	isReview: boolean;
	ifReplyDoesNotFit: 'askAgain' | 'goOn' | 'ignore';
	askAgainText: string;
	/** The IDs of messages that were read before the execution slept, and did not fit. */
	read: string[];
};

/** What of a question comes out with the reply. */
type Told = Pick<
	Question,
	'sessionId' | 'messageId' | 'askedAt' | 'waitUntil' | 'addressee' | 'isApproval' | 'isReview'
>;

/** What waiting for a reply needs of the service, beside what sends the question. */
export const replyEndpoints = [
	'GET /chat/v1/session/{id}/message',
	'GET /chat/v1/message/{id}',
	'POST /chat/v1/session/{id}/message',
] as const;
type ReplyService = Service<WayBackEndpoint | (typeof replyEndpoints)[number]>;

/** The types of messages that can be a reply. The others are no words of a contact, such as a note or a transfer. */
const REPLIES = ['TEXT', 'BUTTONS', 'LIST', 'AUDIO', 'IMAGE', 'VIDEO', 'DOCUMENT', 'STICKER', 'CONTACT', 'LOCATION'];

/** How often each process asks again at most, since another robot may answer and never fit. */
const MOST_REMINDERS = 3;
const reminders = new RecentlySeen(30_000);
/** Messages that did not fit and were asked about again: their event may come twice. */
const unfit = new RecentlySeen(30_000);

/** How many messages that came before the execution slept are read at the most. */
const MOST_MISSED = 100;

/** Milliseconds between the questions whether the service has transcribed a voice message. */
const UNTIL_TRANSCRIBED = [1_000, 2_000, 4_000];

/**
 * Takes an event that came for an execution which waits for the reply to a question.
 * @param body what was sent
 */
export async function receiveReply(body: unknown, question: Question, service: ReplyService): Promise<Resumption> {
	const event = eventOf(body);
	if (event?.eventType !== REPLY_EVENT) return { taken: false };
	return await receiveMessage(event.content, question, service);
}

/**
 * Looks for the reply among what came since the question was asked, before the execution sleeps.
 * @returns the item if the reply is there, else the messages that came, which are not to be looked at again
 */
export async function earlyReply(
	question: Question,
	service: ReplyService,
): Promise<{ content: IDataObject } | { read: string[] }> {
	const read: string[] = [];
	for (const message of await messagesSince(question, service)) {
		const resumption = await receiveMessage(message, question, service);
		if ('content' in resumption) return resumption;
		if (typeof message.id === 'string') read.push(message.id);
	}
	return { read };
}

/** The events of what came since the question was asked, made from the messages: n8n takes none until the execution sleeps. */
export async function missedReplies(question: Question, service: ReplyService): Promise<IDataObject[]> {
	const messages = await messagesSince(question, service);
	return messages.map((content) => ({ eventType: REPLY_EVENT, content }));
}

async function messagesSince(question: Question, service: ReplyService): Promise<IDataObject[]> {
	const { sessionId: id, askedAt } = question;
	const query = { 'CreatedAt.After': askedAt };
	const messages: IDataObject[] = [];
	const call = { endpoint: 'GET /chat/v1/session/{id}/message', path: { id }, query } as const;
	for await (const message of service.list(call, 'PageNumber', MOST_MISSED, meantBy(call)))
		messages.push({ ...message });
	return messages
		.filter((message) => mayBeReply(message, question))
		.sort((one, other) => (instantOf(one.createdAt) ?? 0) - (instantOf(other.createdAt) ?? 0));
}

async function receiveMessage(given: IDataObject, question: Question, service: ReplyService): Promise<Resumption> {
	if (!mayBeReply(given, question) || !(await isSameTalk(given.sessionId, question, service))) return { taken: false };
	const message = await transcribed(given, service);
	const text = textOf(message);
	const meaning = meaningOf(question.form, text);
	if (!meaning && !question.isReview && question.ifReplyDoesNotFit !== 'goOn') {
		if (question.ifReplyDoesNotFit === 'askAgain') await remind(service, question, message);
		return { taken: true };
	}
	await closeWayBack(service, question.wayBack);
	return { content: contentOf(question, { message, text, meaning }) };
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
			addressee: { recipient: '', to: '', contactId: '' },
			isApproval: true,
			isReview: false,
		},
		{ message, text: '', meaning: { choice: '', choiceNumber: 1, number: 1 } },
	);

function contentOf(
	{ sessionId, messageId, askedAt, waitUntil, addressee, isApproval, isReview }: Told,
	reply?: { message: IDataObject; text: string; meaning?: Meaning },
): IDataObject {
	const { choice = null, choiceNumber = null, number = null } = reply?.meaning ?? {};
	const isComment = isReview && reply && !reply.meaning;
	return {
		replied: reply !== undefined,
		timedOut: reply === undefined,
		fits: reply?.meaning !== undefined,
		...(isApproval && { approved: choiceNumber === 1 }),
		text: reply?.text ?? null,
		choice,
		choiceNumber,
		number,
		...addressee,
		// Where the conversation goes on: a reply may have opened another session.
		sessionId: reply?.message.sessionId ?? sessionId,
		question: { id: messageId, askedAt },
		reply: reply?.message ?? null,
		waitUntil,
		...(isComment && { chatInput: reply.text }),
	};
}

/** Whether a message is one of a contact since the question, and was not read already. */
function mayBeReply(message: IDataObject, { askedAt, read }: Question): boolean {
	// Events come late and twice. A message that is older than the question answers something else.
	const isLate = (instantOf(message.createdAt) ?? Infinity) < (instantOf(askedAt) ?? 0);
	const isRead = read.some((id) => id === message.id);
	return isFromContact(message) && REPLIES.some((type) => type === message.type) && !isLate && !isRead;
}

/** Whether a session is that of the question, or a later one of the same contact on the same channel. */
async function isSameTalk(sessionId: unknown, question: Question, service: ReplyService): Promise<boolean> {
	if (typeof sessionId !== 'string') return false;
	if (sessionId === question.sessionId) return true;
	// The contact and the channel of a session never change, so they are read once.
	const sessionOf = async (id: string) =>
		await service.sendOnce({ endpoint: 'GET /chat/v2/session/{id}', path: { id } });
	const [own, other] = [await sessionOf(question.sessionId), await sessionOf(sessionId)];
	return !!own.contactId && own.contactId === other.contactId && own.channelId === other.channelId;
}

/** A message with what is said in it: a voice message arrives before its transcription, and says whether one will follow. */
async function transcribed(message: IDataObject, service: ReplyService): Promise<IDataObject> {
	let latest = message;
	for (const delay of UNTIL_TRANSCRIBED) {
		if (textOf(latest) !== '' || transcriptionIn(latest.details)?.processing !== true) break;
		await service.pause(delay);
		const path = { id: String(message.id) };
		const read = await service.attempt(async () => await service.send({ endpoint: 'GET /chat/v1/message/{id}', path }));
		if ('value' in read) latest = { ...read.value };
	}
	return latest;
}

async function remind(service: ReplyService, question: Question, { id, sessionId }: IDataObject): Promise<void> {
	const { messageId, askAgainText: text } = question;
	if (!unfit.isNew(`${messageId} ${String(id)}`)) return;
	const isLeft = Array.from({ length: MOST_REMINDERS }, (_, count) => `${messageId} ${count}`).some((reminder) =>
		reminders.isNew(reminder),
	);
	if (!isLeft) return;
	const path = { id: String(sessionId) };
	await service.send({ endpoint: 'POST /chat/v1/session/{id}/message', path, body: { text } });
}
