import type { components } from '../contract/chat.d.ts';
import { writeTime } from './clock.mts';
import { addMessage, type NewMessage } from './messages.mts';
import { messageContent, sessionContent } from './webhook-content.mts';
import {
	agentByUser,
	count,
	tagNames,
	talkKey,
	type Account,
	type Channel,
	type Contact,
	type Message,
	type Session,
	type SessionStatus,
} from './account.mts';

const hour = 60 * 60 * 1000;
/** For how long after a contact's message free text may be sent on an official channel (observed.md §5). */
const windowLength = 24 * hour;

/** Whether the channel's provider is unofficial, so that it has no 24 hour window (observed.md §5). */
export const isUnofficial = (channel: Channel): boolean =>
	channel.type === 'ZAPI_WhatsApp' || channel.type === 'EvolutionApi_WhatsApp';

const isOpen = (account: Account, lastInbound: string) => account.clock.now() - Date.parse(lastInbound) < windowLength;

/** The state of a session's window; on unofficial channels there is none and idle sessions stay `ACTIVE`. */
export function windowStatus(account: Account, session: Session): 'ACTIVE' | 'EXPIRED' | 'NOT_STARTED' {
	const channel = account.channels.get(session.channelId);
	if (channel !== undefined && isUnofficial(channel)) return 'ACTIVE';
	if (session.lastMessageIn === null) return 'NOT_STARTED';
	return isOpen(account, session.lastMessageIn) ? 'ACTIVE' : 'EXPIRED';
}

/** When a session's window closes, as the API writes times; null where there is none or it is not open. */
export function windowEnd(account: Account, session: Session): string | null {
	const channel = account.channels.get(session.channelId);
	if (session.lastMessageIn === null || channel === undefined || isUnofficial(channel)) return null;
	return isOpen(account, session.lastMessageIn) ? writeTime(Date.parse(session.lastMessageIn) + windowLength) : null;
}

/**
 * Whether free text may be sent to a contact: always on an unofficial channel, on others while the contact's last
 * message, in whichever session, is younger than 24 hours.
 */
export function mayWriteFreely(account: Account, contact: Contact | undefined, channel: Channel): boolean {
	if (isUnofficial(channel)) return true;
	if (contact === undefined) return false;
	const lastInbound = account.lastInbound.get(talkKey({ contactId: contact.id, channelId: channel.id }));
	return lastInbound !== undefined && isOpen(account, lastInbound);
}

/** The latest session of a contact on a channel, if there is one. */
export const latestSession = (account: Account, contactId: string, channelId: string): Session | undefined =>
	account.latestSessions.get(talkKey({ contactId, channelId }));

/** What a session may be opened with. */
export type NewSession = Partial<
	Pick<
		Session,
		| 'createdAt'
		| 'status'
		| 'type'
		| 'departmentId'
		| 'userId'
		| 'origin'
		| 'metadata'
		| 'botId'
		| 'waitingBotId'
		| 'utm'
	>
>;

/** Opens a session for a contact on a channel and tells the subscriptions. */
export function openSession(account: Account, contact: Contact, channel: Channel, given: NewSession = {}): Session {
	const createdAt = given.createdAt ?? account.clock.iso();
	const session: Session = {
		id: account.id(),
		createdAt,
		updatedAt: createdAt,
		startAt: createdAt,
		activeAt: createdAt,
		endAt: null,
		status: given.status ?? 'PENDING',
		companyId: account.companyId,
		contactId: contact.id,
		channelId: channel.id,
		departmentId: given.departmentId ?? null,
		userId: given.userId ?? null,
		title: contact.name,
		number: createdAt.slice(0, 10).replaceAll('-', '') + String(account.sessions.size + 1).padStart(5, '0'),
		utm: given.utm ?? {},
		origin: given.origin ?? null,
		classification: null,
		firstResponseAt: null,
		botId: given.botId ?? null,
		waitingBotId: given.waitingBotId ?? null,
		unreadCount: 0,
		lastMessageText: null,
		lastInteractionDate: null,
		lastMessageOut: null,
		lastMessageIn: null,
		metadata: given.metadata ?? {},
		type: given.type ?? 'INDIVIDUAL',
		reactivateOnNewMessage: false,
		messages: [],
		notes: [],
	};
	account.sessions.set(session.id, session);
	account.latestSessions.set(talkKey(session), session);
	account.outbox.emit('SESSION_NEW', () => sessionContent(account, session));
	return session;
}

