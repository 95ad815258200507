import type { components } from '../contract/chat.d.ts';
import { find, type Account, type Chatbot, type ChatbotStart, type Session } from './account.mts';
import { setOff, takeStep } from './delivery.mts';
import { formError } from './errors.mts';
import { mergeMetadata } from './metadata.mts';
import { contactOf, findRecipient, sessionOf, type Recipient } from './sending.mts';
import { latestSession, mayWriteFreely, sessionChanged } from './sessions.mts';

type Schemas = components['schemas'];
export type ChatbotRequest = Schemas['PublicReqSendBotDTO'];

/** A chatbot start that has been checked and changed nothing yet. */
export interface PlannedStart {
	chatbot: Chatbot;
	recipient: Recipient;
	request: ChatbotRequest;
}

/**
 * Checks the start of a chatbot.
 * @throws ServiceError when chatbot, channel or session are unknown, the number is none, or the chatbot cannot be started
 */
export function planChatbot(account: Account, request: ChatbotRequest): PlannedStart {
	const chatbot = [...account.chatbots.values()].find(({ key }) => key === request.botKey);
	if (chatbot === undefined) throw formError('Chatbot não encontrado');
	if (chatbot.archived || chatbot.publishStatus !== 'READY') throw formError('O chatbot não está publicado');
	if (chatbot.automationUsage?.includes('Api') !== true) throw formError('O chatbot não pode ser iniciado pela API');
	const recipient = findRecipient(account, request);
	if (chatbot.channelIds?.includes(recipient.channel.id) === false)
		throw formError('O chatbot não atende este canal de atendimento');
	return { chatbot, recipient, request };
}

/** Why a chatbot that was planned does not start after all; null when it does. */
function obstacle(account: Account, { recipient, request: { options } }: PlannedStart): string | null {
	const { channel, contact } = recipient;
	const current =
		recipient.session ?? (contact === undefined ? undefined : latestSession(account, contact.id, channel.id));
	if (current !== undefined && current.status !== 'COMPLETED') {
		if (options?.skipIfBotInExecution === true && current.botId !== null) return 'Já existe um chatbot em execução';
		if (options?.skipIfInProgress === true && current.status === 'IN_PROGRESS')
			return 'Já existe uma conversa em atendimento';
	}
	const isSocial = !channel.type.endsWith('WhatsApp');
	if (isSocial || mayWriteFreely(account, contact, channel)) return null;
	return 'A janela de conversa está fechada: inicie a conversa com um modelo de mensagem';
}

/** Starts a chatbot in the recipient's session, which is opened if there is none. */
function run(account: Account, { chatbot, recipient, request }: PlannedStart): Session {
	const { options, sessionMetadata, contactMetadata } = request;
	const newSession = { status: options?.hiddenSession === true ? 'HIDDEN' : 'STARTED', origin: 'API' } as const;
	const session = sessionOf(account, recipient, newSession, options?.forceStartSession);
	session.botId = chatbot.id;
	session.metadata = mergeMetadata(session.metadata, sessionMetadata);
	const contact = account.contacts.get(session.contactId);
	if (contact !== undefined) contact.metadata = mergeMetadata(contact.metadata, contactMetadata);
	sessionChanged(account, session);
	return session;
}

/**
 * Starts a chatbot at once.
 * @returns the session that it runs in
 * @throws ServiceError when it cannot start
 */
export function startChatbot(account: Account, request: ChatbotRequest): Session {
	const planned = planChatbot(account, request);
	const reason = obstacle(account, planned);
	if (reason !== null) throw formError(reason);
	return run(account, planned);
}

/** Queues the start of a chatbot that was planned: it runs, or fails for a reason that shows in its status. */
export function queueChatbot(account: Account, planned: PlannedStart): ChatbotStart {
	const { request } = planned;
	const id = account.id();
	const now = account.clock.iso();
	const start: ChatbotStart = {
		id,
		createdAt: now,
		updatedAt: now,
		companyId: account.companyId,
		sessionId: null,
		status: 'QUEUED',
		senderId: request.senderId ?? null,
		statusUrl: `${account.origin}/chat/v1/send/chatbot/${id}`,
		sentAt: null,
		failedReason: null,
		callbackUrl: request.callbackUrl ?? null,
		waitReply: false,
		upcoming: [],
		failure: obstacle(account, planned),
	};
	if (start.failure === null) start.sessionId = run(account, planned).id;
	else contactOf(account, planned.recipient);
	account.chatbotStarts.set(id, start);
	if (start.senderId !== null) account.idsBySender.set(start.senderId, id);
	setOff(account, start, ['SENT'], () => advanceStart(account, start));
	return start;
}

/** Moves the start of a chatbot on to its next status, if it has one ahead, and tells the callback address. */
export function advanceStart(account: Account, start: ChatbotStart): void {
	if (takeStep(account, start) === undefined) return;
	if (start.callbackUrl !== null) account.outbox.callBack(start.callbackUrl, startView(start));
}

/** The start of a chatbot as the send operations answer it. */
export function startView(start: ChatbotStart): Schemas['PublicRespSendMessageDTO'] {
	const { upcoming, failure, ...shown } = start;
	return shown;
}

/**
 * Finds the start of a chatbot by its id or the sender's own.
 * @throws ServiceError 404 when there is none
 */
export function findStart(account: Account, id: string): ChatbotStart {
	return find(account.chatbotStarts, account.idsBySender.get(id) ?? id, 'Envio não encontrado');
}
