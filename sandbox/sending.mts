import type { components } from '../contract/chat.d.ts';
import {
	agentByUser,
	count,
	find,
	type Account,
	type Channel,
	type Contact,
	type Message,
	type Session,
	type StoredFile,
	type Template,
} from './account.mts';
import { addContact, contactByPhone } from './contacts.mts';
import { formError } from './errors.mts';
import { addMessage, deliver, type NewMessage } from './messages.mts';
import { mergeMetadata } from './metadata.mts';
import { digitsOf, storedPhone } from './phone.mts';
import { completeSession, latestSession, mayWriteFreely, openSession, type NewSession } from './sessions.mts';
import { readingAddress } from './storage.mts';

type Schemas = components['schemas'];

/** Whom a send addresses: somebody on a channel, or a session. */
export interface Address {
	/** The account's channel: number in any writing, id, or @name; the account's first if left out (an assumption). */
	from?: string | null;
	/** The recipient: phone number, or @name on Instagram. */
	to?: string | null;
	sessionId?: string | null;
}

/** What a send does besides sending. */
export type SendOptions = Schemas['PublicReqSendOptionsDTO'] & { botKey?: string | null };

/** What a send consists of; exactly one of text, template and file leads. */
export interface Content {
	text?: string | null;
	templateId?: string | null;
	parameters?: Record<string, string | null> | null;
	/** Public address or id of a file. */
	file?: string | null;
	/** The type of message that a file makes; found from its name if left out. */
	type?: Message['type'];
	refId?: string | null;
}

/** How a sender keeps track of a message. */
export interface Tracking {
	senderId?: string | null;
	callbackUrl?: string | null;
	/** Seconds to show "typing" before delivery. */
	delayTyping?: number | null;
	sessionMetadata?: Record<string, unknown> | null;
}

/** A recipient that was found: everything that a send needs to know, found without changing anything. */
export interface Recipient {
	channel: Channel;
	/** Undefined for a phone number or name that nobody has yet. */
	contact: Contact | undefined;
	/** What an unknown contact is made from. */
	newContact: { phoneNumber?: string; instagram?: string };
	/** The session that was addressed by its id. */
	session: Session | undefined;
}

const reasonOfSocialChannel = 'Envio por número não suportado neste tipo de canal de atendimento';

/**
 * Finds the account's channel that a send names.
 * @throws ServiceError when there is none
 */
export function channelOf(account: Account, from: string | null | undefined): Channel {
	const channels = [...account.channels.values()];
	const named = from?.trim() ?? '';
	const channel =
		named === ''
			? channels[0]
			: channels.find(
					({ id, number, identity }) =>
						id === named ||
						identity.humanId === named ||
						(number !== null && /^[+\d\s().|-]+$/.test(named) && number === digitsOf(named)),
				);
	if (channel === undefined) throw formError('Canal de atendimento não encontrado');
	return channel;
}

/**
 * Finds whom a send addresses; changes nothing.
 * @throws ServiceError when channel or session are unknown, the number is none, or nobody is named
 */
export function findRecipient(account: Account, { from, to, sessionId }: Address): Recipient {
	if (sessionId != null) {
		const session = find(account.sessions, sessionId, 'Conversa não encontrada');
		if (session.status === 'COMPLETED') throw formError('A conversa já foi concluída');
		const channel = find(account.channels, session.channelId, 'Canal de atendimento não encontrado');
		return { channel, contact: account.contacts.get(session.contactId), newContact: {}, session };
	}
	if (to == null || to.trim() === '') throw formError('Informe o destinatário');
	const channel = channelOf(account, from);
	if (to.startsWith('@')) {
		const instagram = to.slice(1);
		const contact = [...account.contacts.values()].find((candidate) => candidate.instagram === instagram);
		return { channel, contact, newContact: { instagram }, session: undefined };
	}
	const phoneNumber = storedPhone(to);
	return { channel, contact: contactByPhone(account, to), newContact: { phoneNumber }, session: undefined };
}

/** A send that has been checked and changed nothing yet, so that a batch is carried out as a whole or not at all. */
export interface PlannedSend {
	recipient: Recipient;
	message: NewMessage;
	options: SendOptions;
	newSession: NewSession;
	tracking: Tracking;
}

