import { UserError } from 'n8n-workflow';
import type { Answer, Request } from '../../../../contract';
import { collection } from '../../fields/collection';
import type { Parameters } from '../../fields/field';
import { stepwise } from '../operation';
import type { Workbench } from '../../steps/workbench';
import { fileIdOrUrl, fileReference } from '../../fields/file';
import { sentMessage, sentSummary } from '../../fields/message';
import { phoneDigits } from '../../fields/phone';
import { anyPhone, sendTo, sessionToWriteIn, to } from '../../fields/recipient';
import {
	callbackUrl,
	channelOf,
	fromUnlessOnly,
	replyTo,
	senderId,
	sessionOptions,
	sessionOptionsOf,
	text,
	toRecipient,
} from '../../fields/send';
import { cleanParameters, parameterFields, template, templateParametersOf } from '../../fields/template';
import { checkTemplateFile, templateFile } from '../../fields/templateFile';
import { channelToSendFrom } from '../../steps/channel';
import { templateFileOf } from '../../steps/upload';
import { isOpen, windowOfPhone, windowOfSession, type MessagingWindow } from '../../steps/window';

const INTO_SESSION = 'POST /chat/v1/session/{id}/message';
const TEXT = 'POST /chat/v1/send/text';
const TEMPLATE = 'POST /chat/v1/send/template';

const properties = [
	{
		...sendTo,
		options: [
			{ name: 'Phone Number', value: 'recipient', description: 'Whoever has it on WhatsApp' },
			{ name: 'Session', value: 'session', description: 'The contact of a conversation' },
		],
	},
	{ ...anyPhone, displayOptions: to.displayOptions },
	sessionToWriteIn,
	{ ...fromUnlessOnly, displayOptions: to.displayOptions },
	{ ...text, description: `${text.description}, if free text may be sent` },
	{ ...template, description: 'The approved text to send if free text may not be sent' },
	...parameterFields,
	...templateFile,
	collection.options([
		...sessionOptions,
		cleanParameters,
		{ ...callbackUrl, ...toRecipient },
		{ ...replyTo, displayOptions: { show: { '/sendTo': ['session'] } } },
		{ ...senderId, ...toRecipient },
	]),
] as const;

type Filled = Parameters<typeof properties>;

/** Where a message goes: what is known of the window there, and how to send. */
interface Way {
	window: MessagingWindow;
	/** Whom it goes to, if that is known. */
	contactId: string | undefined;
	/** The phone number in the form that the contact has. */
	sentTo?: string;
	sendText(): Promise<Sent>;
	sendTemplate(): Promise<Sent>;
}
type Sent = Answer<typeof INTO_SESSION> | Answer<typeof TEXT>;

