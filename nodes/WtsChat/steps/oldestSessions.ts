import { instantOf } from '../fields/date';
import type { Workbench } from './workbench';
import type { Query, Session } from './openSession';

/** After so many sessions the list is asked for anew, from where they end: as many as a page of the service holds. */
const STRETCH = 100;

/**
 * Goes through the sessions of the account, those that were opened first at the beginning, each once.
 *
 * The list may shrink while it is read: when a session is completed, those behind it move up, some of them onto a page
 * that was read already (observed.md §7). Read by page numbers alone, these would be missed. The moment at which a session
 * was opened never changes. So after each page's worth of sessions, the list is asked for anew from the last such moment
 * on. A session that belongs to the list all the while is found in this way, whatever happens to others. If the service
 * does not keep to the order, the list is read page by page to its end.
 *
 * @param query the filters of the list, and the details to add
 * @throws NodeApiError if a part cannot be read
 */
export async function* oldestSessions(
	workbench: Workbench<'GET /chat/v2/session'>,
	query: Query,
): AsyncGenerator<Session> {
	const given = new Set<string>();
	let from = -Infinity;
	for (let ended = false; !ended; ) {
		const stretch: Query = { ...query, OrderBy: 'CreatedAt', OrderDirection: 'ASCENDING' };
		// A little earlier, so that it does not matter whether the service counts the moment itself in.
		if (from > -Infinity) stretch['CreatedAt.After'] = new Date(from - 1).toISOString();
		let read = 0;
		let latest = -Infinity;
		let inOrder = true;
		ended = true;
		for await (const session of workbench.list({ endpoint: 'GET /chat/v2/session', query: stretch }, 'PageNumber')) {
			const openedAt = instantOf(session.createdAt);
			inOrder &&= openedAt !== undefined && openedAt >= latest;
			latest = openedAt ?? latest;
			if (!session.id || !given.has(session.id)) yield session;
			if (session.id) given.add(session.id);
			if (++read >= STRETCH && inOrder && latest > from) {
				from = latest;
				ended = false;
				break;
			}
		}
	}
}
