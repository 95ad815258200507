import type { INodeProperties } from 'n8n-workflow';
import type { Declaration } from './field';
import { sessionId } from './session';

// What can be filled in depends on it, so it cannot vary from item to item.
export const sendTo = {
	displayName: 'Send To',
	name: 'sendTo',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Phone Number or Instagram Name',
			value: 'recipient',
			description: 'Whoever has it; a contact and a session are opened where there are none',
		},
		{
			name: 'Session',
			value: 'session',
			description: 'The contact of a conversation; the way that is known to work on Instagram and Messenger',
		},
	],
	default: 'recipient',
} as const satisfies INodeProperties;

/** Whoever has a phone number or an Instagram name. */
export const anyRecipient = {
	displayName: 'Recipient',
	name: 'to',
	type: 'string',
	required: true,
	skippable: true,
	default: '',
	placeholder: 'e.g. +55 11 98888-7777',
	description:
		'Phone number with + and the country code, Brazilian numbers also with the area code alone; or an Instagram name with @',
} as const satisfies Declaration;

/** Whoever has a phone number. */
export const anyPhone = {
	...anyRecipient,
	description: 'Phone number with + and the country code, Brazilian numbers also with the area code alone',
} as const satisfies Declaration;

export const to = {
	...anyRecipient,
	displayOptions: { show: { sendTo: ['recipient'] } },
} as const satisfies Declaration;

export const sessionToWriteIn = {
	...sessionId,
	description: 'The conversation to write in',
	displayOptions: { show: { sendTo: ['session'] } },
	writtenIn: true,
} as const satisfies Declaration;

/** Whom something is sent to: whoever has a number or name, or the contact of a session. */
export const recipient = [sendTo, to, sessionToWriteIn] as const;
