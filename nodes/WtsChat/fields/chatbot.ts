import type { Declaration } from './field';

/** Sends refer to a chatbot by its key, not by its ID (observed.md §8). */
export const chatbot = {
	displayName: 'Chatbot',
	name: 'botKey',
	type: 'resourceLocator',
	form: 'id',
	default: { mode: 'list', value: '' },
	description: 'The chatbot to start. The list holds those that are published and may be started by the API.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a chatbot…',
			typeOptions: { searchListMethod: 'searchChatbots', searchable: true },
		},
		{
			displayName: 'By Key',
			name: 'key',
			type: 'string',
			placeholder: 'e.g. 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
			hint: 'The key of the chatbot, which is not its ID',
		},
	],
} as const satisfies Declaration;
