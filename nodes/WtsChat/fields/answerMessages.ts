import { UserError } from 'n8n-workflow';
import { inEntry } from './entry';
import type { Declaration, Parameters } from './field';
import { binaryPropertyName, fileUrl, publicAddress } from './file';
import { shownWith } from './shown';
import { parametersGiven, parametersInCollection } from './template';

/** One of them: what is shown depends on its type, which therefore comes first. */
const message = [
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		options: [
			{ name: 'File by URL', value: 'url', description: 'A file that anybody can download at this address' },
			{
				name: 'File of the Item',
				value: 'binary',
				description: 'A file that an earlier node has brought; it is uploaded first',
			},
			{ name: 'Template', value: 'template', description: 'An approved template' },
			{ name: 'Text', value: 'text' },
		],
		default: 'text',
		description: 'What kind of message it is',
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		description: 'What the contact is to read',
		displayOptions: { show: { type: ['text'] } },
	},
	{ ...fileUrl, required: undefined, displayOptions: { show: { type: ['url'] } } },
	{ ...binaryPropertyName, required: undefined, displayOptions: { show: { type: ['binary'] } } },
	{
		displayName: 'Template ID',
		name: 'templateId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 4c5d6_order_shipped',
		description: 'The ID of the template, which Template: Get Many lists',
		displayOptions: { show: { type: ['template'] } },
	},
	...shownWith(
		{ type: ['template'] },
		parametersInCollection({
			displayName: 'Parameters',
			pairs: 'parameterPairs',
			json: 'parametersJson',
			description: '',
		}),
	),
] as const satisfies Declaration[];

/** The messages that a chatbot is to send, in their order. */
export const answerMessages = {
	displayName: 'Messages',
	name: 'messages',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add message',
	default: {},
	description: 'What the chatbot is to send to the contact, in this order',
	options: [
		{
			displayName: 'Message',
			name: 'entries',
			values: message,
		},
	],
} as const satisfies Declaration;

/** A message as the block takes it, or a file of the item that is to become one. */
export type AnswerMessage =
	| { text: string }
	| { fileUrl: string }
	| { fileId: string }
	| { template: { id: string; parameters?: Record<string, string> } }
	| { binaryPropertyName: string };

type Given = Parameters<[typeof answerMessages]>['messages'];
type Entry = NonNullable<Given['entries']>[number];

/**
 * The messages, in their order.
 * @throws UserError that names the message in which something is missing or wrong
 */
export function answerMessagesOf({ entries = [] }: Given): AnswerMessage[] {
	return entries.map((entry, index) => inEntry(answerMessages, index, () => answerMessageOf(entry)));
}

function answerMessageOf(entry: Entry): AnswerMessage {
	switch (entry.type) {
		case 'text':
			return { text: given('Text', entry.text) };
		case 'url':
			return { fileUrl: publicAddress(given('File URL', entry.fileUrl)) };
		case 'binary':
			return { binaryPropertyName: given('Input Binary Field', entry.binaryPropertyName) };
		case 'template': {
			const parameters = parametersGiven({ rows: entry.parameterPairs, json: entry.parametersJson });
			return { template: { id: given('Template ID', entry.templateId).trim(), ...(parameters && { parameters }) } };
		}
	}
}

function given(name: string, value: string): string {
	if (value.trim() !== '') return value;
	throw new UserError(`${name.replace(/ /g, '')} is empty! Fill in the ${name} field`, {
		description: `'${name}' holds nothing.`,
	});
}
