import { operation } from '../operation';
import { sentMessage, sentSummary } from '../../fields/message';
import { recipient } from '../../fields/recipient';
import { explainRefusal } from '../../steps/refusal';
import {
	dispatchOf,
	fromIfWanted,
	generalCall,
	generalEndpoints,
	sendOptions,
	waitForOutcome,
} from '../../fields/send';

export const sendText = operation({
	name: 'Send Text',
	value: 'sendText',
	action: 'Send text message',
	description: 'Write to a contact, by phone number or in a session; on WhatsApp within 24 hours of their last message',
	endpoint: ['POST /chat/v1/send/text', ...generalEndpoints],
	properties: [
		...recipient,
		fromIfWanted,
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. Your order is on its way',
			description: 'What the contact is to read',
		},
		waitForOutcome,
		sendOptions,
	],
	request: ({ text, ...parameters }) =>
		generalCall(parameters, { text }) ?? {
			endpoint: 'POST /chat/v1/send/text',
			body: { ...dispatchOf(parameters), text },
		},
	explain: explainRefusal,
	output: sentMessage,
	simplify: sentSummary,
});
