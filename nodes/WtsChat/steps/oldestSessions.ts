import { commonSpan, inOrder } from './inOrder';
import type { Workbench } from './workbench';
import type { Query, Session } from './openSession';

/**
 * Goes through the sessions of the account, those that were opened first at the beginning, each once: the moment at which
 * a session was opened never changes, so none is missed that belongs to the list all the while.
 *
 * @param query the filters of the list, and the details to add
 * @throws NodeApiError if a part cannot be read
 */
export function oldestSessions(workbench: Workbench<'GET /chat/v2/session'>, query: Query): AsyncGenerator<Session> {
	return inOrder({
		list: (given) => {
			const { after, before } = commonSpan(given, {
				after: query['CreatedAt.After'],
				before: query['CreatedAt.Before'],
			});
			const span: Query = { 'CreatedAt.After': after, 'CreatedAt.Before': before };
			const stretch: Query = { ...query, ...span, OrderBy: 'CreatedAt', OrderDirection: 'ASCENDING' };
			return workbench.list({ endpoint: 'GET /chat/v2/session', query: stretch }, 'PageNumber');
		},
		dateOf: ({ createdAt }) => createdAt,
		keyOf: ({ id }) => id,
	});
}
