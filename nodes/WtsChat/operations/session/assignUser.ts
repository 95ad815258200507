import { operation } from '../operation';
import { user } from '../../fields/pick';
import { changedSession, changedSessionSummary, sessionId, stopBotOptions } from '../../fields/session';
import { sessionWithUser } from '../../steps/user';

const endpoint = 'PUT /chat/v1/session/{id}/assignee';

export const assignUser = operation({
	name: 'Assign User',
	value: 'assignUser',
	action: 'Assign user to session',
	description: 'Give a session to a person of the team, who then looks after it',
	endpoint,
	properties: [sessionId, user, stopBotOptions],
	request: ({ sessionId, userId, options }) => ({ path: { id: sessionId }, body: { userId, options } }),
	complete: async (session, { sessionId, userId: given, options }, service) => {
		const path = { id: sessionId };
		return await sessionWithUser(
			service,
			sessionId,
			given,
			session,
			async (userId) => await service.send({ endpoint, path, body: { userId, options } }),
		);
	},
	output: (session, { sessionId }) => changedSession(session, sessionId),
	simplify: changedSessionSummary,
});
