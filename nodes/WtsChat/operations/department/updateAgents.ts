import { operation } from '../operation';
import { department, departmentAgents } from '../../fields/department';
import { membershipAction } from '../../fields/membership';

export const updateAgents = operation({
	name: 'Update Agents',
	value: 'updateAgents',
	action: 'Update agents of department',
	description: 'Put agents into a department, change their part in it, or take them out',
	endpoint: 'PUT /core/v1/department/{id}/agents',
	properties: [department, membershipAction, departmentAgents],
	request: ({ departmentId, membershipAction: action, agents }) => ({
		path: { id: departmentId },
		body: { action, items: agents.entries ?? [] },
	}),
	output: (_, { departmentId, membershipAction: action, agents }) => ({
		success: true,
		departmentId,
		action,
		agents: agents.entries ?? [],
	}),
});
