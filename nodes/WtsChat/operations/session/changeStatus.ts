import { operation } from '../operation';
import { changedSession, changedSessionSummary, sessionId, sessionStatuses, stopBotOptions } from '../../fields/session';

export const changeStatus = operation({
	name: 'Change Status',
	value: 'changeStatus',
	action: 'Change status of session',
	description: 'Put a session into another status, such as back into the queue',
	endpoint: 'PUT /chat/v1/session/{id}/status',
	properties: [
		sessionId,
		{
			displayName: 'New Status',
			name: 'newStatus',
			type: 'options',
			options: sessionStatuses,
			default: 'PENDING',
			description: 'Where the session stands from now on',
		},
		stopBotOptions,
	],
	request: ({ sessionId, newStatus, options }) => ({ path: { id: sessionId }, body: { newStatus, options } }),
	output: (session, { sessionId }) => changedSession(session, sessionId),
	simplify: changedSessionSummary,
});
