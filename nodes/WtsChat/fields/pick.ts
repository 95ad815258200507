import { locator, locatorWithLink } from './locator';
import type { Declaration } from './field';

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

export const contact = locatorWithLink({
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
	form: 'id',
	default: [],
	description:
		'WhatsApp numbers, Instagram or Messenger accounts. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const satisfies Declaration;

export const tags = {
	displayName: 'Tag Names or IDs',
	name: 'tagIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getTags' },
	form: 'id',
	default: [],
	description:
		'Tags of the contact. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
} as const satisfies Declaration;

export const agent = locator({
	displayName: 'Agent',
	name: 'agentId',
	description: 'The agent to work on. By ID, it is the ID of the agent, not the user ID that all else refers to.',
	thing: 'agent',
	search: 'searchAgents',
});

export const portfolio = locator({
	displayName: 'Portfolio',
	name: 'portfolioId',
	description: 'The portfolio of contacts to work on',
	thing: 'portfolio',
	search: 'searchPortfolios',
});

export const portfolios = {
	displayName: 'Portfolio Names or IDs',
	name: 'portfolioIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getPortfolios' },
	form: 'id',
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
} as const satisfies Declaration;

export const sequences = {
	displayName: 'Sequence Names or IDs',
	name: 'sequenceIds',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getSequences' },
	form: 'id',
	default: [],
	description:
		'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
} as const satisfies Declaration;

export const tag = locator({
	displayName: 'Tag',
	name: 'tagId',
	description: 'The tag to work on',
	thing: 'tag',
	search: 'searchTags',
});
