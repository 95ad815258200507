import type { IDataObject } from 'n8n-workflow';
import { digestOf } from '../transport/secret';
import { isFromContact, isObject, type Event } from '../steps/event';

/** What a trigger lets through; empty lists let everything through. */
export interface Filters {
	onlyFromContacts?: boolean;
	channelIds?: string[];
	departmentId?: string;
	messageTypes?: string[];
	sessionStatuses?: string[];
}

/** What else the user wants of an event. */
export interface Options {
	addDetails?: boolean;
	rawBody?: boolean;
	resumeWaiting?: boolean;
}

/** The filters of the node, as its parameter holds them. */
export function filtersOf(parameter: unknown): Filters {
	const { departmentId, ...filters } = parameter as Omit<Filters, 'departmentId'> & {
		departmentId?: { value?: string };
	};
	return { ...filters, departmentId: departmentId?.value };
}

const isMessage = ({ eventType }: Event) => eventType.startsWith('MESSAGE_');
const isSession = ({ eventType }: Event) => eventType.startsWith('SESSION_');
const isContact = ({ eventType }: Event) => eventType.startsWith('CONTACT_');

/**
 * Whether an event is wanted. What an event does not say cannot exclude it: events of one kind differ in what they hold
 * (observed.md §4).
 * @param session the event's session as the API shows it, if it was asked for; it knows the channel and the department
 */
export function isWanted(event: Event, filters: Filters, session?: IDataObject): boolean {
	const { content } = event;
	if (isMessage(event)) {
		if (filters.onlyFromContacts && !mayBeFromContact(event)) return false;
		if (!isAmong(filters.messageTypes, content.type)) return false;
	}
	if (isSession(event) && !isAmong(filters.sessionStatuses, content.status)) return false;
	const known = (field: string) => content[field] ?? (session ? (session[field] ?? NONE) : undefined);
	return (
		isAmong(filters.channelIds, known('channelId')) &&
		isAmong(filters.departmentId ? [filters.departmentId] : [], known('departmentId'))
	);
}

/** What a session is known to be without: the ID of nothing. */
const NONE = '';

/** Whether only the event's session can tell if the event is wanted: messages do not say their channel and department. */
export function needsSession(event: Event, { channelIds = [], departmentId }: Filters): boolean {
	const { content } = event;
	if (sessionIdOf(event) === undefined) return false;
	return (channelIds.length > 0 && !content.channelId) || (!!departmentId && !content.departmentId);
}

function mayBeFromContact({ eventType, content }: Event): boolean {
	const direction = typeof content.direction === 'string' ? content.direction : 'FROM_HUB';
	return eventType !== 'MESSAGE_SENT' && isFromContact({ ...content, direction });
}

function isAmong(wanted: readonly string[] = [], value: unknown): boolean {
	if (wanted.length === 0 || typeof value !== 'string') return true;
	return wanted.some((one) => one.trim().toLowerCase() === value.toLowerCase());
}

/**
 * What an event is known by. Events carry no ID of their own, so it is the kind and the whole record as it was then
 * (observed.md §4): two changes of one record can bear the same time.
 * @returns a fixed number of characters; undefined if the event does not say which record it is about
 */
export function identityOf({ eventType, date, content }: Event): string | undefined {
	if (!isPlain(content.id)) return undefined;
	const moment = isPlain(content.updatedAt) ? null : date;
	return digestOf(JSON.stringify([eventType, moment, content], withoutSignature)).toString('base64');
}

/** Addresses of files may be signed anew each time that a message is told of. */
const withoutSignature = (_name: string, value: unknown) =>
	typeof value === 'string' && /^https?:\/\//.test(value) ? value.replace(/\?.*/s, '') : value;

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

/** The session that an event speaks of, if any. */
export function sessionIdOf(event: Event): string | undefined {
	const id = isSession(event) ? event.content.id : event.content.sessionId;
	return typeof id === 'string' ? id : undefined;
}

/** The contact that an event speaks of, if it says so. */
export function contactIdOf(event: Event): string | undefined {
	const id = isContact(event) ? event.content.id : event.content.contactId;
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

/** The content of an event, a contact's fields called as in the node's own operations. */
export function withApiNames(event: Event): IDataObject {
	const { content } = event;
	if (isContact(event)) return renamed(content);
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
