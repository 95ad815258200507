import type { components } from '../../contract/chat.d.ts';
import { find, type Account, type Message, type MessageStatus, type Template } from '../account.mts';
import { batchAnswers, carryOutBatch } from '../batches.mts';
import { advanceStart, findStart, planChatbot, queueChatbot, startView } from '../chatbots.mts';
import { formError, notFound, ServiceError } from '../errors.mts';
import { advanceMessage, sendView } from '../messages.mts';
import {
	carryOut,
	channelOf,
	planSend,
	recipientKey,
	type Address,
	type Content,
	type PlannedSend,
	type SendOptions,
	type Tracking,
} from '../sending.mts';
import { findSession } from './session.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];

/** At most so many recipients in one request (contract). */
const batchSize = 100;

/**
 * Carries out a send; the family answers the caller's mistakes with 400 and a ProblemDetails body (contract), where
 * other routes answer 500 FORM_ERROR.
 */
function asBadRequest<T>(action: () => T): T {
	try {
		return action();
	} catch (error) {
		if (error instanceof ServiceError && error.key === 'FORM_ERROR')
			throw new ServiceError(400, 'BAD_REQUEST', error.message);
		throw error;
	}
}

type Request = Address & Tracking & { options?: SendOptions };

const send = (account: Account, request: Request, content: Content) =>
	asBadRequest(() => {
		const planned = planSend(account, request, content, request.options, request);
		return sendView(account, carryOut(account, planned));
	});

/** Sends one file with a caption. */
const sendFile = (
	account: Account,
	request: Request & { fileIdOrUrl: string; text?: string | null; refId?: string | null },
	type: Message['type'],
) => send(account, request, { file: request.fileIdOrUrl, text: request.text, refId: request.refId, type });

const results = <T,>(account: Account, list: T[]): { results: T[] } => ({ results: batchAnswers(account, list) });

function refuseBatchSize(messages: unknown[]): void {
	if (messages.length === 0) throw formError('Informe ao menos um destinatário');
	if (messages.length > batchSize) throw formError(`O lote aceita no máximo ${batchSize} destinatários`);
}

/** A message by its id or the sender's own; each reading of its status shows the next one. */
function readStatus(account: Account, id: string): Message {
	const message = find(account.messages, account.idsBySender.get(id) ?? id, 'Mensagem não encontrada');
	advanceMessage(account, message);
	return message;
}

const otpStatuses: Partial<Record<MessageStatus, NonNullable<Schemas['PublicSendOtpStatusDTO']['status']>>> = {
	QUEUED: 'PENDING',
	SENT: 'SENT',
	DELIVERED: 'RECEIVED',
	READ: 'RECEIVED',
	FAILED: 'FAILED',
};

/** A one-time password as its status route answers it. */
function otpStatus(account: Account, message: Message): Schemas['PublicSendOtpStatusDTO'] {
	const session = findSession(account, message.sessionId);
	const contact = account.contacts.get(session.contactId);
	return {
		id: message.id,
		createdAt: message.createdAt,
		updatedAt: message.updatedAt,
		code: message.code,
		status: otpStatuses[message.status] ?? 'UNDEFINED',
		templateId: message.templateId ?? '',
		companyId: account.companyId,
		senderId: message.senderId,
		channelId: session.channelId,
		sentAt: message.sentAt,
		receivedAt: message.status === 'DELIVERED' ? message.updatedAt : null,
		contactPhoneNumber: contact === undefined ? null : recipientKey(contact),
		statusUrl: `${account.origin}/chat/v1/send/otp/${message.id}`,
		failedReason: message.failedReason,
	};
}

/** The template of a one-time password: the one named, or the channel's first of the Authentication type. */
function otpTemplate(account: Account, channelId: string, templateId: string | null | undefined): Template {
	const template = [...account.templates.values()].find(
		(candidate) =>
			candidate.channelId === channelId &&
			candidate.type.includes('AUTHENTICATION') &&
			(templateId == null || candidate.id === templateId),
	);
	if (template === undefined) throw formError('Modelo de autenticação não encontrado para este canal');
	return template;
}

export const sendHandlers = {
	sendText: (account, { body }) => send(account, body, { text: body.text, refId: body.refId }),
	sendImage: (account, { body }) => sendFile(account, body, 'IMAGE'),
	sendAudio: (account, { body }) => sendFile(account, body, 'AUDIO'),
	sendVideo: (account, { body }) => sendFile(account, body, 'VIDEO'),
	sendDocument: (account, { body }) => sendFile(account, body, 'DOCUMENT'),

	sendTemplate: (account, { body }) => {
		const { templateId, parameters, fileIdOrUrl } = body;
		return send(account, body, { templateId, parameters, file: fileIdOrUrl });
	},

	sendTemplateBatch: (account, { body: { from, templateId, options, messages } }) =>
		asBadRequest(() => {
			refuseBatchSize(messages);
			const plan = (entry: (typeof messages)[number]) => {
				const content = { templateId, parameters: entry.parameters, file: entry.fileIdOrUrl };
				return planSend(account, { from, to: entry.to }, content, options, entry);
			};
			const send = (planned: PlannedSend) => sendView(account, carryOut(account, planned));
			return results(account, carryOutBatch(account, messages, plan, send));
		}),

	sendGetMessageStatus: (account, { path }) => sendView(account, readStatus(account, path.id)),

	sendOtp: (account, { body }) =>
		asBadRequest(() => {
			const channel = channelOf(account, body.from);
			const template = otpTemplate(account, channel.id, body.templateId);
			const code = body.code ?? String(account.random.integer(0, 99_999)).padStart(5, '0');
			const parameters = Object.fromEntries((template.params ?? []).map(({ name }) => [name ?? '', code]));
			const planned = planSend(account, body, { templateId: template.id, parameters }, {}, body);
			const message = carryOut(account, planned);
			message.code = code;
			return { ...otpStatus(account, message), from: channel.number, callbackUrl: message.callbackUrl };
		}),

	sendGetOtpStatus: (account, { path }) => {
		const message = readStatus(account, path.id);
		if (message.code === null) throw notFound('Código não encontrado');
		return otpStatus(account, message);
	},

	sendChatbot: (account, { body }) => asBadRequest(() => startView(queueChatbot(account, planChatbot(account, body)))),

	sendChatbotBatch: (account, { body: { botKey, from, options, messages } }) =>
		asBadRequest(() => {
			refuseBatchSize(messages);
			const starts = carryOutBatch(
				account,
				messages,
				(entry) => planChatbot(account, { ...entry, botKey, from, options }),
				(planned) => startView(queueChatbot(account, planned)),
			);
			return results(account, starts);
		}),

	sendGetChatbotStatus: (account, { path }) => {
		const start = findStart(account, path.id);
		advanceStart(account, start);
		return startView(start);
	},

	// The sign shows on the contact's phone only, and on other channels than CloudAPI not even there (contract).
	sendTyping: (account, { body }) => void findSession(account, body.sessionId),
} satisfies Handlers;
