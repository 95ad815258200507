import { classification } from './classification';
import type { Declaration, Parameters } from './field';
import { stopBotInExecution } from './session';
import { parametersGiven, parametersInCollection, template } from './template';

/** What can be done for a conversation when it is completed. */
export const completionFields = [
	classification,
	{
		displayName: 'Farewell',
		name: 'farewell',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. We are closing this conversation. Write to us again at any time!',
		description:
			"Text to send to the contact before, only where the messaging window is open: on official WhatsApp channels within 24 hours of the contact's last message. If it cannot be sent, the conversation is completed all the same.",
	},
	{
		...template,
		displayName: 'Farewell Template',
		name: 'farewellTemplate',
		description:
			'Approved template to send in place of the farewell where the messaging window is closed, or where there is no text. It must be one of the channel that the conversation is on.',
	},
	...parametersInCollection({
		displayName: 'Farewell Template Parameters',
		pairs: 'farewellTemplateParameters',
		json: 'farewellTemplateParametersJson',
		description: '',
	}),
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Closed automatically after a day without a message',
		description:
			'Internal note to add before, which the team sees and the contact does not. If it cannot be added, the conversation is left as it is.',
	},
	stopBotInExecution,
] as const satisfies Declaration[];

export type CompletionOptions = Partial<Parameters<typeof completionFields>>;

/**
 * The values of the parameters of the farewell's template.
 * @throws UserError for a value that no template can hold
 */
export const farewellParametersOf = ({
	farewellTemplateParameters: rows,
	farewellTemplateParametersJson: json,
}: CompletionOptions) => parametersGiven({ rows, json }, true, 'Farewell Template Parameters');
