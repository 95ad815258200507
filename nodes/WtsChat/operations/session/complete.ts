import { operation } from '../operation';
import { reactivateOnNewMessage, sessionId, stopBotOptions } from '../../fields/session';

export const complete = operation({
	name: 'Complete',
	value: 'complete',
	action: 'Complete session',
	description: 'Conclude a session, so that it leaves the queue',
	endpoint: 'PUT /chat/v1/session/{id}/complete',
	properties: [sessionId, reactivateOnNewMessage, stopBotOptions],
	request: ({ sessionId, reactivateOnNewMessage, options }) => ({
		path: { id: sessionId },
		body: { reactivateOnNewMessage, stopBotInExecution: options.stopBotInExecution ?? false },
	}),
	output: (session, { sessionId }) => ({ success: true, sessionId, ...session }),
	// Whatever is done next with a conversation that ended, such as a report, finds all of it.
	simplify: ['success', 'sessionId', '*'],
});
