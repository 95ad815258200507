import type { INodeProperties } from 'n8n-workflow';
import type { Declaration, Parameters } from './field';
import { fromIfWanted, text } from './send';
import { shownWith } from './shown';
import { cleanParameters, parameterFields, template, templateParametersOf } from './template';
import { checkTemplateFile, templateFile } from './templateFile';

/** A message that is a text of one's own or an approved template, and the channel it goes out on. */
export const textOrTemplate = [
	{
		...fromIfWanted,
		description:
			'The channel to send from. Left empty, the service chooses one for a text; a template goes out on the only one of the account.',
	},
	{
		displayName: 'Message Type',
		name: 'messageType',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Template',
				value: 'template',
				description: 'An approved template, which also reaches contacts who have not written for a day',
			},
			{ name: 'Text', value: 'text', description: 'On WhatsApp within 24 hours of the last message of the contact' },
		],
		default: 'text',
	},
	{
		...text,
		name: 'message',
		placeholder: 'e.g. Is Tuesday at 10 fine with you?',
		displayOptions: { show: { messageType: ['text'] } },
	},
	...shownWith({ messageType: ['template'] }, [template, ...parameterFields, ...templateFile]),
] as const satisfies Declaration[];

/** For the options of what sends such a message. */
export const cleanTemplateParameters = {
	...cleanParameters,
	displayOptions: { show: { '/messageType': ['template'] } },
} as const satisfies INodeProperties;

type Given = Parameters<typeof textOrTemplate> & { options: { cleanParameters?: boolean } };

/**
 * The template that is to be sent, and its parameters; undefined for a text. Its file comes beside it.
 * @throws UserError that names the parameter whose value is empty or no text, or if its file has no address
 */
export function chosenTemplate({ options, ...parameters }: Given) {
	if (parameters.messageType === 'text') return undefined;
	checkTemplateFile(parameters);
	return {
		templateId: parameters.templateId,
		parameters: templateParametersOf(parameters, options.cleanParameters),
	};
}
