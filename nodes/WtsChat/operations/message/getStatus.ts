import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { messageId } from '../../fields/message';
import { ifNotFound } from '../../fields/result';

export const getStatus = operation({
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get message status',
	description: 'Ask whether a message was delivered, read, or why it failed',
	endpoint: ['GET /chat/v1/send/message/{id}', 'GET /chat/v1/send/otp/{id}', 'GET /chat/v1/message/{id}/status'],
	properties: [
		{
			displayName: 'Status Of',
			name: 'statusOf',
			type: 'options',
			options: [
				{
					name: 'Message in a Session',
					value: 'message',
					description: 'Any message of a session, and whatever was sent with its outcome waited for',
				},
				{ name: 'One-Time Password', value: 'otp' },
				{
					name: 'Sent Message',
					value: 'send',
					description: 'What was sent to a phone number or Instagram name without waiting for the outcome',
				},
			],
			default: 'send',
		},
		{
			...messageId,
			description:
				'The ID that sending it returned. For sent messages and one-time passwords also the Sender ID that was given.',
		},
		collection.options([ifNotFound]),
	],
	request: ({ statusOf, messageId }) => {
		const path = { id: messageId };
		switch (statusOf) {
			case 'message':
				return { endpoint: 'GET /chat/v1/message/{id}/status', path };
			case 'otp':
				return { endpoint: 'GET /chat/v1/send/otp/{id}', path };
			default:
				return { endpoint: 'GET /chat/v1/send/message/{id}', path };
		}
	},
});
