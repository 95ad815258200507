import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { departmentAgents, departmentSettings, restriction, settingsOf } from '../../fields/department';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create department',
	description: 'Make a team of agents that looks after conversations',
	endpoint: 'POST /core/v1/department',
	properties: [
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Vendas',
			description: 'What the department is called',
		},
		collection.additionalFields([departmentAgents, ...departmentSettings, restriction]),
	],
	request: ({ name, additionalFields: { agents, ...settings } }) => ({
		body: { name, agents: agents && (agents.entries ?? []), ...settingsOf(settings) },
	}),
});