/** Marks a session as changed and tells the subscriptions. */
export function sessionChanged(account: Account, session: Session): void {
	session.updatedAt = account.clock.iso();
	account.outbox.emit('SESSION_UPDATE', () => sessionContent(account, session));
}

/**
 * Completes a session; one that is completed already stays as it is, which is an assumption (not seen).
 * @param reactivateOnNewMessage whether the contact's next message reopens it
 * @param stopBot whether a chatbot that runs in it ends
 */
export function completeSession(
	account: Account,
	session: Session,
	reactivateOnNewMessage: boolean,
	stopBot: boolean,
): void {
	count(account.counts.completions, session.id);
	if (session.status === 'COMPLETED') return;
	session.status = 'COMPLETED';
	session.endAt = account.clock.iso();
	session.reactivateOnNewMessage = reactivateOnNewMessage;
	session.unreadCount = 0;
	// Data of a session is valid only while it is active (contract, sessionMetadata).
	session.metadata = {};
	if (stopBot) session.botId = null;
	sessionChanged(account, session);
	account.outbox.emit('SESSION_COMPLETE', () => sessionContent(account, session));
}

/** Gives a session another status; COMPLETED completes it, any other reopens one that was completed. */
export function changeStatus(account: Account, session: Session, status: SessionStatus, stopBot: boolean): void {
	if (status === 'COMPLETED') return completeSession(account, session, false, stopBot);
	if (stopBot) session.botId = null;
	if (session.status === 'COMPLETED') reopen(account, session);
	session.status = status;
	sessionChanged(account, session);
}

function reopen(account: Account, session: Session): void {
	session.status = session.userId === null ? 'PENDING' : 'IN_PROGRESS';
	session.endAt = null;
	session.activeAt = account.clock.iso();
	session.reactivateOnNewMessage = false;
}

/**
 * Takes in a message from a contact: it goes to the contact's open session on the channel, reactivates a completed one
 * that allows it, or opens a new one. A hidden session becomes visible.
 */
export function receiveMessage(
	account: Account,
	contact: Contact,
	channel: Channel,
	{ text, type = 'TEXT', details = {} }: { text: string } & Partial<Pick<Message, 'type' | 'details'>>,
): Message {
	const latest = latestSession(account, contact.id, channel.id);
	let session = latest;
	if (latest?.status === 'COMPLETED') {
		if (latest.reactivateOnNewMessage) {
			reopen(account, latest);
			sessionChanged(account, latest);
		} else {
			session = undefined;
		}
	}
	session ??= openSession(account, contact, channel);
	if (session.status === 'HIDDEN') {
		session.status = session.userId === null ? 'PENDING' : 'IN_PROGRESS';
		sessionChanged(account, session);
	}
	if (session.waitingBotId !== null) {
		session.botId = session.waitingBotId;
		session.waitingBotId = null;
	}
	const given = { direction: 'FROM_HUB', origin: 'GATEWAY', status: 'DELIVERED' } as const;
	const message = { ...given, type, details };
	return type === 'AUDIO' && text !== ''
		? addVoiceMessage(account, session, message, text)
		: addMessage(account, session, { ...message, text: text === '' && type !== 'TEXT' ? null : text });
}

/** How long the service takes to write a voice message down, in milliseconds; an assumption (not seen). */
const untilTranscribed = 1000;

/** A voice message comes without words; they arrive as a change of the message (observed.md §4). */
function addVoiceMessage(account: Account, session: Session, given: NewMessage, said: string): Message {
	const transcription = { text: null, processing: true, error: false };
	const message = addMessage(account, session, { ...given, details: { ...given.details, transcription } });
	account.schedule.add(account.clock.now() + untilTranscribed, () => {
		message.details.transcription = { text: said, processing: false, error: false };
		message.updatedAt = account.clock.iso();
		account.outbox.emit('MESSAGE_UPDATED', () => messageContent(message));
	});
	return message;
}

const statusDescriptions: Record<SessionStatus, string> = {
	UNDEFINED: 'Indefinido',
	STARTED: 'Iniciado',
	PENDING: 'Aguardando',
	IN_PROGRESS: 'Em atendimento',
	COMPLETED: 'Concluído',
	HIDDEN: 'Oculto',
};

