import { operation } from '../operation';
import { department } from '../../fields/department';
import { membershipAction, roles } from '../../fields/membership';
import { agent } from '../../fields/pick';

export const updateDepartments = operation({
	name: 'Update Departments',
	value: 'updateDepartments',
	action: 'Update departments of agent',
	description: 'Put an agent into departments, change the part in them, or take the agent out',
	endpoint: 'POST /core/v1/agent/{id}/departments',
	properties: [
		agent,
		membershipAction,
		{
			displayName: 'Departments',
			name: 'departments',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add department',
			default: {},
			description: "Departments and the agent's parts in them",
			options: [
				{
					displayName: 'Department',
					name: 'entries',
					values: [{ ...department, description: 'Which department it is', required: true }, ...roles],
				},
			],
		},
	],
	repeatable: true,
	request: ({ agentId, membershipAction: action, departments }) => ({
		path: { id: agentId },
		body: { action, items: departments.entries ?? [] },
	}),
	output: (_, { agentId, membershipAction: action, departments }) => ({
		success: true,
		agentId,
		action,
		departments: departments.entries ?? [],
	}),
});
