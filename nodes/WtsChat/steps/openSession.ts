import type { Listed, Request } from '../../../contract';
import { instantOf } from '../fields/date';
import { meantBy } from '../fields/meant';
import { OPEN } from '../fields/session';
import type { Workbench } from './workbench';

/** A session as lists show it. */
export type Session = Listed<'GET /chat/v2/session'>;
/** What the list of sessions is narrowed down by, and the details to add. */
export type Query = NonNullable<Request<'GET /chat/v2/session'>['query']>;

/**
 * The newest open session of a contact.
 * @param narrowedBy further filters and details of the list
 * @returns undefined if the contact has none
 */
export async function newestOpenSession(
	workbench: Workbench<'GET /chat/v2/session'>,
	contactId: string,
	narrowedBy: Query = {},
): Promise<Session | undefined> {
	const query: Query = { Status: [...OPEN], ...narrowedBy, ContactId: contactId };
	const call = { endpoint: 'GET /chat/v2/session', query } as const;
	let newest: Session | undefined;
	// A contact has a handful of open sessions at the most. The order is not left to the service, nor what is listed.
	for await (const session of workbench.list(call, 'PageNumber', Infinity, meantBy(call))) {
		if (!newest || beganAt(session) > beganAt(newest)) newest = session;
	}
	return newest;
}

const beganAt = ({ startAt, createdAt }: Session) => instantOf(startAt ?? createdAt) ?? 0;