/** A length of time as `hh:mm:ss`. */
function duration(milliseconds: number): string {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

type Shown = components['schemas']['PublicSessionDTO'];
export type SessionDetail =
	| 'Undefined'
	| 'AgentDetails'
	| 'DepartmentsDetails'
	| 'ContactDetails'
	| 'ChannelTypeDetails'
	| 'ClassificationDetails'
	| 'ChannelDetails';

/** The link to a session, in one of the two forms in which the platform gives it (observed.md §1). */
const previewUrl = (id: string) =>
	parseInt(id[0], 16) < 8
		? `https://app.wts.chat/redirect?type=SESSION&id=${id}`
		: `https://app.wts.chat/chat2/sessions/${id}`;

/** A session as the actions on it answer it. */
export function sessionView(account: Account, session: Session, details: readonly SessionDetail[] = []): Shown {
	const end = session.endAt === null ? account.clock.now() : Date.parse(session.endAt);
	const answered = session.firstResponseAt === null ? end : Date.parse(session.firstResponseAt);
	return {
		id: session.id,
		createdAt: session.createdAt,
		updatedAt: session.updatedAt,
		startAt: session.startAt,
		endAt: session.endAt,
		status: session.status,
		companyId: session.companyId,
		contactId: session.contactId,
		channelId: session.channelId,
		departmentId: session.departmentId,
		userId: session.userId,
		previewUrl: previewUrl(session.id),
		title: session.title,
		number: session.number,
		utm: session.utm,
		origin: session.origin,
		classification: details.includes('ClassificationDetails') ? session.classification : null,
		statusDescription: statusDescriptions[session.status],
		timeService: duration(end - Date.parse(session.startAt)),
		timeWait: duration(answered - Date.parse(session.startAt)),
		firstResponseAt: session.firstResponseAt,
		botId: session.botId,
		unreadCount: session.unreadCount,
		lastMessageText: session.lastMessageText,
		lastInteractionDate: session.lastInteractionDate,
		lastMessageOut: session.lastMessageOut,
		lastMessageIn: session.lastMessageIn,
		windowStatus: windowStatus(account, session),
		metadata: session.metadata,
		channelType: details.includes('ChannelTypeDetails') ? channelType(account, session) : null,
		...relatedRecords(account, session, details),
	};
}

/** A session as the second version of the read routes answers it: with its kind. */
export const sessionViewV2 = (account: Account, session: Session, details: readonly SessionDetail[] = []) => ({
	...sessionView(account, session, details),
	type: session.type,
});

const channelTypes = {
	Dialog360_WhatsApp: 'DIALOG360_WHATSAPP',
	CloudAPI_WhatsApp: 'CLOUDAPI_WHATSAPP',
	ZAPI_WhatsApp: 'ZAPI_WHATSAPP',
	EvolutionApi_WhatsApp: 'EVOLUTIONAPI_WHATSAPP',
	Instagram: 'INSTAGRAM',
	Messenger: 'MESSENGER',
} as const satisfies Record<Channel['type'], NonNullable<Shown['channelType']>>;

function channelType(account: Account, session: Session): Shown['channelType'] {
	const channel = account.channels.get(session.channelId);
	return channel === undefined ? null : channelTypes[channel.type];
}

function relatedRecords(
	account: Account,
	session: Session,
	details: readonly SessionDetail[],
): Pick<Shown, 'contactDetails' | 'agentDetails' | 'departmentDetails' | 'channelDetails'> {
	const shown: Pick<Shown, 'contactDetails' | 'agentDetails' | 'departmentDetails' | 'channelDetails'> = {};
	const contact = account.contacts.get(session.contactId);
	if (details.includes('ContactDetails') && contact !== undefined) {
		shown.contactDetails = {
			id: contact.id,
			name: contact.name,
			pictureUrl: contact.pictureUrl,
			phonenumber: contact.phoneNumber,
			phonenumberFormatted: contact.phoneNumberFormatted,
			instagram: contact.instagram,
			tagsId: contact.tagIds,
			tagsName: tagNames(account, contact),
			status: contact.status,
		};
	}
	const agent =
		details.includes('AgentDetails') && session.userId !== null ? agentByUser(account, session.userId) : undefined;
	if (agent !== undefined) {
		const { id, userId, name, shortName, phoneNumber, email } = agent;
		shown.agentDetails = { id, userId, name, shortName, phoneNumber, email, pictureFileId: null, pictureUrl: null };
	}
	const department = session.departmentId === null ? undefined : account.departments.get(session.departmentId);
	if (details.includes('DepartmentsDetails') && department !== undefined) {
		const { id, companyId, name, description, isDefault } = department;
		shown.departmentDetails = { id, companyId, name, description, isDefault, isSupervisor: false };
	}
	const channel = account.channels.get(session.channelId);
	if (details.includes('ChannelDetails') && channel !== undefined) shown.channelDetails = channel.identity;
	return shown;
}
