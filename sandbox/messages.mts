import type { components } from '../contract/chat.d.ts';
import { setOff, takeStep } from './delivery.mts';
import { messageContent } from './webhook-content.mts';
import { known, talkKey, type Account, type Message, type Session } from './account.mts';

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
		account.lastInbound.set(talkKey(session), createdAt);
		session.unreadCount += 1;
		account.outbox.emit('MESSAGE_RECEIVED', () => messageContent(message));
	} else {
		session.lastMessageOut = createdAt;
		session.firstResponseAt ??= createdAt;
		account.outbox.emit('MESSAGE_SENT', () => messageContent(message));
		if (account.quirks.otherShapes && message.userId !== null)
			account.outbox.emit('MESSAGE_RECEIVED', () => ({ ...messageContent(message), direction: 'FROM_HUB' }));
	}
	return message;
}

/**
 * Sets a queued message on its way: SENT, then DELIVERED; or FAILED, for a reason that shows only then.
 * @param wait milliseconds before the first step
 */
export function deliver(account: Account, message: Message, wait = 0): void {
	setOff(account, message, ['SENT', 'DELIVERED'], () => advanceMessage(account, message), wait);
}

/** Moves a message on to its next status, if it has one ahead, and tells the subscriptions and the callback address. */
export function advanceMessage(account: Account, message: Message): void {
	if (message.upcoming[0] === 'DELIVERED' && isOffline(account, message)) return;
	const status = takeStep(account, message);
	if (status === undefined) return;
	if (status === 'FAILED')
		message.details.errors = [
			{ date: message.updatedAt, origin: 'CHANNEL', key: 'CHANNEL_ERROR', text: message.failedReason },
		];
	account.outbox.emit('MESSAGE_UPDATED', () => messageContent(message));
	if (message.callbackUrl !== null && message.upcoming.length === 0)
		account.outbox.callBack(message.callbackUrl, sendView(account, message));
}

function isOffline(account: Account, { sessionId }: Message): boolean {
	const contactId = account.sessions.get(sessionId)?.contactId;
	return contactId !== undefined && account.offline.has(contactId);
}

/**
 * Switches a contact's phone off, so that messages to it are sent but not delivered, or on, so that they are.
 * @throws RangeError when the contact is unknown
 */
export function switchPhone(account: Account, contactId: string, isOn: boolean): void {
	known(account.contacts, contactId, 'contact');
	if (!isOn) {
		account.offline.add(contactId);
		return;
	}
	account.offline.delete(contactId);
	for (const message of account.messages.values()) {
		const session = account.sessions.get(message.sessionId);
		if (session?.contactId === contactId && message.upcoming[0] === 'DELIVERED') advanceMessage(account, message);
	}
}

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

/** A message as the older routes answer its delivery. */
export const statusView = ({ id, createdAt, updatedAt, sessionId, status, failedReason }: Message) => ({
	id,
	createdAt,
	updatedAt,
	sessionId,
	status,
	failureReason: failedReason,
});

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
