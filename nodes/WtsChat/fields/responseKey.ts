import type { Declaration } from './field';
import { byText, fromList } from './locator';

/** What the editor calls the trigger of chatbots. Where it is renamed, the editor renames it in expressions of other nodes. */
const TRIGGER = 'WTS Chat Chatbot Trigger';

/**
 * The keys of the block that called last, for the list of `responseKey`: n8n gives a list what the other fields of the
 * node hold, and the editor puts what came to the trigger into that.
 */
export const blockKeys = {
	displayName: 'Keys of the Block',
	name: 'blockKeys',
	type: 'hidden',
	forEditor: true,
	default: `={{ (() => { try { return $('${TRIGGER}').first().json.responseKeys } catch {} })() ?? $json.responseKeys }}`,
} as const satisfies Declaration;

/** The way that a chatbot is to take. */
export const responseKey = {
	displayName: 'Response',
	name: 'response',
	type: 'resourceLocator',
	optional: true,
	default: { mode: 'list', value: '' },
	description:
		'The way that the chatbot is to take: one of the keys of its block. The list shows them once the trigger has run in the editor. Left empty, the chatbot goes on along its main way.',
	modes: [fromList('response key', 'searchResponseKeys'), byText('By Key', 'key', 'KNOWN')],
} as const satisfies Declaration;
