import { operation } from '../operation';
import { agentSummary } from '../../fields/agent';
import { collection } from '../../fields/collection';
import { agent } from '../../fields/pick';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get agent',
	description: 'Retrieve one agent with the departments that the agent belongs to',
	endpoint: 'GET /core/v1/agent/{id}',
	properties: [agent, collection.options([ifNotFound])],
	request: ({ agentId }) => ({ path: { id: agentId } }),
	simplify: agentSummary,
});
