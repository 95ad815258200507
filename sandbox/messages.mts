import type { components } from '../contract/chat.d.ts';
import { messageContent } from './webhook-content.mts';
import type { Account, Message, MessageStatus, Session } from './account.mts';

/** What a message is made of; what is left out is empty. */
export type NewMessage = Partial<Omit<Message, 'id' | 'sessionId' | 'direction'>> & Pick<Message, 'direction'>;

const earlier = (time: string | null, other: string) => (time !== null && time > other ? time : other);

/** Puts a message into a session, brings the session's summary up to date and tells the subscriptions. */
export function addMessage(account: Account, session: Session, given: NewMessage): Message {
	const createdAt = given.createdAt ?? account.clock.iso();
	const message: Message = {
		createdAt,
		updatedAt: createdAt,
		timestamp: createdAt,
		type: 'TEXT',
		senderId: null,
		templateId: null,
		userId: null,
		status: 'QUEUED',
		origin: 'DEFAULT',
		text: null,
		fileId: null,
		refId: null,
		readContactAt: null,
		details: {},
		failedReason: null,
		filesIds: null,
		upcoming: [],
		failure: null,
		sentAt: null,
		callbackUrl: null,
		waitReply: false,
		code: null,
		...given,
		id: account.id(),
		sessionId: session.id,
	};
	account.messages.set(message.id, message);
	if (message.senderId !== null) account.idsBySender.set(message.senderId, message.id);
	if (message.type === 'NOTE') {
		session.notes.push(message);
		return message;
	}
	session.messages.push(message);
	session.updatedAt = earlier(session.updatedAt, createdAt);
	session.lastMessageText = message.text;
	session.lastInteractionDate = createdAt;
	if (message.direction === 'FROM_HUB') {
		session.lastMessageIn = createdAt;
		session.unreadCount += 1;
		account.outbox.emit('MESSAGE_RECEIVED', () => messageContent(message));
	} else {
		session.lastMessageOut = createdAt;
		session.firstResponseAt ??= createdAt;
		account.outbox.emit('MESSAGE_SENT', () => messageContent(message));
	}
	return message;
}

/** How long each status of a message takes, in milliseconds, unless its status is read before. */
const stepLength = 1000;

/**
 * Sets a queued message on its way: SENT, then DELIVERED; or FAILED, for a reason that shows only then. Each step comes
 * a second after the one before, or with the next read of the status, whichever is first.
 */
export function deliver(account: Account, message: Message): void {
	message.upcoming = message.failure === null ? ['SENT', 'DELIVERED'] : ['FAILED'];
	const start = account.clock.now();
	for (let step = 1; step <= message.upcoming.length; step++) {
		const left = message.upcoming.length - step;
		account.schedule.add(start + step * stepLength, () => {
			if (message.upcoming.length > left) advanceMessage(account, message);
		});
	}
}

/** Moves a message on to its next status, if it has one ahead. */
export function advanceMessage(account: Account, message: Message): void {
	const status = message.upcoming.shift();
	if (status === undefined) return;
	message.status = status;
	message.updatedAt = account.clock.iso();
	if (status === 'SENT') message.sentAt = message.updatedAt;
	if (status === 'FAILED') {
		message.failedReason = message.failure;
		message.details.errors = [
			{ date: message.updatedAt, origin: 'CHANNEL', key: 'CHANNEL_ERROR', text: message.failure },
		];
	}
	account.outbox.emit('MESSAGE_UPDATED', () => messageContent(message));
	if (message.callbackUrl !== null && isFinal(status))
		account.outbox.callBack(message.callbackUrl, sendView(account, message));
}

const isFinal = (status: MessageStatus) => status === 'DELIVERED' || status === 'FAILED';

type Schemas = components['schemas'];

/** A message or note as the message routes answer it. */
export function messageView(message: Message): Schemas['PublicMessageDTO'] {
	const { upcoming, failure, sentAt, callbackUrl, waitReply, code, ...shown } = message;
	return shown;
}

/** A message as the send operations answer it. */
export function sendView(account: Account, message: Message): Schemas['PublicRespSendMessageDTO'] {
	return {
		id: message.id,
		createdAt: message.createdAt,
		updatedAt: message.updatedAt,
		companyId: account.companyId,
		sessionId: message.sessionId,
		status: message.status,
		senderId: message.senderId,
		statusUrl: `${account.origin}/chat/v1/send/message/${message.id}`,
		sentAt: message.sentAt,
		failedReason: message.failedReason,
		callbackUrl: message.callbackUrl,
		waitReply: message.waitReply,
	};
}

/** A message as the older asynchronous routes answer it. */
export function quickView(account: Account, message: Message): Schemas['PublicQuickMessageDTO'] {
	return {
		id: message.id,
		createdAt: message.createdAt,
		updatedAt: message.updatedAt,
		sessionId: message.sessionId,
		senderId: message.senderId,
		status: message.status,
		statusUrl: `${account.origin}/chat/v1/message/${message.id}/status`,
		failureReason: message.failedReason,
	};
}