/**
 * Checks a send by the rules of the service: template only outside the window of an official channel, the template's
 * channel and parameters, the file, the user and department to assign.
 * @throws ServiceError when a rule is broken
 */
export function planSend(
	account: Account,
	address: Address,
	content: Content,
	options: SendOptions = {},
	tracking: Tracking = {},
): PlannedSend {
	const recipient = findRecipient(account, address);
	const { channel, contact, session } = recipient;
	const { delayTyping } = tracking;
	if (delayTyping != null && (delayTyping < 0 || delayTyping > 25))
		throw formError('O tempo de digitação deve ser de até 25 segundos');
	const isSocial = !channel.type.endsWith('WhatsApp');
	const message = draft(account, channel, content);
	const free = mayWriteFreely(account, contact, channel);
	if (message.templateId == null && !free && !isSocial)
		throw formError('A janela de conversa está fechada: inicie a conversa com um modelo de mensagem');
	return {
		recipient,
		// On Instagram and Messenger only sends into a session arrive; others are accepted and fail (observed.md §6).
		message: { ...message, failure: isSocial && session === undefined ? reasonOfSocialChannel : null },
		options,
		newSession: assignment(account, options),
		tracking,
	};
}

/** The session attributes that a send's options give to the session that it opens. */
function assignment(account: Account, { user, department, hiddenSession, enableBot, botKey }: SendOptions): NewSession {
	const agents = [...account.agents.values()];
	const agent =
		user?.id != null
			? agentByUser(account, user.id)
			: agents.find(
					({ phoneNumber, email }) =>
						(user?.phoneNumber != null &&
							phoneNumber !== null &&
							digitsOf(phoneNumber) === digitsOf(user.phoneNumber)) ||
						(user?.email != null && email === user.email),
				);
	if (agent === undefined && (user?.id ?? user?.phoneNumber ?? user?.email) != null)
		throw formError('Usuário não encontrado');
	const assigned = [...account.departments.values()].find(({ id, name }) =>
		department?.id != null ? id === department.id : name === department?.name,
	);
	if (assigned === undefined && (department?.id ?? department?.name) != null)
		throw formError('Departamento não encontrado');
	const bots = [...account.chatbots.values()];
	const bot = botKey != null ? bots.find(({ key }) => key === botKey) : bots.find(({ type }) => type === 'Reactive');
	if (botKey != null && bot === undefined) throw formError('Chatbot não encontrado');
	return {
		status: hiddenSession === true ? 'HIDDEN' : agent === undefined ? 'PENDING' : 'IN_PROGRESS',
		userId: agent?.userId ?? null,
		departmentId: assigned?.id ?? null,
		waitingBotId: enableBot === true || botKey != null ? (bot?.id ?? null) : null,
		origin: 'API',
	};
}

/** Makes the message of a send's content. */
function draft(account: Account, channel: Channel, content: Content): NewMessage {
	const base = { direction: 'TO_HUB', origin: 'API', refId: content.refId ?? null } as const;
	const file = content.file == null ? undefined : findFile(account, content.file);
	const attached = file && { fileId: file.id, details: { file } };
	if (content.templateId != null) {
		const template = usableTemplate(account, channel, content);
		if (template.fileType !== 'UNDEFINED' && file === undefined)
			throw formError('O modelo de mensagem exige um arquivo');
		return { ...base, ...attached, templateId: template.id, text: fill(template, content.parameters ?? {}) };
	}
	if (file !== undefined)
		return { ...base, ...attached, type: content.type ?? typeOf(file), text: content.text ?? null };
	if (content.text == null || content.text === '')
		throw formError('Informe o texto, o modelo ou o arquivo da mensagem');
	return { ...base, text: content.text };
}

function usableTemplate(account: Account, channel: Channel, { templateId, parameters }: Content): Template {
	const template = templateId == null ? undefined : account.templates.get(templateId);
	if (template === undefined || template.channelId !== channel.id)
		throw formError('Modelo de mensagem não encontrado para este canal');
	if (template.status !== 'Approved' || template.archived) throw formError('O modelo de mensagem não está aprovado');
	const missing = (template.params ?? []).find(({ name }) => (parameters?.[name ?? ''] ?? '') === '');
	if (missing !== undefined) throw formError(`O parâmetro "${missing.name ?? ''}" do modelo não foi informado`);
	return template;
}

