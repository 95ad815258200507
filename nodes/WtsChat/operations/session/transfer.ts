import { operation } from '../operation';
import { department, user } from '../../fields/pick';
import { changedSession, changedSessionSummary, sessionId, stopBotOptions } from '../../fields/session';
import { sessionWithUser } from '../../steps/user';

const endpoint = 'PUT /chat/v1/session/{id}/transfer';

export const transfer = operation({
	name: 'Transfer',
	value: 'transfer',
	action: 'Transfer session',
	description: 'Hand a session over to a department, where it waits in the queue, or to a person of the team',
	endpoint,
	properties: [
		sessionId,
		{
			displayName: 'Transfer To',
			name: 'type',
			type: 'options',
			// What can be filled in depends on it, so it cannot vary from item to item.
			noDataExpression: true,
			options: [
				{ name: 'Department', value: 'DEPARTMENT' },
				{ name: 'User', value: 'USER' },
			],
			default: 'DEPARTMENT',
		},
		{
			...department,
			name: 'newDepartmentId',
			description: 'The team that gets the conversation',
			displayOptions: { show: { type: ['DEPARTMENT'] } },
		},
		{
			...user,
			name: 'newUserId',
			description: "The person who gets the conversation. By ID, it is the agent's user ID or the agent ID.",
			displayOptions: { show: { type: ['USER'] } },
		},
		stopBotOptions,
	],
	request: ({ sessionId, type, newDepartmentId, newUserId, options }) => ({
		path: { id: sessionId },
		body: { type, ...(type === 'USER' ? { newUserId } : { newDepartmentId }), options },
	}),
	complete: async (session, { sessionId, type, newUserId, options }, service) => {
		if (type !== 'USER') return session;
		const path = { id: sessionId };
		return await sessionWithUser(
			service,
			sessionId,
			newUserId,
			session,
			async (userId) => await service.send({ endpoint, path, body: { type, newUserId: userId, options } }),
		);
	},
	output: (session, { sessionId }) => changedSession(session, sessionId),
	simplify: changedSessionSummary,
});
