import type { INodeProperties } from 'n8n-workflow';
import type { Call, Request } from '../../../contract';
import { chatbot } from './chatbot';
import { collection } from './collection';
import { instantOf } from './date';
import type { Declaration, Parameters } from './field';
import { EXAMPLE_ID, isId } from './id';
import { KINDS } from './kinds';
import { byText, fromList } from './locator';
import { department as anyDepartment, user as anyUser } from './pick';
import { recipientOf } from './phone';
import type { recipient } from './recipient';

// What can be filled in depends on it, so it cannot vary from item to item.
export const waitForOutcome = {
	displayName: 'Wait for Outcome',
	name: 'waitForOutcome',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether to wait up to 25 seconds until the channel has answered. Otherwise the output says QUEUED, which is no proof of delivery: the message may still fail, as its status then tells.',
} as const satisfies INodeProperties;

// Only what the chosen way of sending can take is shown.
type Condition = Pick<INodeProperties, 'displayOptions'>;
export const toRecipient = { displayOptions: { show: { '/sendTo': ['recipient'] } } } as const satisfies Condition;
export const toRecipientAtOnce = {
	displayOptions: { show: { '/sendTo': ['recipient'], '/waitForOutcome': [false] } },
} as const satisfies Condition;
const toRecipientWaiting = {
	displayOptions: { show: { '/sendTo': ['recipient'], '/waitForOutcome': [true] } },
} as const satisfies Condition;
const atOnce = { displayOptions: { show: { '/waitForOutcome': [false] } } } as const satisfies Condition;

/** The account's channel that something goes out on. */
export const from = {
	displayName: 'From',
	name: 'from',
	type: 'resourceLocator',
	picks: 'sender',
	default: { mode: 'list', value: '' },
	description: 'The channel of the account to send from',
	modes: [
		fromList('channel', 'searchChannels'),
		byText('By Phone Number or Instagram Name', 'number', '+55 11 98888-7777'),
		byText('By ID', 'id', EXAMPLE_ID),
		byText('By Name', 'name', KINDS.sender.example),
	],
	// The service would choose another one.
	whenEmptied: 'refuse',
} as const satisfies Declaration;

/** The channel that something goes out on to a recipient, of which the service chooses one by itself. */
export const fromIfWanted = {
	...from,
	description: 'The channel to send from; the service chooses one if it is left empty',
	displayOptions: { show: { sendTo: ['recipient'] } },
	optional: true,
} as const satisfies Declaration;

/** The channel that something goes out on, of which the service chooses none by itself. */
export const fromUnlessOnly = {
	...from,
	description: 'The channel to send from; may stay empty if the account has no other',
	optional: true,
} as const satisfies Declaration;

export const text = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	placeholder: 'e.g. Your order is on its way',
	description: 'What the contact is to read',
} as const satisfies INodeProperties;

export const hiddenSession = {
	displayName: 'Hidden Session',
	name: 'hiddenSession',
	type: 'boolean',
	default: false,
	description: 'Whether agents see the session only once the contact has answered, if a new one is opened',
} as const satisfies INodeProperties;

export const forceStartSession = {
	displayName: 'Force Start Session',
	name: 'forceStartSession',
	type: 'boolean',
	default: false,
	description: 'Whether to complete a session that is in progress and open a new one',
} as const satisfies INodeProperties;

/** What a message does with the session of its recipient, and who is to look after it. */
export const recipientOptions = [
	{
		...anyDepartment,
		name: 'department',
		description: 'The team that looks after the session, if a new one is opened',
	},
	{
		displayName: 'Enable Bot',
		name: 'enableBot',
		type: 'boolean',
		default: false,
		description: 'Whether the chatbot starts when the contact answers, if a new session is opened',
	},
	forceStartSession,
	hiddenSession,
	{
		...anyUser,
		name: 'user',
		description:
			"The person who looks after the session, if a new one is opened. By ID, it is the agent's user ID or the agent ID.",
	},
] as const satisfies Declaration[];

/** The same where the message may also go into a session. */
export const sessionOptions = recipientOptions.map((field) => ({ ...field, ...toRecipient }));

export const callbackUrl = {
	displayName: 'Callback URL',
	name: 'callbackUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/delivered',
	description: 'Address that the service calls when the message was delivered or has failed',
} as const satisfies INodeProperties;

export const senderId = {
	displayName: 'Sender ID',
	name: 'senderId',
	type: 'string',
	default: '',
	placeholder: 'e.g. order-1042',
	description: 'An ID of your own to ask for the status by; another one for each message',
} as const satisfies INodeProperties;

/** A message is not of the request that was just sent if it is so much older, in milliseconds; clocks differ. */
const OLDER = 10 * 60_000;

/**
 * Whether what is found by a Sender ID is what was just sent. If it is older, the user has given that Sender ID before,
 * and it tells nothing.
 * @param since when it was sent
 */
export const wasSent = ({ createdAt }: { createdAt?: string }, since: Date): boolean | undefined =>
	(instantOf(createdAt) ?? -Infinity) > since.getTime() - OLDER || undefined;

/** Starts a chatbot with the answer to a message. */
export const answeringChatbot = {
	...chatbot,
	displayName: 'Chatbot',
	description: 'The chatbot that starts when the contact answers',
	...toRecipientWaiting,
} as const satisfies INodeProperties;

