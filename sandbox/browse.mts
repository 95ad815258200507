import {
	agentByUser,
	known,
	talkKey,
	type Account,
	type Channel,
	type Contact,
	type Message,
	type Session,
} from './account.mts';
import { messageView } from './messages.mts';
import { containsText } from './paging.mts';
import { digitsOf } from './phone.mts';
import { windowEnd, windowStatus } from './sessions.mts';
import type { Choice } from './block-answers.mts';
import { choicesOf } from './talks.mts';

/** What to show of a list, and which part. */
export interface Excerpt {
	/** How many entries to leave out at the start. */
	from: number;
	/** How many entries to show at most. */
	count: number;
}

/** A part of a list. */
export interface Listed<Entry> {
	/** How long the whole list is. */
	total: number;
	items: Entry[];
}

/** Which sessions to list; what is left out does not matter. */
export interface SessionFilter {
	status?: string;
	contactId?: string;
	/** Part of the contact's name, Instagram name or phone number; a session's number or id. */
	search?: string;
}

export interface ContactEntry {
	id: string;
	name: string | null;
	/** For display, such as `(11) 98765-4321`. */
	phoneNumber: string | null;
	instagram: string | null;
	/** Its latest session on any channel. */
	sessionId: string | null;
}

export interface ChannelEntry {
	id: string;
	name: string | null;
	type: Channel['type'];
}

export interface SessionEntry {
	id: string;
	number: string | null;
	status: Session['status'];
	/** ISO 8601: when somebody last wrote, or when it began if nobody has. */
	lastInteractionAt: string;
	lastMessage: Pick<Message, 'text' | 'type' | 'direction' | 'status'> | null;
	unreadCount: number;
	contact: ContactEntry;
	channel: ChannelEntry;
	agent: string | null;
}

export interface ContactShown extends ContactEntry {
	email: string | null;
	annotation: string | null;
	status: Contact['status'];
	createdAt: string;
	tags: { name: string | null; color: string | null }[];
	/** The fields that have a value, by the name they have in the account. */
	customFields: { name: string; value: unknown }[];
}

export interface SessionShown extends Omit<SessionEntry, 'contact'> {
	contact: ContactShown;
	department: string | null;
	chatbot: string | null;
	origin: string | null;
	startAt: string;
	endAt: string | null;
	/** Whether free text may be sent; `endsAt` is null where there is no such window, or none that is open. */
	window: { status: 'ACTIVE' | 'EXPIRED' | 'NOT_STARTED'; endsAt: string | null };
	reactivateOnNewMessage: boolean;
	metadata: Record<string, unknown>;
	classification: string | null;
	/** What the contact can choose from, if the chatbot has asked. */
	choices: Choice[];
}

export type MessageShown = ReturnType<typeof messageView> & {
	/** Name of the agent who sent it. */
	agent: string | null;
};

const cut = <Stored, Entry>(
	records: Stored[],
	{ from, count }: Excerpt,
	view: (record: Stored) => Entry,
): Listed<Entry> => ({
	total: records.length,
	items: records.slice(from, from + count).map(view),
});

/** Sorts by a text that every record has, the greatest first; equal ones stay as they are. */
const descending = <T,>(records: T[], keyOf: (record: T) => string): T[] =>
	records.sort((a, b) => (keyOf(a) === keyOf(b) ? 0 : keyOf(a) < keyOf(b) ? 1 : -1));

/** Whether a contact is meant by a search: by part of its name, Instagram name or phone number. */
function isMeant(contact: Contact | undefined, search: string): boolean {
	if (contact === undefined) return false;
	const digits = /[^\d\s()+.-]/.test(search) ? '' : digitsOf(search);
	return (
		containsText(contact.name, search) ||
		containsText(contact.instagram, search) ||
		(digits !== '' && digitsOf(contact.phoneNumber ?? '').includes(digits))
	);
}

const lastInteraction = ({ lastInteractionDate, createdAt }: Session) => lastInteractionDate ?? createdAt;

