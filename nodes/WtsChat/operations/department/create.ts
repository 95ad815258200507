import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { departmentAgents, departmentName, departmentSettings, restriction, settingsOf } from '../../fields/department';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create department',
	description: 'Make a team of agents that looks after conversations',
	endpoint: 'POST /core/v1/department',
	properties: [departmentName, collection.additionalFields([departmentAgents, ...departmentSettings, restriction])],
	request: ({ name, additionalFields: { agents, ...settings } }) => ({
		body: { name, agents: agents && (agents.entries ?? []), ...settingsOf(settings) },
	}),
});
