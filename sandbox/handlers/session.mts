import type { components } from '../../contract/chat.d.ts';
import { userGiven, find, type Account, type Message, type Session } from '../account.mts';
import { writeTime } from '../clock.mts';
import { formError } from '../errors.mts';
import { advanceMessage, messageView, quickView } from '../messages.mts';
import { mergeMetadata } from '../metadata.mts';
import { byDates, fromQuery, page, within, withinDates, type Orders } from '../paging.mts';
import { carryOut, planSend } from '../sending.mts';
import { changeStatus, completeSession, sessionChanged, sessionView, sessionViewV2 } from '../sessions.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];

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

/** Orders of lists of messages and notes. */
export const messageOrders: Orders<Message> = { ...byDates, timestamp: ({ timestamp }) => timestamp };

/** Sends a message into a session. */
function send(account: Account, sessionId: string, body: Schemas['PublicQuickSendBodyDTO']): Message {
	return carryOut(account, planSend(account, { sessionId }, { ...body, file: body.fileId ?? body.fileUrl }));
}

function assign(account: Account, session: Session, userId: string, stopBot: boolean | undefined): void {
	const given = userGiven(account, userId, session.userId);
	if (given !== userId) return;
	session.userId = given;
	if (session.status === 'PENDING' || session.status === 'STARTED') session.status = 'IN_PROGRESS';
	if (stopBot === true) session.botId = null;
}

function refuseCompleted(session: Session): void {
	if (session.status === 'COMPLETED') throw formError('A conversa já foi concluída');
}

type Changes = Schemas['PublicReqUpdatePartialSessionDTO'];

/** What each name in `fields` changes; a value that is not named there is ignored (observed.md §8). */
const partialUpdates: Record<
	NonNullable<Changes['fields']>[number],
	(account: Account, session: Session, changes: Changes) => void
> = {
	Status: (account, session, { status, options }) => {
		if (status != null) changeStatus(account, session, status, options?.stopBotInExecution ?? false);
	},
	EndAt: (_account, session, { endAt }) => void (session.endAt = endAt == null ? null : writeTime(Date.parse(endAt))),
	UserId: (account, session, { userId }) =>
		void (session.userId = userId == null ? null : userGiven(account, userId, session.userId)),
	DepartmentId: (account, session, { departmentId }) => {
		if (departmentId != null) find(account.departments, departmentId, 'Departamento não encontrado');
		session.departmentId = departmentId ?? null;
	},
	ReactivateDisabled: (_account, session) => void (session.reactivateOnNewMessage = false),
	// Named in the contract, but no value goes with it and nothing shows what it does.
	Autocomplete: () => undefined,
	Number: (_account, session, { number }) => void (session.number = number ?? null),
	Metadata: (_account, session, { metadata }) => void (session.metadata = mergeMetadata(session.metadata, metadata)),
	Classification: (account, session, { classification }) => {
		session.classification = classification
			? {
					id: session.classification?.id ?? account.id(),
					category: classification.category ?? 'UNDEFINED',
					categoryDescription: classification.description ?? null,
					amount: classification.amount ?? 0,
					categoryName: null,
				}
			: null;
	},
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

	sessionChangeStatus: (account, { path, body }) => {
		const session = findSession(account, path.id);
		changeStatus(account, session, body.newStatus, body.options?.stopBotInExecution ?? false);
		return sessionView(account, session);
	},

	sessionAssign: (account, { path, body }) => {
		const session = findSession(account, path.id);
		refuseCompleted(session);
		assign(account, session, body.userId, body.options?.stopBotInExecution);
		sessionChanged(account, session);
		return sessionView(account, session);
	},

	sessionTransfer: (account, { path, body }) => {
		const session = findSession(account, path.id);
		refuseCompleted(session);
		if (body.type === 'USER') {
			if (body.newUserId == null) throw formError('Informe o usuário');
			assign(account, session, body.newUserId, body.options?.stopBotInExecution);
		} else {
			if (body.newDepartmentId == null) throw formError('Informe o departamento');
			session.departmentId = find(account.departments, body.newDepartmentId, 'Departamento não encontrado').id;
			// A session that changes departments waits there for somebody to take it.
			session.userId = null;
			session.status = 'PENDING';
			if (body.options?.stopBotInExecution === true) session.botId = null;
		}
		sessionChanged(account, session);
		return sessionView(account, session);
	},

	sessionUpdatePartial: (account, { path, body }) => {
		const session = findSession(account, path.id);
		for (const field of body.fields ?? []) partialUpdates[field](account, session, body);
		if (body.options?.stopBotInExecution === true) session.botId = null;
		if ((body.fields ?? []).some((field) => field !== 'Status')) sessionChanged(account, session);
		return sessionView(account, session);
	},

	sessionListMessages: (account, { path, query }) => {
		const { messages } = findSession(account, path.id);
		const matches = messages.filter((message) => withinDates(message, query));
		return page(account, matches, fromQuery(query), messageOrders, messageView);
	},

	sessionSendMessage: (account, { path, body }) => quickView(account, send(account, path.id, body)),

	sessionSendMessageSync: (account, { path, body }) => {
		const message = send(account, path.id, body);
		// The channel's first answer is what this route waits for.
		advanceMessage(account, message);
		return messageView(message);
	},
} satisfies Handlers;
