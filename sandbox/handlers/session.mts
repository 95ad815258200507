import { find, type Account, type Session } from '../account.mts';
import { byDates, fromQuery, page, within, withinDates, type Orders } from '../paging.mts';
import { completeSession, sessionView, sessionViewV2 } from '../sessions.mts';
import type { Handlers } from '../handler.mts';

/**
 * Finds a session.
 * @throws ServiceError 404 when there is none, which is an assumption (not seen)
 */
export const findSession = (account: Account, id: string): Session =>
	find(account.sessions, id, 'Conversa não encontrada');

const orders: Orders<Session> = {
	...byDates,
	startAt: ({ startAt }) => startAt,
	endAt: ({ endAt }) => endAt,
	activeAt: ({ activeAt }) => activeAt,
	// The filter and the order say LastInteractionAt, the field in the answer lastInteractionDate (observed.md §5).
	lastInteractionAt: ({ lastInteractionDate }) => lastInteractionDate,
	lastInteractionDate: ({ lastInteractionDate }) => lastInteractionDate,
	number: ({ number }) => number,
};

export const session = {
	sessionGet: (account, { path, query }) => sessionViewV2(account, findSession(account, path.id), query.includeDetails),

	sessionList: (account, { query }) => {
		const tagIds = new Set(query.TagsId);
		for (const { id, name } of account.tags.values()) if (query.TagsName?.includes(name ?? '')) tagIds.add(id);
		const byTags = query.TagsId !== undefined || query.TagsName !== undefined;
		const metadata = Object.entries(query.Metadata ?? {});
		const matches = [...account.sessions.values()].filter(
			(session) =>
				(query.Status === undefined || query.Status.includes(session.status)) &&
				(query.DepartmentId === undefined || session.departmentId === query.DepartmentId) &&
				(query.UserId === undefined || session.userId === query.UserId) &&
				(query.ChannelsId === undefined || query.ChannelsId.includes(session.channelId)) &&
				(query.ContactId === undefined || session.contactId === query.ContactId) &&
				(query.Type === undefined || session.type === query.Type) &&
				(!byTags || account.contacts.get(session.contactId)?.tagIds.some((id) => tagIds.has(id)) === true) &&
				metadata.every(([key, value]) => session.metadata?.[key] === value) &&
				within(session.endAt, query['EndAt.After'], query['EndAt.Before']) &&
				within(session.activeAt, query['ActiveAt.After'], query['ActiveAt.Before']) &&
				within(session.lastInteractionDate, query['LastInteractionAt.After'], query['LastInteractionAt.Before']) &&
				withinDates(session, query),
		);
		return page(account, matches, fromQuery(query), orders, (session) =>
			sessionViewV2(account, session, query.IncludeDetails),
		);
	},

	sessionComplete: (account, { path, body }) => {
		const session = findSession(account, path.id);
		completeSession(account, session, body.reactivateOnNewMessage ?? false, body.stopBotInExecution ?? false);
		return sessionView(account, session);
	},
} satisfies Handlers;
