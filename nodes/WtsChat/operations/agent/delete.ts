import { UserError } from 'n8n-workflow';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { agent, user } from '../../fields/pick';
import { deleted } from '../../fields/result';

export const deleteAgent = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete agent',
	description: 'Delete an agent for good, and say what becomes of the conversations in progress',
	endpoint: 'DELETE /core/v1/agent/{id}',
	properties: [
		agent,
		collection.options([
			{
				displayName: 'Sessions in Progress',
				name: 'sessionResolution',
				type: 'options',
				options: [
					{ name: 'Complete', value: 'COMPLETE', description: 'Conclude them' },
					{ name: 'Return to Pending', value: 'RETURN_TO_PENDING', description: 'Put them back into the queue' },
					{ name: 'Transfer', value: 'TRANSFER', description: "Give them to the user in 'Transfer To'" },
				],
				default: 'RETURN_TO_PENDING',
				description: 'What becomes of the conversations that the agent has in progress',
			},
			{
				...user,
				displayName: 'Transfer To',
				name: 'transferUserId',
				unanswered: true,
				description:
					"Who takes over the sessions in progress, if they are transferred. By ID, it is the agent's user ID or the agent ID.",
			},
		]),
	],
	request: ({ agentId, options: { sessionResolution, transferUserId } }) => {
		if (sessionResolution === 'TRANSFER' && !transferUserId) {
			throw new UserError('There is nobody to transfer the sessions to', {
				description: "Add 'Transfer To' to the options, or choose something else in 'Sessions in Progress'.",
			});
		}
		return { path: { id: agentId }, body: { sessionResolution, transferUserId } };
	},
	output: (_, { agentId }) => deleted(agentId),
});
