import { operation } from '../operation';
import { agent } from '../../fields/pick';
import { agentSummary } from '../../fields/agent';

export const changeStatus = operation({
	name: 'Change Status',
	value: 'changeStatus',
	action: 'Change status of agent',
	description: 'Block an agent from the account, or let a blocked one in again',
	endpoint: 'POST /core/v1/agent/{id}/status',
	properties: [
		agent,
		{
			displayName: 'Status',
			name: 'status',
			type: 'options',
			options: [
				{ name: 'Active', value: 'Active' },
				{ name: 'Blocked', value: 'Blocked' },
			],
			default: 'Active',
			description: 'Whether the agent may log in',
		},
	],
	repeatable: true,
	request: ({ agentId, status }) => ({ path: { id: agentId }, body: { status } }),
	simplify: agentSummary,
});