export const sendTextOrTemplate = stepwise({
	name: 'Send Text or Template',
	value: 'sendTextOrTemplate',
	action: 'Send text or template message',
	description:
		'Write to a contact freely where that is allowed, and else with an approved template; the output says which it was',
	endpoint: [
		'GET /chat/v2/session/{id}',
		'GET /core/v1/contact/phonenumber/{phone}',
		'GET /chat/v2/session',
		'GET /chat/v1/channel',
		TEXT,
		TEMPLATE,
		INTO_SESSION,
	],
	properties,
	target: ({ sendTo, to, sessionId, from, options, ...parameters }) => {
		// Looked at before anything is sent, though perhaps a text is sent instead.
		templateParametersOf(parameters, options.cleanParameters);
		checkTemplateFile(parameters);
		if (sendTo === 'session') return sessionId;
		channelOf(from);
		return phoneDigits(to);
	},
	lookUp: async ({ sendTo, from }, service) =>
		sendTo === 'recipient' ? { from: await channelToSendFrom(service, from) } : {},
	/*
	 * The window may close between the look at it and the text. Then the service refuses the text, which took no effect:
	 * the window is looked at again, and the template is sent if it is closed now. If it is open, the refusal has another
	 * reason, which a template would hide, so it is the item's failure. A text whose fate is not known is never followed
	 * by a template: the contact might get both.
	 */
	execute: async (parameters, workbench) => {
		let way = await wayTo(parameters, workbench);
		let textRefused: string | undefined;
		const outputOf = (sentAs: 'text' | 'template', sent: Sent) => ({
			sentAs,
			windowStatus: way.window.status,
			contactId: way.contactId,
			...sentMessage(sent, { ...parameters, sentTo: way.sentTo }),
		});
		if (isOpen(way.window)) {
			const { sendText } = way;
			const sent = await workbench.attempt(sendText);
			if ('value' in sent) return [outputOf('text', sent.value)];
			if (sent.refused) way = await wayTo(parameters, workbench);
			if (isOpen(way.window)) throw sent.error;
			textRefused = sent.failure;
		}
		if (way.window.platform === 'social') throw noTemplates();
		const sent = await way.sendTemplate();
		return [{ ...outputOf('template', sent), textRefused }];
	},
	example: (record) => ({
		sentAs: 'template',
		windowStatus: 'EXPIRED',
		textRefused: 'text',
		contactId: 'text',
		recipient: 'text',
		to: 'text',
		...record(INTO_SESSION),
		...record(TEMPLATE),
	}),
	simplify: ['sentAs', 'windowStatus', 'textRefused', ...sentSummary],
});

/** Looks at the window of the recipient. */
const wayTo = async (parameters: Filled, workbench: Workbench): Promise<Way> =>
	parameters.sendTo === 'session'
		? await wayIntoSession(parameters, workbench)
		: await wayToPhone(parameters, workbench);

async function wayIntoSession({ sessionId, text, options, ...parameters }: Filled, workbench: Workbench): Promise<Way> {
	const write = async (body: Request<typeof INTO_SESSION>['body']) =>
		await workbench.send({
			endpoint: INTO_SESSION,
			path: { id: sessionId },
			body: { ...body, refId: options.refId || undefined },
		});
	return {
		...(await windowOfSession(workbench, sessionId)),
		sendText: async () => await write({ text }),
		sendTemplate: async () => {
			const file = await templateFileOf(parameters, workbench);
			return await write({
				templateId: parameters.templateId,
				parameters: templateParametersOf(parameters, options.cleanParameters),
				...(file && fileReference(file)),
			});
		},
	};
}

async function wayToPhone({ to, from, text, options, ...parameters }: Filled, workbench: Workbench): Promise<Way> {
	const channel = channelOf(from) ?? '';
	const { window, contact } = await windowOfPhone(workbench, phoneDigits(to), channel);
	if (window.platform === 'social') throw notByPhone();
	const dispatch = {
		// As the contact has it, with the ninth digit or without, so that nobody becomes a second contact.
		to: phoneDigits(contact?.phoneNumber || to),
		from: channel,
		callbackUrl: options.callbackUrl || undefined,
		senderId: options.senderId || undefined,
		options: sessionOptionsOf(options),
	};
	const { templateId } = parameters;
	return {
		window,
		contactId: contact?.id,
		sentTo: dispatch.to,
		sendText: async () => await workbench.send({ endpoint: TEXT, body: { ...dispatch, text } }),
		sendTemplate: async () => {
			const file = await templateFileOf(parameters, workbench);
			return await workbench.send({
				endpoint: TEMPLATE,
				body: {
					...dispatch,
					templateId,
					parameters: templateParametersOf(parameters, options.cleanParameters),
					fileIdOrUrl: file && fileIdOrUrl(file),
				},
			});
		},
	};
}

const noTemplates = () =>
	new UserError('The messaging window is closed, and Instagram and Messenger have no templates', {
		description: 'The contact can be written to again once they have written. Nothing was sent.',
	});

const notByPhone = () =>
	new UserError('Instagram and Messenger do not reach anybody by phone number', {
		description: "Choose a WhatsApp channel in 'From', or send to the session of the contact. Nothing was sent.",
	});
