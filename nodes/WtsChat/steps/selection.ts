import { instantOf } from '../fields/date';
import type { Silence } from '../fields/idle';
import type { Query, Session } from './openSession';
import { withType } from './window';

/** Which sessions are meant; what is left out does not matter. */
export interface Selection {
	statuses: ReadonlyArray<NonNullable<Session['status']>>;
	includeGroups: boolean;
	silence?: Silence;
	departmentId?: string;
	userId?: string;
	channelIds?: readonly string[];
	/** The contact has one of them. */
	tagIds?: readonly string[];
	/** In UTC. */
	createdAfter?: string;
	/** In UTC. */
	createdBefore?: string;
	/** IDs of contacts in small letters, one of which it must be. */
	onlyContacts?: ReadonlySet<string>;
	/** IDs of contacts in small letters, none of which it may be. */
	notContacts?: ReadonlySet<string>;
}

/** The details of a session that a selection is judged by: they say the contact's tags and name, and what a channel is. */
export const DETAILS = ['ContactDetails', withType] as const;

/** The query of the list: as much of a selection as the service can filter by. */
export const queryOf = (selection: Selection): Query => ({
	Status: [...selection.statuses],
	Type: selection.includeGroups ? undefined : 'INDIVIDUAL',
	DepartmentId: selection.departmentId,
	UserId: selection.userId,
	ChannelsId: selection.channelIds && [...selection.channelIds],
	TagsId: selection.tagIds && [...selection.tagIds],
	'CreatedAt.After': selection.createdAfter,
	'CreatedAt.Before': selection.createdBefore,
	'LastInteractionAt.Before':
		selection.silence?.of === 'anyone' ? new Date(selection.silence.since).toISOString() : undefined,
	IncludeDetails: [...DETAILS],
});

/** Why a session is left alone. */
export interface Objection {
	/** In words for the user. */
	reason: string;
	/** Whether it may belong to the selection, but what was answered does not say. */
	isDoubt: boolean;
}

/**
 * Why a session does not belong to a selection, or may not: the list cannot filter by everything, nobody knows whether it
 * took notice of each filter, and what it shows may have changed meanwhile.
 * @param session with the contact's details
 * @returns undefined if it does belong
 */
export function objectionTo(session: Session, selection: Selection): Objection | undefined {
	const objections = [
		session.id ? undefined : doubt('It has no ID'),
		inOtherStatus(session, selection),
		session.type === 'GROUP' && !selection.includeGroups ? certain('It is the conversation of a group') : undefined,
		elsewhere(session.departmentId, selection.departmentId, 'with another department', 'its department'),
		elsewhere(session.userId, selection.userId, 'with another user', 'its user'),
		elsewhere(session.channelId ?? undefined, selection.channelIds, 'on another channel', 'its channel'),
		withoutTag(session, selection),
		openedAtOtherTime(session, selection),
		outsidePortfolios(session, selection),
		spokenSince(session, selection),
	].filter((objection) => objection !== undefined);
	return objections.find(({ isDoubt }) => !isDoubt) ?? objections.at(0);
}

const certain = (reason: string): Objection => ({ reason, isDoubt: false });
const doubt = (reason: string): Objection => ({ reason: `${reason}, so it was left as it is`, isDoubt: true });

function inOtherStatus({ status }: Session, { statuses }: Selection): Objection | undefined {
	if (!status) return doubt('Its status is not known');
	if (status === 'COMPLETED') return certain('It has been completed already');
	return statuses.includes(status) ? undefined : certain(`Its status is ${status} now`);
}

/**
 * @param actual null where the session has none, undefined where nothing is said of it
 * @param wanted IDs, one of which it must be; undefined if it does not matter
 */
function elsewhere(
	actual: string | null | undefined,
	wanted: string | readonly string[] | undefined,
	otherwise: string,
	what: string,
): Objection | undefined {
	if (wanted === undefined) return undefined;
	if (actual === undefined) return doubt(`It does not say ${what}`);
	return includes([wanted].flat(), actual) ? undefined : certain(`It is ${otherwise}`);
}

/** IDs are the same in small letters and capitals. */
const includes = (ids: readonly string[], id: string | null) =>
	ids.some((each) => each.toLowerCase() === id?.toLowerCase());

function withoutTag({ contactDetails }: Session, { tagIds }: Selection): Objection | undefined {
	if (!tagIds) return undefined;
	const actual = contactDetails?.tagsId;
	if (!actual) return doubt('It does not say which tags the contact has');
	return tagIds.some((id) => includes(actual, id)) ? undefined : certain('The contact has none of the tags any more');
}

function openedAtOtherTime({ createdAt }: Session, { createdAfter, createdBefore }: Selection): Objection | undefined {
	if (createdAfter === undefined && createdBefore === undefined) return undefined;
	const opened = instantOf(createdAt);
	if (opened === undefined) return doubt('It does not say when it was opened');
	if (createdAfter !== undefined && !(opened >= Date.parse(createdAfter))) return certain('It was opened earlier');
	if (createdBefore !== undefined && !(opened <= Date.parse(createdBefore))) return certain('It was opened later');
	return undefined;
}

function outsidePortfolios({ contactId }: Session, { onlyContacts, notContacts }: Selection): Objection | undefined {
	if (!onlyContacts && !notContacts) return undefined;
	if (!contactId) return doubt('It does not say who its contact is');
	const id = contactId.toLowerCase();
	if (onlyContacts && !onlyContacts.has(id)) return certain('The contact is not in the portfolio');
	return notContacts?.has(id) ? certain('The contact is in the portfolio') : undefined;
}

function spokenSince(session: Session, { silence }: Selection): Objection | undefined {
	if (!silence) return undefined;
	const last = lastWord(session, silence);
	if (last === undefined) return doubt('It does not say when something was last written');
	if (last <= silence.since) return undefined;
	return certain(silence.of === 'contact' ? 'The contact has written since' : 'Somebody has written in it since');
}

/**
 * When something was last written in a session; when it was opened if nothing was.
 * @returns milliseconds since 1970; undefined if the session does not say
 */
export function lastWord(session: Session, { of }: Pick<Silence, 'of'>): number | undefined {
	const { createdAt, lastInteractionDate, lastMessageIn, lastMessageOut } = session;
	const written =
		of === 'contact' ? [lastMessageIn] : [lastInteractionDate, lastMessageIn ?? null, lastMessageOut ?? null];
	// Null is the service's word that nothing was written.
	const told = written.filter((date) => date !== null);
	const moments = (told.length > 0 ? told : [createdAt]).map(instantOf);
	return moments.reduce((latest, moment) =>
		latest === undefined || moment === undefined ? undefined : Math.max(latest, moment),
	);
}
