import type { Silence } from '../fields/idle';
import type { Query, Session } from './openSession';

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
	/** IDs of contacts, one of which it must be. */
	onlyContacts?: ReadonlySet<string>;
	/** IDs of contacts, none of which it may be. */
	notContacts?: ReadonlySet<string>;
}

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
	// The contact's details say its tags and its name.
	IncludeDetails: ['ContactDetails'],
});

/**
 * Why a session does not belong to a selection: the list cannot filter by everything, and what it shows may have changed
 * meanwhile.
 * @param session with the contact's details
 * @returns the reason in words; undefined if it does belong
 */
export function objectionTo(session: Session, selection: Selection): string | undefined {
	const { silence, onlyContacts, notContacts } = selection;
	const contactId = session.contactId ?? '';
	const tagIds = session.contactDetails?.tagsId;
	if (session.status === 'COMPLETED') return 'It has been completed already';
	if (!session.status || !selection.statuses.includes(session.status)) {
		return `Its status is ${session.status ?? 'unknown'} now`;
	}
	if (session.type === 'GROUP' && !selection.includeGroups) return 'It is the conversation of a group';
	if (isOther(session.departmentId, selection.departmentId)) return 'It is with another department';
	if (isOther(session.userId, selection.userId)) return 'It is with another user';
	if (selection.channelIds && !selection.channelIds.includes(session.channelId ?? ''))
		return 'It is on another channel';
	// An answer without the contact's details says nothing of its tags; the list has been filtered by them.
	if (selection.tagIds && tagIds && !selection.tagIds.some((id) => tagIds.includes(id))) {
		return 'The contact has none of the tags any more';
	}
	if (onlyContacts && !onlyContacts.has(contactId)) return 'The contact is not in the portfolio';
	if (notContacts?.has(contactId)) return 'The contact is in the portfolio';
	if (silence && lastWord(session, silence) > silence.since) {
		return silence.of === 'contact' ? 'The contact has written since' : 'Somebody has written in it since';
	}
	return undefined;
}

const isOther = (actual: string | null | undefined, wanted: string | undefined) =>
	wanted !== undefined && actual !== wanted;

/** When something was last written in a session; when it was opened if nothing was. In milliseconds since 1970. */
export function lastWord(session: Session, { of }: Pick<Silence, 'of'>): number {
	const written = of === 'contact' ? session.lastMessageIn : session.lastInteractionDate;
	return Date.parse(written ?? session.createdAt ?? '');
}
