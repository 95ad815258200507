import { UserError, type INodeProperties } from 'n8n-workflow';
import type { Declaration, Parameters } from './field';
import { channelOf, from, toRecipient } from './send';
import {
	cleanParameters,
	parameterPairs,
	specifyParameters,
	template,
	templateParameters,
	templateParametersOf,
} from './template';

/** A message that is a text of one's own or an approved template, and the channel it goes out on. */
export const textOrTemplate = [
	{
		...from,
		description: 'The channel to send from; the service chooses one if it is left empty',
		...toRecipient,
		optional: true,
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
		displayName: 'Text',
		name: 'message',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. Is Tuesday at 10 fine with you?',
		description: 'What the contact is to read',
		displayOptions: { show: { messageType: ['text'] } },
	},
	{ ...template, displayOptions: { show: { messageType: ['template'] } } },
	{ ...specifyParameters, displayOptions: { show: { messageType: ['template'] } } },
	{ ...templateParameters, displayOptions: { show: { messageType: ['template'], specifyParameters: ['fields'] } } },
	{ ...parameterPairs, displayOptions: { show: { messageType: ['template'], specifyParameters: ['pairs'] } } },
] as const satisfies Declaration[];

/** For the options of what sends such a message. */
export const cleanTemplateParameters = {
	...cleanParameters,
	displayOptions: { show: { '/messageType': ['template'] } },
} as const satisfies INodeProperties;

type Given = Parameters<typeof textOrTemplate> & { options: { cleanParameters?: boolean } };

/**
 * The template that is to be sent, and its parameters; undefined for a text.
 * @throws UserError that names the parameter whose value is empty or no text
 */
export function chosenTemplate({ options, ...parameters }: Given) {
	if (parameters.messageType === 'text') return undefined;
	return {
		templateId: parameters.templateId,
		parameters: templateParametersOf(parameters, options.cleanParameters),
	};
}

/**
 * The channel that a template goes out on to a phone number, which the service does not choose by itself.
 * @throws UserError if none is given
 */
export function templateChannelOf({ from }: Pick<Parameters<typeof textOrTemplate>, 'from'>): string {
	const channel = channelOf(from);
	if (channel !== undefined) return channel;
	throw new UserError('From is empty! Fill in the From field', {
		description: 'The service chooses a channel for a text, but not for a template.',
	});
}
