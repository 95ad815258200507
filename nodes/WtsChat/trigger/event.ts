import { NodeOperationError, type FunctionsBase, type IDataObject } from 'n8n-workflow';
import { isId } from '../fields/id';
import { digestOf } from '../waiting/secret';
import { messageWith } from '../fields/message';
import { isFromContact, textOf } from '../steps/message';
import { fieldsIn, isRecord } from '../transport/record';
import type { Event } from '../waiting/event';
import { parametersOf, usableParametersOf } from '../values/parameters';
import { asksForContact, asksForContactId, faultOfContact, isContactWanted, type ContactFilter } from './contactFilter';
import { faultOfText, hasWanted, type TextFilter } from './textFilter';
import { filters as declared } from './filters';
import { onlyFromContacts } from './switches';

/** What a trigger lets through; empty lists and texts let everything through. */
export interface Filters extends ContactFilter, TextFilter {
	channelIds?: string[];
	departmentId?: string;
	/** Whether only the first message of a contact in a session is wanted. */
	firstMessageOnly?: boolean;
	lookedAfter?: 'nobody' | 'somebody' | '';
	messageTypes?: string[];
	onlyFromContacts?: boolean;
	panelId?: string;
	sessionStatuses?: string[];
	stepId?: string;
}

/** The records that an event speaks of, as the API shows them. */
export interface Records {
	session?: IDataObject;
	card?: IDataObject;
	contact?: IDataObject;
	/** A message that the contact wrote earlier in the session; one without an ID if there is none. */
	earlier?: IDataObject;
}

type Context = Pick<FunctionsBase, 'getNode' | 'getTimezone'>;

type Read = (name: string) => unknown;

/**
 * What the node lets through; a filter that cannot be used, as an expression gives something else, lets everything through.
 * @param parameter reads a parameter of the node
 */
export function filtersOf(context: Context, parameter: Read): Filters {
	const given = givenFilters(parameter);
	const added = declared.options.filter(({ name }) => name in given);
	const usable = added.map((option) => usableParametersOf(context, [{ ...declared, options: [option] }], () => given));
	return Object.assign({}, ...usable.map(({ filters }) => filters), senders(context, parameter)) as Filters;
}

/**
 * The same, where the user is to be told what cannot be used.
 * @throws NodeOperationError that says which filter it is, and what to do
 */
export function checkedFiltersOf(context: Context, parameter: Read): Filters {
	const { filters: given } = parametersOf(context, [declared], () => givenFilters(parameter));
	const filters: Filters = { ...given, ...senders(context, parameter) };
	const fault = faultOfText(filters) ?? faultOfContact(filters);
	if (fault === undefined) return filters;
	throw new NodeOperationError(context.getNode(), 'A filter holds what it cannot go by', { description: fault });
}

const senders = (context: Context, parameter: Read) => usableParametersOf(context, [onlyFromContacts], parameter);

/**
 * What was filled in; a list that an expression gives, where entries stand in lines, is such lines. An entry is one, also
 * with commas in it: between words they make no difference.
 */
function givenFilters(parameter: Read): IDataObject {
	const given = { ...fieldsIn(parameter('filters')) };
	for (const name of ['exceptContacts', 'textContains']) {
		const entries = given[name];
		if (Array.isArray(entries))
			given[name] = entries.map((entry) => String(entry ?? '').replace(/[,\n]/g, ' ')).join('\n');
	}
	return given;
}

/** Whether an event speaks of a message. */
export const isMessage = ({ eventType }: Event) => eventType.startsWith('MESSAGE_');
const isSession = ({ eventType }: Event) => eventType.startsWith('SESSION_');
const isContact = ({ eventType }: Event) => eventType.startsWith('CONTACT_');

const isCard = ({ eventType }: Event) => eventType.startsWith('PANEL_CARD_');
const isCardNote = ({ eventType }: Event) => eventType.startsWith('PANEL_CARD_NOTE_');

/**
 * Whether an event is wanted. What an event does not say cannot exclude it: events of one kind differ in what they hold
 * (observed.md §4).
 * @param records those of the event that were asked for; the session knows the channel and the department of a message
 * @param text what is written in it; that of its messages if several are joined
 */
export function isWanted(
	event: Event,
	filters: Filters,
	{ session, card, contact, earlier }: Records = {},
	text = textOf(event.content),
): boolean {
	const { content } = event;
	if (isMessage(event)) {
		if (filters.onlyFromContacts && !mayBeFromContact(event)) return false;
		if (!isAmong(filters.messageTypes, content.type) || !hasWanted(filters, text)) return false;
		if (filters.firstMessageOnly === true && earlier?.id !== undefined) return false;
	}
	if (isSession(event) && !isAmong(filters.sessionStatuses, content.status)) return false;
	const known = (field: string, record?: IDataObject) =>
		content[field] ?? (record ? (record[field] ?? NONE) : undefined);
	const isOf = (id: string | undefined, value: unknown) => isAmong(id ? [id] : [], value);
	if (isCard(event)) {
		return isOf(filters.panelId, known('panelId', card)) && isOf(filters.stepId, known('stepId', card));
	}
	const person = agentOf(event, session);
	if (filters.lookedAfter && person !== undefined && (filters.lookedAfter === 'nobody') !== (person === NONE)) {
		return false;
	}
	return (
		isAmong(filters.channelIds, known('channelId', session)) &&
		isOf(filters.departmentId, known('departmentId', session)) &&
		isContactWanted(filters, contactIdOf(event) ?? session?.contactId, contact ?? contactIn(event))
	);
}

