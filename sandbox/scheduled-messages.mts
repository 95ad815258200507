import type { components } from '../contract/chat.d.ts';
import { agentByUser, find, type Account, type Message, type ScheduledMessage, type Session } from './account.mts';
import { planChatbot, startChatbot } from './chatbots.mts';
import { writeTime } from './clock.mts';
import { formError, ServiceError } from './errors.mts';
import { carryOut, contactOf, fileView, findRecipient, planSend, type Address } from './sending.mts';

type Schemas = components['schemas'];

/** What a scheduled message is made of; the rest of it follows. */
type Content = Pick<
	ScheduledMessage,
	'type' | 'templateId' | 'botId' | 'templateParams' | 'departmentId' | 'hiddenSession'
>;

/**
 * Looks whether a scheduled message could go out as things stand, by the rules of the sends.
 * @returns what sends it
 * @throws ServiceError when it could not
 */
function plan(account: Account, address: Address, content: Content): () => Message | Session {
	const { type, templateId, botId, templateParams, departmentId, hiddenSession } = content;
	if (type === 'CHATBOT') {
		const request = { ...address, botKey: botId, options: { hiddenSession } };
		planChatbot(account, request);
		return () => startChatbot(account, request);
	}
	if (templateId === null) throw formError('Informe o modelo de mensagem');
	const file = templateParams?.fileId ?? templateParams?.fileUrl;
	const message = { templateId, parameters: templateParams?.parameters, file };
	const planned = planSend(account, address, message, { department: { id: departmentId }, hiddenSession });
	return () => carryOut(account, planned);
}

/** Where a scheduled message goes, as the sends take it. */
function addressOf(account: Account, { contactId, channelId }: ScheduledMessage): Address {
	const { phoneNumber, instagram } = find(account.contacts, contactId, 'Contato não encontrado');
	return { from: channelId, to: phoneNumber ?? (instagram === null ? null : `@${instagram}`) };
}

function departmentOf(account: Account, named: Schemas['PublicRequestDepartmentDTO'] | undefined): string | null {
	if ((named?.id ?? named?.name) == null) return null;
	const department = [...account.departments.values()].find(({ id, name }) =>
		named?.id != null ? id === named.id : name === named?.name,
	);
	if (department === undefined) throw formError('Departamento não encontrado');
	return department.id;
}

/** @throws ServiceError when it has passed, which is an assumption */
function futureTime(account: Account, moment: string | null | undefined): string {
	if (moment == null) throw formError('Informe a data do agendamento');
	const at = Date.parse(moment);
	if (at <= account.clock.now()) throw formError('A data do agendamento já passou');
	return writeTime(at);
}

/**
 * Schedules a message; a recipient whom nobody knows becomes a contact.
 * @throws ServiceError when it could not be sent as things stand
 */
export function scheduleMessage(
	account: Account,
	request: Schemas['PublicReqCreateScheduledMessageDTO'],
): ScheduledMessage {
	const content: Content = {
		type: request.type ?? 'TEMPLATE',
		templateId: request.templateId ?? null,
		botId: request.botKey ?? null,
		templateParams: request.templateParams ?? null,
		departmentId: departmentOf(account, request.department),
		hiddenSession: request.hiddenSession ?? false,
	};
	const scheduling = futureTime(account, request.scheduling);
	const recipient = findRecipient(account, request);
	plan(account, request, content);
	const now = account.clock.iso();
	const [author] = account.agents.values();
	const scheduled: ScheduledMessage = {
		id: account.id(),
		createdAt: now,
		updatedAt: now,
		active: true,
		companyId: account.companyId,
		sessionId: null,
		contactId: contactOf(account, recipient).id,
		// The API has no user of its own; whom the service names was not seen.
		userId: author?.userId ?? account.companyId,
		channelId: recipient.channel.id,
		status: 'SCHEDULED',
		scheduling,
		failureReason: null,
		message: null,
		...content,
	};
	account.scheduledMessages.set(scheduled.id, scheduled);
	setAlarm(account, scheduled);
	return scheduled;
}

/** Lets a message go out when it comes due, unless it was canceled or put off until then. */
function setAlarm(account: Account, scheduled: ScheduledMessage): void {
	const at = Date.parse(scheduled.scheduling);
	account.schedule.add(at, () => {
		if (scheduled.status === 'SCHEDULED' && Date.parse(scheduled.scheduling) === at) goOut(account, scheduled);
	});
}

function goOut(account: Account, scheduled: ScheduledMessage): void {
	scheduled.updatedAt = account.clock.iso();
	try {
		const sent = plan(account, addressOf(account, scheduled), scheduled)();
		if ('sessionId' in sent) scheduled.message = sent;
		scheduled.sessionId = 'sessionId' in sent ? sent.sessionId : sent.id;
		scheduled.status = 'sessionId' in sent ? 'PROCESSED' : 'SENT';
	} catch (error) {
		if (!(error instanceof ServiceError)) throw error;
		scheduled.status = 'FAILED';
		scheduled.failureReason = error.message;
	}
}

