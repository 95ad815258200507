import type { INodeProperties } from 'n8n-workflow';
import type { Declaration } from './field';

export const availability = {
	displayName: 'Availability',
	name: 'availability',
	type: 'options',
	options: [
		{ name: 'Available', value: 'AVAILABLE' },
		{ name: 'Unavailable', value: 'UNAVAILABLE' },
	],
	default: 'AVAILABLE',
	description: 'Whether conversations may be given to the agent',
} as const satisfies INodeProperties;

export const agentName = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Paulo Leão',
	description: 'Full name of the agent',
} as const satisfies INodeProperties;

export const agentEmail = {
	displayName: 'Email',
	name: 'email',
	type: 'string',
	default: '',
	placeholder: 'e.g. paulo@example.com',
	description: 'Address that the agent logs in with',
	form: 'email',
} as const satisfies Declaration;

export const agentPhone = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'string',
	default: '',
	placeholder: 'e.g. +55 11 98888-7777',
	description: 'With + and the country code; Brazilian numbers also with the area code alone',
} as const satisfies INodeProperties;

export const profile = {
	displayName: 'Profile',
	name: 'profile',
	type: 'options',
	options: [
		{ name: 'Admin', value: 'Admin', description: 'Manages the account' },
		{ name: 'Agent', value: 'Agent', description: 'Serves customers' },
		{ name: 'Restricted Agent', value: 'RestrictedAgent', description: 'Serves customers, with fewer rights' },
	],
	default: 'Agent',
	description: 'What the agent may do in the account',
} as const satisfies INodeProperties;

/** What is left of an agent in simple output. */
export const agentSummary = [
	'id',
	'userId',
	'name',
	'shortName',
	'email',
	'phoneNumber',
	'phoneNumberE164',
	'profile',
	'isOwner',
	'availability',
	'departments',
] as const;
