import type { IDataObject } from 'n8n-workflow';

/** An event as the service sends it (observed.md §4). */
export interface Event {
	eventType: string;
	date?: string;
	content: IDataObject;
	changeMetadata?: unknown;
}

/** What a trigger lets through; empty lists let everything through. */
export interface Filters {
	onlyFromContacts?: boolean;
	channelIds?: string[];
	departmentId?: string;
	messageTypes?: string[];
	sessionStatuses?: string[];
}

/**
 * Reads an event out of a request's body.
 * @returns undefined if it is none
 */
export function eventOf(body: unknown): Event | undefined {
	if (!isObject(body) || typeof body.eventType !== 'string' || !isObject(body.content)) return undefined;
	return {
		eventType: body.eventType,
		date: typeof body.date === 'string' ? body.date : undefined,
		content: body.content,
		changeMetadata: body.changeMetadata,
	};
}

/**
 * Whether an event is wanted. A field that an event does not have cannot exclude it: events of one kind differ in what
 * they hold (observed.md §4).
 */
export function isWanted({ eventType, content }: Event, filters: Filters): boolean {
	const isMessage = eventType.startsWith('MESSAGE_');
	const isSession = eventType.startsWith('SESSION_');
	if (isMessage && filters.onlyFromContacts && content.direction === 'TO_HUB') return false;
	if (isMessage && !isAmong(filters.messageTypes, content.type)) return false;
	if (isSession && !isAmong(filters.sessionStatuses, content.status)) return false;
	if (!isAmong(filters.channelIds, content.channelId)) return false;
	return isAmong(filters.departmentId ? [filters.departmentId] : [], content.departmentId);
}

function isAmong(wanted: readonly string[] = [], value: unknown): boolean {
	if (wanted.length === 0 || typeof value !== 'string') return true;
	return wanted.some((one) => one.toLowerCase() === value.toLowerCase());
}

/**
 * What an event is known by: events carry no ID, so it is the kind, the record and its state (observed.md §4).
 */
export function identityOf({ eventType, date, content }: Event): string {
	return JSON.stringify([eventType, content.id ?? null, content.updatedAt ?? date ?? null, content.status ?? null]);
}

/** The session that an event speaks of, if any: of a message or a session. */
export function sessionIdOf({ eventType, content }: Event): string | undefined {
	const id = eventType.startsWith('SESSION_') ? content.id : content.sessionId;
	return typeof id === 'string' ? id : undefined;
}

/** The contact that an event speaks of, if it says so. */
export function contactIdOf({ eventType, content }: Event): string | undefined {
	const id = eventType.startsWith('CONTACT_') ? content.id : content.contactId;
	return typeof id === 'string' ? id : undefined;
}

// How webhooks call the fields of a contact, and how the API does (observed.md §4, finding 5).
const CONTACT_FIELDS: ReadonlyArray<[string, string]> = [
	['phonenumber', 'phoneNumber'],
	['phonenumberFormatted', 'phoneNumberFormatted'],
	['tagsId', 'tagIds'],
	['tags', 'tagNames'],
	['customFieldValues', 'customFields'],
];

/** The same content, a contact's fields called as in the node's own operations. */
export function withApiNames({ eventType, content }: Event): IDataObject {
	if (eventType.startsWith('CONTACT_')) return renamed(content);
	return isObject(content.contactDetails) ? { ...content, contactDetails: renamed(content.contactDetails) } : content;
}

function renamed(contact: IDataObject): IDataObject {
	const result = { ...contact };
	for (const [theirs, ours] of CONTACT_FIELDS) {
		if (!(theirs in result)) continue;
		const value = result[theirs];
		delete result[theirs];
		// Tags come as names, or as objects with a name.
		result[ours] ??= theirs === 'tags' && Array.isArray(value) ? value.map(nameOf) : value;
	}
	return result;
}

const nameOf = (tag: unknown) => (isObject(tag) && typeof tag.name === 'string' ? tag.name : tag) as string;

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