type Changes = Schemas['PublicReqUpdateScheduledMessageDTO'];

/**
 * Changes the named fields of a message that still waits.
 * @throws ServiceError when it waits no longer, or could not be sent with the changes
 */
export function changeScheduled(account: Account, scheduled: ScheduledMessage, changes: Changes): void {
	refuseGone(scheduled);
	const named = (field: Changes['fields'][number]) => changes.fields.includes(field);
	const { type, templateId, botKey, templateParams, department, hiddenSession } = changes;
	const content: Content = {
		type: (named('Type') ? type : null) ?? scheduled.type,
		templateId: named('TemplateId') ? (templateId ?? null) : scheduled.templateId,
		botId: named('BotId') ? (botKey ?? null) : scheduled.botId,
		templateParams: named('TemplateParams') ? (templateParams ?? null) : scheduled.templateParams,
		departmentId: named('Department') ? departmentOf(account, department) : scheduled.departmentId,
		hiddenSession: named('HiddenSession') ? (hiddenSession ?? false) : scheduled.hiddenSession,
	};
	const address = addressOf(account, scheduled);
	if (named('From')) address.from = changes.from;
	if (named('To')) address.to = changes.to;
	const scheduling = named('Scheduling') ? futureTime(account, changes.scheduling) : scheduled.scheduling;
	const recipient = findRecipient(account, address);
	plan(account, address, content);
	const putOff = scheduling !== scheduled.scheduling;
	Object.assign(scheduled, content, {
		scheduling,
		channelId: recipient.channel.id,
		contactId: contactOf(account, recipient).id,
		updatedAt: account.clock.iso(),
	});
	if (putOff) setAlarm(account, scheduled);
}

/** Cancels a message that still waits. */
export function cancelScheduled(account: Account, scheduled: ScheduledMessage): void {
	scheduled.status = 'CANCELED';
	scheduled.updatedAt = account.clock.iso();
}

/** @throws ServiceError when a message waits no longer */
export function refuseGone({ status }: ScheduledMessage): void {
	if (status !== 'SCHEDULED') throw formError('A mensagem não está mais agendada');
}

/** The present status: once it went out, that of the message which it became. */
export function statusOf({ status, message }: ScheduledMessage): ScheduledMessage['status'] {
	switch (message?.status) {
		case 'SENT':
		case 'DELIVERED':
		case 'READ':
		case 'FAILED':
			return message.status;
		default:
			return status;
	}
}

/** What may be asked for with a scheduled message. */
export type ScheduledDetail = 'Contact' | 'Channel' | 'User' | 'Department' | 'Template' | 'Chatbot';

/** A scheduled message as the API answers it. */
export function scheduledView(
	account: Account,
	scheduled: ScheduledMessage,
	details: readonly ScheduledDetail[] = [],
): Schemas['PublicScheduledMessageDTO'] {
	const { message, templateParams, ...kept } = scheduled;
	const shown: Schemas['PublicScheduledMessageDTO'] = {
		...kept,
		status: statusOf(scheduled),
		failureReason: message?.failedReason ?? scheduled.failureReason,
	};
	const contact = account.contacts.get(scheduled.contactId);
	if (details.includes('Contact') && contact !== undefined) {
		const { id, name, phoneNumberFormatted, instagram, pictureUrl } = contact;
		shown.contact = { id, name, phonenumberFormatted: phoneNumberFormatted, instagram, pictureUrl };
	}
	const agent = agentByUser(account, scheduled.userId);
	if (details.includes('User') && agent !== undefined) shown.user = { id: agent.userId, name: agent.name };
	const channel = account.channels.get(scheduled.channelId);
	if (details.includes('Channel') && channel !== undefined)
		shown.channel = { id: channel.id, humanId: channel.identity.humanId, type: channel.type };
	const department = account.departments.get(scheduled.departmentId ?? '');
	if (details.includes('Department') && department !== undefined)
		shown.department = { id: department.id, name: department.name };
	const template = account.templates.get(scheduled.templateId ?? '');
	if (details.includes('Template') && template !== undefined)
		shown.template = { id: template.id, name: template.name, templateParams: paramsView(account, templateParams) };
	const chatbot = [...account.chatbots.values()].find(({ key }) => key === scheduled.botId);
	if (details.includes('Chatbot') && chatbot !== undefined)
		shown.chatbot = { id: chatbot.key, botId: chatbot.id, name: chatbot.name };
	return shown;
}

function paramsView(
	account: Account,
	params: ScheduledMessage['templateParams'],
): Schemas['PublicResponseScheduledMessageTemplateParamsDTO'] {
	const { parameters = null, fileId, fileUrl } = params ?? {};
	const stored = account.files.get(fileId ?? '');
	if (stored !== undefined) return { parameters, file: fileView(account, stored) };
	return { parameters, ...(fileUrl == null ? {} : { file: { publicUrl: fileUrl } }) };
}
