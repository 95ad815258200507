import { CHOOSE, locator, locatorWithLink, severalOf } from './locator';

export const department = locator({
	displayName: 'Department',
	name: 'departmentId',
	description: 'The team that looks after the conversation',
	picks: 'department',
});

export const user = locator({
	displayName: 'User',
	name: 'userId',
	description: "The person who looks after the conversation. By ID, it is the agent's user ID or the agent ID.",
	picks: 'user',
});

export const contact = locatorWithLink({
	displayName: 'Contact',
	name: 'contactId',
	description: 'The person or group at the other end of the conversation',
	picks: 'contact',
});

export const channels = severalOf({
	displayName: 'Channel Names or IDs',
	name: 'channelIds',
	description: `WhatsApp numbers, Instagram or Messenger accounts. ${CHOOSE}.`,
	picks: 'channel',
	load: 'getChannels',
});

export const tags = severalOf({
	displayName: 'Tag Names or IDs',
	name: 'tagIds',
	description: `Tags of the contact. ${CHOOSE}.`,
	picks: 'tag',
	load: 'getTags',
});

export const agent = locator({
	displayName: 'Agent',
	name: 'agentId',
	description: 'The agent to work on. By ID, it is the ID of the agent or the user ID that all else refers to.',
	picks: 'agent',
});

export const portfolio = locator({
	displayName: 'Portfolio',
	name: 'portfolioId',
	description: 'The portfolio of contacts to work on',
	picks: 'portfolio',
});

export const portfolios = severalOf({
	displayName: 'Portfolio Names or IDs',
	name: 'portfolioIds',
	description: CHOOSE,
	picks: 'portfolio',
	load: 'getPortfolios',
});

export const sequences = severalOf({
	displayName: 'Sequence Names or IDs',
	name: 'sequenceIds',
	description: CHOOSE,
	picks: 'sequence',
	load: 'getSequences',
});

export const tag = locator({
	displayName: 'Tag',
	name: 'tagId',
	description: 'The tag to work on',
	picks: 'tag',
});
