import { operation } from '../operation';
import { agentSummary } from '../../fields/agent';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many agents',
	description: 'Retrieve a list of the agents, each with the user ID that sessions and cards refer to',
	endpoint: 'GET /core/v1/agent',
	properties: [],
	paging: 'whole',
	request: () => ({}),
	simplify: agentSummary,
});
