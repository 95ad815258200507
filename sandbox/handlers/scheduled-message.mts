import { agentByUser, find, type Account, type ScheduledMessage } from '../account.mts';
import { carryOutBatch } from '../batches.mts';
import { byDates, containsText, fromQuery, page, within, withinDates, type Orders } from '../paging.mts';
import { digitsOf } from '../phone.mts';
import {
	cancelScheduled,
	changeScheduled,
	refuseGone,
	scheduledView,
	scheduleMessage,
	statusOf,
} from '../scheduled-messages.mts';
import type { Handlers } from '../handler.mts';

const findScheduled = (account: Account, id: string): ScheduledMessage =>
	find(account.scheduledMessages, id, 'Mensagem agendada não encontrada');

function waiting(account: Account, id: string): ScheduledMessage {
	const scheduled = findScheduled(account, id);
	refuseGone(scheduled);
	return scheduled;
}

const orders: Orders<ScheduledMessage> = {
	...byDates,
	scheduling: ({ scheduling }) => scheduling,
	scheduledAt: ({ scheduling }) => scheduling,
};

/** Whether a filter by id or phone number means a record. */
const isNumberOf = (wanted: string, id: string, phone: string | null | undefined) =>
	wanted === id || (phone != null && digitsOf(phone) === digitsOf(wanted));

/** Whether a filter by id or name means a record. */
const isNameOf = (wanted: string, id: string | null, name: string | null | undefined) =>
	wanted === id || (name != null && containsText(name, wanted));

function matches(
	account: Account,
	scheduled: ScheduledMessage,
	query: { From?: string; To?: string; User?: string; Department?: string },
): boolean {
	const { channelId, contactId, userId, departmentId } = scheduled;
	const { From, To, User, Department } = query;
	const department = account.departments.get(departmentId ?? '');
	return (
		(From === undefined || isNumberOf(From, channelId, account.channels.get(channelId)?.number)) &&
		(To === undefined || isNumberOf(To, contactId, account.contacts.get(contactId)?.phoneNumber)) &&
		(User === undefined || isNameOf(User, userId, agentByUser(account, userId)?.name)) &&
		(Department === undefined || isNameOf(Department, departmentId, department?.name))
	);
}

/** What a write answers: it names no session (contract). */
function writtenView(account: Account, scheduled: ScheduledMessage) {
	const { sessionId, ...shown } = scheduledView(account, scheduled);
	return shown;
}

export const scheduledMessage = {
	scheduledMessageList: (account, { query }) => {
		const found = [...account.scheduledMessages.values()].filter(
			(scheduled) =>
				(query.Status === undefined || statusOf(scheduled) === query.Status) &&
				(query.Type === undefined || scheduled.type === query.Type) &&
				within(scheduled.scheduling, query['ScheduledAt.After'], query['ScheduledAt.Before']) &&
				matches(account, scheduled, query) &&
				withinDates(scheduled, query),
		);
		return page(account, found, fromQuery(query), orders, (scheduled) =>
			scheduledView(account, scheduled, query.IncludeDetails),
		);
	},

	scheduledMessageGet: (account, { path, query }) =>
		scheduledView(account, findScheduled(account, path.id), query.includeDetails),

	scheduledMessageCreate: (account, { body }) => writtenView(account, scheduleMessage(account, body)),

	scheduledMessageUpdate: (account, { path, body }) => {
		const scheduled = findScheduled(account, path.id);
		changeScheduled(account, scheduled, body);
		return writtenView(account, scheduled);
	},

	scheduledMessageCancel: (account, { path }) => cancelScheduled(account, waiting(account, path.id)),

	scheduledMessageBatchCancel: (account, { body }) =>
		carryOutBatch(
			account,
			body,
			(id) => waiting(account, id),
			(scheduled) => {
				cancelScheduled(account, scheduled);
				return scheduledView(account, scheduled);
			},
		),
} satisfies Handlers;
