import { NodeOperationError, type FunctionsBase, type IDataObject } from 'n8n-workflow';
import { isFromContact, textOf } from '../steps/message';
import { fieldsIn } from '../transport/record';
import { parametersOf, usableParametersOf } from '../values/parameters';
import type { Event } from '../waiting/event';
import { asksForContact, asksForContactId, faultOfContact, isContactWanted, type ContactFilter } from './contactFilter';
import { cardIdOf, contactIdOf, contactIn, isCard, isMessage, isSession, sessionIdOf } from './event';
import { mayContactsWrite } from './events';
import { filters as declared } from './filters';
import { onlyFromContacts } from './switches';
import { faultOfText, hasWanted, type TextFilter } from './textFilter';

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

/** One of these records, which can be fetched beside the event. */
export type Detail = keyof Records;

type Context = Pick<FunctionsBase, 'getNode' | 'getTimezone'>;

type Read = (name: string) => unknown;

/**
 * What the node lets through. A filter that cannot be used lets everything through: an expression may give anything.
 * @param parameter reads a parameter of the node
 */
export function filtersOf(context: Context, parameter: Read): Filters {
	const given = givenFilters(parameter);
	const added = declared.options.filter(({ name }) => name in given);
	const usable = added.map((option) => usableParametersOf(context, [{ ...declared, options: [option] }], () => given));
	return Object.assign({}, ...usable.map(({ filters }) => filters), senders(context, parameter)) as Filters;
}

/**
 * What the node lets through, where the user is told what cannot be used.
 * @throws NodeOperationError that says which filter it is, and what to do
 */
export function checkedFiltersOf(context: Context, parameter: Read): Filters {
	const { filters: given } = parametersOf(context, [declared], () => givenFilters(parameter));
	const filters: Filters = { ...given, ...senders(context, parameter) };
	const fault = faultOfText(filters) ?? faultOfContact(filters);
	if (fault === undefined) return filters;
	throw new NodeOperationError(context.getNode(), 'A filter holds what it cannot go by', { description: fault });
}

/** The switch on senders. It is off where no chosen event brings messages of contacts, since it would exclude all messages. */
const senders = (context: Context, parameter: Read) =>
	mayContactsWrite(parameter) ? usableParametersOf(context, [onlyFromContacts], parameter) : { onlyFromContacts: false };

/** Filters without those on texts: these look at all texts of a thought together, when it has ended. */
export const withoutTexts = (filters: Filters): Filters => ({
	...filters,
	textContains: undefined,
	textMatches: undefined,
});

/**
 * What was filled in. An expression may give a list for a field whose entries stand in lines: it becomes such lines. A comma
 * in an entry does not make two of it, so it becomes a space, which is the same where words are compared.
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

/**
 * Whether an event is wanted. What is not known cannot exclude it: events of one kind differ in what they hold
 * (observed.md §4).
 * @param records those that were fetched; the session knows the channel and the department of a message
 * @param text what is written in the event, or in all messages that are joined
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

function mayBeFromContact({ eventType, content }: Event): boolean {
	const direction = typeof content.direction === 'string' ? content.direction : 'FROM_HUB';
	return eventType !== 'MESSAGE_SENT' && isFromContact({ ...content, direction });
}

/** Whether a filter lets a value through. A value that is not known passes. */
export function isAmong(wanted: readonly string[] = [], value: unknown): boolean {
	if (wanted.length === 0 || typeof value !== 'string') return true;
	return wanted.some((one) => one.trim().toLowerCase() === value.toLowerCase());
}

/** Who looks after the session of an event; undefined if it is not known. In a message, `userId` is who wrote it. */
function agentOf(event: Event, session: IDataObject | undefined): string | undefined {
	const record = session ?? (isSession(event) && 'userId' in event.content ? event.content : undefined);
	if (!record) return undefined;
	return typeof record.userId === 'string' ? record.userId : NONE;
}

/** Stands for an ID that a record is known not to have. */
const NONE = '';

/** The details that have to be fetched so that filters can tell whether an event is wanted. */
export function neededFor(event: Event, filters: Filters): Detail[] {
	const needed: Detail[] = [];
	if (needsSession(event, filters)) needed.push('session');
	if (needsCard(event, filters)) needed.push('card');
	if (needsContact(event, filters)) needed.push('contact');
	if (needsEarlier(event, filters)) needed.push('earlier');
	return needed;
}

/** Messages do not say their channel and department, their contact, or who looks after them: their session does. */
function needsSession(event: Event, filters: Filters): boolean {
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

/** Notes do not say the panel and the step of their card. */
function needsCard(event: Event, { panelId, stepId }: Filters): boolean {
	const { content } = event;
	if (cardIdOf(event) === undefined) return false;
	return (!!panelId && !content.panelId) || (!!stepId && !content.stepId);
}

const needsContact = (event: Event, filters: Filters): boolean =>
	asksForContact(filters) && !isCard(event) && contactIn(event) === undefined;

const needsEarlier = (event: Event, { firstMessageOnly }: Filters): boolean =>
	firstMessageOnly === true && isMessage(event) && sessionIdOf(event) !== undefined;
