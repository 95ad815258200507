import type { INodeProperties } from 'n8n-workflow';

/** What becomes of the memberships that an agent or a department has. */
export const membershipAction = {
	displayName: 'Action',
	name: 'membershipAction',
	type: 'options',
	options: [
		{ name: 'Add or Update', value: 'Upsert', description: 'The given ones come or change, all others stay' },
		{ name: 'Remove', value: 'Remove', description: 'The given ones go, all others stay' },
		{ name: 'Replace All', value: 'ReplaceAll', description: 'The given ones come, all others go' },
	],
	default: 'Upsert',
	description: 'What to do with the entries below',
} as const satisfies INodeProperties;

/** A user's part in a department. */
export const roles = [
	{
		displayName: 'Is Agent',
		name: 'isAgent',
		type: 'boolean',
		default: true,
		description: 'Whether the user serves customers in the department',
	},
	{
		displayName: 'Is Supervisor',
		name: 'isSupervisor',
		type: 'boolean',
		default: false,
		description: 'Whether the user supervises the department',
	},
] as const satisfies INodeProperties[];