const fill = (template: Template, parameters: Record<string, string | null>) =>
	(template.text ?? '').replace(/{{(.+?)}}/g, (_, name: string) => parameters[name] ?? '');

const isAddress = (text: string) => /^https?:\/\//.test(text);

/** The file that a send names: a public address, which is taken as it is, or the id of a saved file. */
function findFile(account: Account, file: string): Schemas['PublicFileDTO'] {
	if (isAddress(file)) {
		const name = new URL(file).pathname.split('/').pop() ?? '';
		return { name, extension: extensionOf(name), mimeType: null, type: 'UNDEFINED', publicUrl: file };
	}
	const stored = account.files.get(file);
	if (stored === undefined || !stored.saved || stored.id !== file) throw formError('Arquivo não encontrado');
	return fileView(account, stored);
}

const extensionOf = (name: string) => /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? '';

/** A saved file as messages and notes show it, each time with an address that is good then. */
export function fileView(account: Account, file: StoredFile): Schemas['PublicFileDTO'] {
	return {
		id: file.id,
		companyId: file.companyId,
		userId: file.userId,
		name: file.name,
		extension: file.extension,
		mimeType: file.mimeType,
		// The older form knows no DOCUMENT.
		type: file.type === 'DOCUMENT' ? 'UNDEFINED' : file.type,
		get publicUrl() {
			return readingAddress(account, file);
		},
		get publicUrlDownload() {
			return readingAddress(account, file);
		},
		size: file.size,
		isThumbnail: false,
	};
}

const typesByExtension: [Message['type'], RegExp][] = [
	['IMAGE', /^\.(jpe?g|png|webp|gif)$/],
	['AUDIO', /^\.(mp3|ogg|oga|opus|m4a|aac|amr|wav)$/],
	['VIDEO', /^\.(mp4|3gp|mov|webm)$/],
];

/** What kind of message a file makes. */
export function typeOf({ extension, mimeType }: Schemas['PublicFileDTO']): Message['type'] {
	const family = mimeType?.split('/')[0]?.toUpperCase();
	const byName = typesByExtension.find(([, pattern]) => pattern.test(extension ?? ''))?.[0];
	return typesByExtension.find(([type]) => type === family)?.[0] ?? byName ?? 'DOCUMENT';
}

/** The contact of a recipient; one that nobody knows yet is created. */
export const contactOf = (account: Account, { contact, newContact }: Recipient): Contact =>
	contact ?? addContact(account, { ...newContact, origin: 'CREATED_FROM_HUB' });

/** The session that a send goes into: the one addressed, the open one on the channel, or a new one. */
export function sessionOf(
	account: Account,
	recipient: Recipient,
	newSession: NewSession,
	forceStartSession: boolean | null | undefined,
): Session {
	if (recipient.session !== undefined) return recipient.session;
	const contact = contactOf(account, recipient);
	const latest = latestSession(account, contact.id, recipient.channel.id);
	if (latest !== undefined && latest.status !== 'COMPLETED') {
		if (forceStartSession !== true) return latest;
		completeSession(account, latest, false, true);
	}
	return openSession(account, contact, recipient.channel, newSession);
}

/** Key of the counter of messages: the digits of the recipient's phone number, or the contact's id. */
export const recipientKey = ({ id, phoneNumber }: Contact): string =>
	phoneNumber === null ? id : digitsOf(phoneNumber);

/** Carries out a send that was planned: contact and session come into being where there are none; delivery begins. */
export function carryOut(
	account: Account,
	{ recipient, message, options, newSession, tracking }: PlannedSend,
): Message {
	const session = sessionOf(account, recipient, newSession, options.forceStartSession);
	session.metadata = mergeMetadata(session.metadata, tracking.sessionMetadata);
	const added = addMessage(account, session, {
		...message,
		senderId: tracking.senderId ?? null,
		callbackUrl: tracking.callbackUrl ?? null,
	});
	const contact = account.contacts.get(session.contactId);
	if (contact !== undefined) count(account.counts.messages, recipientKey(contact));
	deliver(account, added, (tracking.delayTyping ?? 0) * 1000);
	return added;
}
