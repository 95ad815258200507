import { operation } from '../operation';
import { sessionId } from '../../fields/session';

export const sendTyping = operation({
	name: 'Send Typing',
	value: 'sendTyping',
	action: 'Send typing indicator',
	description:
		'Show the contact of a session that somebody is typing; works on the official WhatsApp API and does nothing elsewhere',
	endpoint: 'POST /chat/v1/send/typing',
	// It shows for some seconds and leaves nothing behind.
	repeatable: true,
	properties: [sessionId],
	request: ({ sessionId }) => ({ body: { sessionId } }),
	output: (_, { sessionId }) => ({ success: true, sessionId }),
});
