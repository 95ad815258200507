import type { components } from '../../contract/chat.d.ts';
import { find, type Account, type Message } from '../account.mts';
import { notFound } from '../errors.mts';
import { advanceMessage, messageView, quickView, statusView } from '../messages.mts';
import { fromQuery, page, withinDates } from '../paging.mts';
import { carryOut, planSend } from '../sending.mts';
import { messageContent } from '../webhook-content.mts';
import { findSession, messageOrders } from './session.mts';
import type { Handlers } from '../handler.mts';

function findMessage(account: Account, id: string): Message {
	const message = find(account.messages, id, 'Mensagem não encontrada');
	if (message.type === 'NOTE') throw notFound('Mensagem não encontrada');
	return message;
}

/** Finds a message and moves it on: each reading of its status shows the next one. */
function readStatus(account: Account, id: string): Message {
	const message = findMessage(account, id);
	advanceMessage(account, message);
	return message;
}

function send(account: Account, request: components['schemas']['PublicReqQuickSendMessageDTO']): Message {
	const { from, to, body, options, user, department, botKey } = request;
	const content = { ...body, file: body.fileId ?? body.fileUrl };
	return carryOut(account, planSend(account, { from, to }, content, { ...options, user, department, botKey }));
}

export const message = {
	messageList: (account, { query }) => {
		const { messages } = findSession(account, query.SessionId);
		const matches = messages.filter((message) => withinDates(message, query));
		return page(account, matches, fromQuery(query), messageOrders, messageView);
	},

	messageGet: (account, { path }) => messageView(readStatus(account, path.id)),

	messageGetStatus: (account, { path }) => statusView(readStatus(account, path.id)),

	messageDelete: (account, { path }) => {
		const message = findMessage(account, path.id);
		message.status = 'DELETED';
		message.upcoming = [];
		message.updatedAt = account.clock.iso();
		account.outbox.emit('MESSAGE_UPDATED', () => messageContent(message));
		return messageView(message);
	},

	messageSend: (account, { body }) => quickView(account, send(account, body)),

	messageSendSync: (account, { body }) => {
		const message = send(account, body);
		// The channel's first answer is what this route waits for.
		advanceMessage(account, message);
		return messageView(message);
	},
} satisfies Handlers;