export const replyTo = {
	displayName: 'Reply to Message ID',
	name: 'refId',
	type: 'string',
	default: '',
	placeholder: `e.g. ${EXAMPLE_ID}`,
	description: 'The earlier message of the conversation that this one answers',
	form: 'id',
} as const satisfies Declaration;

const caption = {
	displayName: 'Caption',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	placeholder: 'e.g. Your invoice',
	description: 'Text that goes with the file, where the channel shows one',
} as const satisfies INodeProperties;

const textOptions = [
	...sessionOptions,
	{ ...callbackUrl, ...atOnce },
	{ ...senderId, ...atOnce },
	answeringChatbot,
	replyTo,
	{
		displayName: 'Typing Delay',
		name: 'delayTyping',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 25, numberPrecision: 0 },
		default: 5,
		description: 'Seconds to show the contact that somebody is typing before the message goes out',
		...atOnce,
	},
] as const satisfies Declaration[];

/** What can be added to a text, or to a file without a caption. */
export const sendOptions = collection.options(textOptions);

/** What can be added to a text that is sent by itself. */
export const sendTextOptions = collection.options([
	...textOptions,
	{
		displayName: 'Split Into Messages',
		name: 'splitIntoMessages',
		type: 'boolean',
		default: false,
		description:
			'Whether to send each paragraph as a message of its own, in their order and with a short pause between them, as people write. For long texts such as the answers of an AI model; what is longer than 1,000 characters is divided between lines, sentences or words.',
		...atOnce,
	},
]);

/** What can be added to a file. */
export const fileSendOptions = collection.options([caption, ...textOptions]);

type SendParameters = Parameters<[...typeof recipient, typeof fromIfWanted, typeof waitForOutcome, typeof sendOptions]>;
type MessageBody = Request<'POST /chat/v1/session/{id}/message'>['body'];

/** The endpoints that take messages of all kinds. */
export const generalEndpoints = [
	'POST /chat/v1/session/{id}/message',
	'POST /chat/v1/session/{id}/message/sync',
	'POST /chat/v1/message/send-sync',
] as const;

/**
 * The channel's ID, the digits of its number, or its Instagram name with "@": what the service wants as `from`.
 * @throws UserError if it is none of them
 */
export function channelOf(channel: string): string;
export function channelOf(channel: string | undefined): string | undefined;
export function channelOf(channel: string | undefined): string | undefined {
	return channel === undefined || isId(channel) ? channel : recipientOf(channel);
}

/** The session options as the service wants them. */
export const sessionOptionsOf = (options: Partial<Parameters<typeof sessionOptions>>) => ({
	enableBot: options.enableBot,
	hiddenSession: options.hiddenSession,
	forceStartSession: options.forceStartSession,
	user: options.user === undefined ? undefined : { id: options.user },
	department: options.department === undefined ? undefined : { id: options.department },
});

/** What a message consists of, as the general endpoints take it. */
const messageOf = (body: MessageBody, { refId }: SendParameters['options']): MessageBody => ({
	...body,
	refId: refId || undefined,
});

/** The endpoints that answer with the outcome. */
export type OutcomeEndpoint = 'POST /chat/v1/session/{id}/message/sync' | 'POST /chat/v1/message/send-sync';

/**
 * The call for a message whose outcome is waited for.
 * @param body what the message consists of
 */
export function callWithOutcome(
	{ sendTo, to, from, sessionId, options }: Omit<SendParameters, 'waitForOutcome'>,
	body: MessageBody,
): Call<OutcomeEndpoint> {
	const message = messageOf(body, options);
	if (sendTo === 'session') {
		return { endpoint: 'POST /chat/v1/session/{id}/message/sync', path: { id: sessionId }, body: message };
	}
	const { user, department, ...session } = sessionOptionsOf(options);
	return {
		endpoint: 'POST /chat/v1/message/send-sync',
		body: {
			to: recipientOf(to),
			from: channelOf(from),
			botKey: options.botKey,
			user,
			department,
			options: session,
			body: message,
		},
	};
}

/**
 * The call for a message if it goes through one of the general endpoints: when the outcome is waited for, and into a
 * session, where they alone have been seen to work on Instagram and Messenger (observed.md §6).
 * @param body what the message consists of
 * @returns undefined if it is for the dispatch of its kind, whose body then begins with `dispatchOf`
 */
export function generalCall(
	parameters: SendParameters,
	body: MessageBody,
): Call<(typeof generalEndpoints)[number]> | undefined {
	if (parameters.waitForOutcome) return callWithOutcome(parameters, body);
	const { sendTo, sessionId, options } = parameters;
	// Only the dispatches take these, and a session as well.
	if (sendTo !== 'session' || options.callbackUrl || options.senderId || options.delayTyping) return undefined;
	return {
		endpoint: 'POST /chat/v1/session/{id}/message',
		path: { id: sessionId },
		body: messageOf(body, options),
	};
}

/** What the dispatches of texts and files have in common. */
export const dispatchOf = ({ sendTo, to, from, sessionId, options }: SendParameters) => ({
	...(sendTo === 'session'
		? { sessionId }
		: { to: recipientOf(to), from: channelOf(from), options: sessionOptionsOf(options) }),
	refId: options.refId || undefined,
	delayTyping: options.delayTyping,
	callbackUrl: options.callbackUrl || undefined,
	senderId: options.senderId || undefined,
});
