import { instantOf } from '../fields/date';
import type { Workbench } from './workbench';
import type { Query, Session } from './openSession';

/** So many sessions are read from one moment on before the next reading begins where they end: a page of the service. */
const STRETCH = 100;

/**
 * Goes through the sessions of the account, those that were opened first at the beginning, each once.
 *
 * Page by page alone, a list that shrinks while it is read loses entries: the sessions that follow one that is completed
 * meanwhile move up, some of them onto a page that was read already (observed.md §7). When a session was opened never
 * changes, so the reading goes on from the last such moment instead: wherever others come and go, one that belongs to
 * the list all the while is found. A service that did not keep the order would be read page by page to its end.
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
