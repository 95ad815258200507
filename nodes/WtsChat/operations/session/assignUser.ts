import { operation } from '../operation';
import { user } from '../../fields/pick';
import { changedSessionSummary, sessionId, stopBotOptions } from '../../fields/session';

export const assignUser = operation({
	name: 'Assign User',
	value: 'assignUser',
	action: 'Assign user to session',
	description: 'Give a session to a person of the team, who then looks after it',
	endpoint: 'PUT /chat/v1/session/{id}/assignee',
	properties: [sessionId, user, stopBotOptions],
	request: ({ sessionId, userId, options }) => ({ path: { id: sessionId }, body: { userId, options } }),
	output: (session, { sessionId }) => ({ success: true, sessionId, ...session }),
	simplify: changedSessionSummary,
});