/** Who looks after the session of an event; undefined if it is not known. The user of a message is who wrote it. */
function agentOf(event: Event, session: IDataObject | undefined): string | undefined {
	const record = session ?? (isSession(event) && 'userId' in event.content ? event.content : undefined);
	if (!record) return undefined;
	return typeof record.userId === 'string' ? record.userId : NONE;
}

/** The contact that an event shows, if it does. */
function contactIn(event: Event): IDataObject | undefined {
	const { contactDetails } = event.content;
	return isContact(event) ? event.content : isRecord(contactDetails) ? contactDetails : undefined;
}

/** What a record is known to be without: the ID of nothing. */
const NONE = '';

/**
 * Whether only the event's session can tell if the event is wanted: messages do not say their channel and department,
 * their contact, or who looks after them.
 */
export function needsSession(event: Event, filters: Filters): boolean {
	const { channelIds = [], departmentId, lookedAfter } = filters;
	const { content } = event;
	if (sessionIdOf(event) === undefined) return false;
	return (
		(channelIds.length > 0 && !content.channelId) ||
		(!!departmentId && !content.departmentId) ||
		(!!lookedAfter && agentOf(event, undefined) === undefined) ||
		(asksForContactId(filters) && contactIdOf(event) === undefined)
	);
}

/** Whether only the event's contact can tell if the event is wanted. */
export const needsContact = (event: Event, filters: Filters): boolean =>
	asksForContact(filters) && !isCard(event) && contactIn(event) === undefined;

/** Whether it has to be known what the contact wrote earlier in the session. */
export const needsEarlier = (event: Event, { firstMessageOnly }: Filters): boolean =>
	firstMessageOnly === true && isMessage(event) && sessionIdOf(event) !== undefined;

/** Filters without those that a thought is looked at for as a whole. */
export const withoutTexts = (filters: Filters): Filters => ({
	...filters,
	textContains: undefined,
	textMatches: undefined,
});

/** Whether only the event's card can tell if the event is wanted, as with a note. */
export function needsCard(event: Event, { panelId, stepId }: Filters): boolean {
	const { content } = event;
	if (cardIdOf(event) === undefined) return false;
	return (!!panelId && !content.panelId) || (!!stepId && !content.stepId);
}

function mayBeFromContact({ eventType, content }: Event): boolean {
	const direction = typeof content.direction === 'string' ? content.direction : 'FROM_HUB';
	return eventType !== 'MESSAGE_SENT' && isFromContact({ ...content, direction });
}

/** Whether a filter lets a value through; one that is not known cannot exclude it. */
export function isAmong(wanted: readonly string[] = [], value: unknown): boolean {
	if (wanted.length === 0 || typeof value !== 'string') return true;
	return wanted.some((one) => one.trim().toLowerCase() === value.toLowerCase());
}

/**
 * What an event is known by. Events carry no ID of their own, so it is the kind and the whole record as it was then
 * (observed.md §4): two changes of one record can bear the same time.
 * @returns a fixed number of characters; undefined if the event does not say which record it is about, or cannot be compared
 */
export function fingerprintOf({ eventType, date, content }: Event): string | undefined {
	if (!isPlain(content.id)) return undefined;
	const moment = isPlain(content.updatedAt) ? null : date;
	try {
		return digestOf(JSON.stringify([eventType, moment, content], withoutSignature)).toString('base64');
	} catch {
		// Nothing of the service's is nested so deep that it cannot be written down.
		return undefined;
	}
}

/** Addresses of files may be signed anew each time that a message is told of. */
const withoutSignature = (_name: string, value: unknown) =>
	typeof value === 'string' && /^https?:\/\//.test(value) ? value.replace(/\?.*/s, '') : value;

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

/** An ID, where there is one: what is none cannot be asked for. */
const idIn = (value: unknown) => (typeof value === 'string' && isId(value) ? value : undefined);

/** The session that an event speaks of, if any. */
export function sessionIdOf(event: Event): string | undefined {
	const id = isSession(event) ? event.content.id : event.content.sessionId;
	return idIn(id);
}

/** The contact that an event speaks of, if it says so. */
export function contactIdOf(event: Event): string | undefined {
	const id = isContact(event) ? event.content.id : event.content.contactId;
	return idIn(id);
}

/** The card that an event speaks of, if any. */
export function cardIdOf(event: Event): string | undefined {
	const id = isCardNote(event) ? event.content.cardId : isCard(event) ? event.content.id : undefined;
	return idIn(id);
}

// How webhooks call the fields of a contact, and how the API does (observed.md §4, finding 5).
const CONTACT_FIELDS: ReadonlyArray<[string, string]> = [
	['phonenumber', 'phoneNumber'],
	['phonenumberFormatted', 'phoneNumberFormatted'],
	['tagsId', 'tagIds'],
	['tags', 'tagNames'],
	['customFieldValues', 'customFields'],
];

/** The content of an event: a contact's fields called, and what a message holds shown, as in the node's own operations. */
export function withApiNames(event: Event): IDataObject {
	const { content } = event;
	if (isContact(event)) return renamed(content);
	if (isMessage(event)) return messageWith(content);
	return isRecord(content.contactDetails) ? { ...content, contactDetails: renamed(content.contactDetails) } : content;
}

function renamed(contact: IDataObject): IDataObject {
	const result = { ...contact };
	for (const [theirs, ours] of CONTACT_FIELDS) {
		if (!(theirs in result)) continue;
		const value = result[theirs];
		delete result[theirs];
		// Tags come as names, or as objects with a name.
		result[ours] ??= theirs === 'tags' && Array.isArray(value) ? value.map(tagName) : value;
	}
	return result;
}

const tagName = (tag: unknown) => (isRecord(tag) && typeof tag.name === 'string' ? tag.name : tag) as string;
