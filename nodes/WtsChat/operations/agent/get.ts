import { operation } from '../operation';
import { agentSummary } from '../../fields/agent';
import { agent } from '../../fields/pick';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get agent',
	description: 'Retrieve one agent with the departments that the agent belongs to',
	endpoint: 'GET /core/v1/agent/{id}',
	properties: [
		agent,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [ifNotFound],
		},
	],
	request: ({ agentId }) => ({ path: { id: agentId } }),
	simplify: agentSummary,
});