/** Lists sessions, those in which somebody wrote last first. */
export function listSessions(account: Account, filter: SessionFilter, excerpt: Excerpt): Listed<SessionEntry> {
	const { status, contactId, search = '' } = filter;
	const matches = [...account.sessions.values()].filter(
		(session) =>
			(status === undefined || session.status === status) &&
			(contactId === undefined || session.contactId === contactId) &&
			(search === '' ||
				session.id === search ||
				session.number === search ||
				isMeant(account.contacts.get(session.contactId), search)),
	);
	return cut(descending(matches, lastInteraction), excerpt, (session) => sessionEntry(account, session));
}

function sessionEntry(account: Account, session: Session): SessionEntry {
	const { id, number, status, messages, unreadCount, userId } = session;
	const last = messages.at(-1);
	return {
		id,
		number,
		status,
		lastInteractionAt: lastInteraction(session),
		lastMessage: last ? { text: last.text, type: last.type, direction: last.direction, status: last.status } : null,
		unreadCount,
		contact: contactEntry(account, known(account.contacts, session.contactId, 'contact')),
		channel: channelEntry(known(account.channels, session.channelId, 'channel')),
		agent: userId === null ? null : (agentByUser(account, userId)?.name ?? null),
	};
}

const channelEntry = ({ id, type, identity }: Channel): ChannelEntry => ({
	id,
	type,
	name: identity?.displayName ?? null,
});

/**
 * Shows a session with its contact.
 * @throws RangeError when there is none
 */
export function showSession(account: Account, id: string): SessionShown {
	const session = known(account.sessions, id, 'session');
	const { departmentId, botId, origin, startAt, endAt, reactivateOnNewMessage, metadata } = session;
	const chatbots = [...account.chatbots.values()];
	return {
		...sessionEntry(account, session),
		contact: showContact(account, session.contactId),
		department: departmentId === null ? null : (account.departments.get(departmentId)?.name ?? null),
		chatbot: botId === null ? null : (chatbots.find((chatbot) => chatbot.id === botId)?.name ?? null),
		origin,
		startAt,
		endAt,
		window: { status: windowStatus(account, session), endsAt: windowEnd(account, session) },
		reactivateOnNewMessage,
		metadata: metadata ?? {},
		classification: session.classification?.categoryName ?? null,
		choices: choicesOf(account, id),
	};
}

/**
 * Lists messages and notes of a session, oldest first; the excerpt counts from the newest.
 * @throws RangeError when there is no such session
 */
export function listMessages(account: Account, sessionId: string, { from, count }: Excerpt): Listed<MessageShown> {
	const { messages, notes } = known(account.sessions, sessionId, 'session');
	const newestFirst = descending([...messages, ...notes].toReversed(), ({ createdAt }) => createdAt);
	const { total, items } = cut(newestFirst, { from, count }, (message) => ({
		...messageView(message),
		agent: message.userId === null ? null : (agentByUser(account, message.userId)?.name ?? null),
	}));
	return { total, items: items.toReversed() };
}

/** Lists contacts, the newest first. */
export function listContacts(account: Account, search: string, excerpt: Excerpt): Listed<ContactEntry> {
	const matches = [...account.contacts.values()].filter((contact) => search === '' || isMeant(contact, search));
	return cut(
		descending(matches, ({ createdAt }) => createdAt),
		excerpt,
		(contact) => contactEntry(account, contact),
	);
}

function contactEntry(account: Account, contact: Contact): ContactEntry {
	const { id, name, phoneNumberFormatted, instagram } = contact;
	const sessions = [...account.channels.keys()].flatMap(
		(channelId) => account.latestSessions.get(talkKey({ contactId: id, channelId })) ?? [],
	);
	const [latest] = descending(sessions, ({ createdAt }) => createdAt);
	return { id, name, phoneNumber: phoneNumberFormatted, instagram, sessionId: latest?.id ?? null };
}

/**
 * Shows a contact.
 * @throws RangeError when there is none
 */
export function showContact(account: Account, id: string): ContactShown {
	const contact = known(account.contacts, id, 'contact');
	const { email, annotation, status, createdAt, tagIds, customFields } = contact;
	const names = new Map([...account.customFields.values()].map(({ key, name }) => [key, name]));
	return {
		...contactEntry(account, contact),
		email,
		annotation,
		status,
		createdAt,
		tags: tagIds.flatMap((tagId) => account.tags.get(tagId) ?? []).map(({ name, color }) => ({ name, color })),
		customFields: Object.entries(customFields).map(([key, value]) => ({ name: names.get(key) ?? key, value })),
	};
}
