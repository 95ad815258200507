import { operation } from '../operation';
import { sessionId, stopBotInExecution } from '../../fields/session';

export const complete = operation({
	name: 'Complete',
	value: 'complete',
	action: 'Complete session',
	description: 'Conclude a session, so that it leaves the queue',
	endpoint: 'PUT /chat/v1/session/{id}/complete',
	properties: [
		sessionId,
		{
			displayName: 'Reactivate On New Message',
			name: 'reactivateOnNewMessage',
			type: 'boolean',
			default: false,
			description: 'Whether a new message of the contact opens this session again instead of starting a new one',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [stopBotInExecution],
		},
	],
	request: ({ sessionId, reactivateOnNewMessage, options }) => ({
		path: { id: sessionId },
		body: { reactivateOnNewMessage, stopBotInExecution: options.stopBotInExecution ?? false },
	}),
	output: (session, { sessionId }) => ({ success: true, sessionId, ...session }),
});
