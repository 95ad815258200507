import type { INodeProperties } from 'n8n-workflow';
import { locator } from './locator';

export const department = locator({
	displayName: 'Department',
	name: 'departmentId',
	description: 'The team that looks after the conversation',
	thing: 'department',
	search: 'searchDepartments',
});

export const user = locator({
	displayName: 'User',
	name: 'userId',
	description: "The person who looks after the conversation. By ID, it is the agent's user ID, not the agent ID.",
	thing: 'user',
	search: 'searchUsers',
});

export const contact = locator({
	displayName: 'Contact',
	name: 'contactId',
	description: 'The person or group at the other end of the conversation',
	thing: 'contact',
	search: 'searchContacts',
});

export const channels = {
	displayName: 'Channel Names or IDs',
	name: 'channelIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getChannels' },
	default: [],
	description:
		'WhatsApp numbers, Instagram or Messenger accounts. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const satisfies INodeProperties;

export const tags = {
	displayName: 'Tag Names or IDs',
	name: 'tagIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getTags' },
	default: [],
	description:
		'Tags of the contact. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const satisfies INodeProperties;
