import type { Declaration } from './field';
import { EXAMPLE_ID } from './id';
import { KINDS } from './kinds';
import { byText, fromList } from './locator';

/** Sends refer to a chatbot by its key, not by its ID (observed.md §8). */
export const chatbot = {
	displayName: 'Chatbot',
	name: 'botKey',
	type: 'resourceLocator',
	picks: 'chatbot',
	default: { mode: 'list', value: '' },
	description: 'The chatbot to start. The list holds those that are published and may be started by the API.',
	modes: [
		fromList('chatbot', 'searchChatbots'),
		{ ...byText('By Key', 'key', EXAMPLE_ID), hint: 'The key of the chatbot, or its ID' },
		byText('By Name', 'name', KINDS.chatbot.example),
	],
} as const satisfies Declaration;
