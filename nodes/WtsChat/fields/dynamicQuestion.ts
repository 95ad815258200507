import { UserError, type IDataObject } from 'n8n-workflow';
import type { Declaration, Parameters } from './field';

const forQuestions = { blockType: ['dynamicQuestion'] };

/** The question that a block of that kind is to ask, and its choices (observed.md §4). */
export const dynamicQuestion = [
	{
		displayName: 'Question',
		name: 'question',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Which day suits you?',
		description: 'What the contact is asked',
		displayOptions: { show: forQuestions },
	},
	{
		displayName: 'Show Choices As',
		name: 'questionType',
		type: 'options',
		options: [
			{ name: 'Buttons', value: 'BUTTONS', description: 'A button can also lead to an address' },
			{ name: 'List', value: 'LIST', description: 'A choice can also have a description' },
			{ name: 'Numbers', value: 'NUMBERS', description: 'A numbered text, on every channel' },
		],
		default: 'BUTTONS',
		description: 'How the contact sees the choices',
		displayOptions: { show: forQuestions },
	},
	{
		displayName: 'Take Choices From',
		name: 'choicesFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Input Items',
				value: 'items',
				description: 'Each item is a choice, such as the free slots of a calendar',
			},
			{ name: 'The Fields Below', value: 'fields' },
		],
		default: 'fields',
		displayOptions: { show: forQuestions },
	},
	{
		displayName: 'Choices',
		name: 'choices',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add choice',
		required: true,
		default: {},
		description: 'What the contact can choose from, at most 50',
		options: [
			{
				displayName: 'Choice',
				name: 'entries',
				values: [
					{ displayName: 'Text', name: 'text', type: 'string', required: true, default: '' },
					{
						displayName: 'Description',
						name: 'description',
						type: 'string',
						default: '',
						description: 'More about it; in a list only',
					},
					{
						displayName: 'URL',
						name: 'url',
						type: 'string',
						default: '',
						placeholder: 'e.g. https://example.com',
						description: 'Where the button leads; with buttons only',
					},
				],
			},
		],
		displayOptions: { show: { ...forQuestions, choicesFrom: ['fields'] } },
	},
	{
		displayName: 'Text Field',
		name: 'textField',
		type: 'string',
		keepsSpaces: true,
		required: true,
		default: 'text',
		placeholder: 'e.g. slot',
		description: 'The name of the field of the items that holds the text of the choice',
		displayOptions: { show: { ...forQuestions, choicesFrom: ['items'] } },
	},
	{
		displayName: 'Description Field',
		name: 'descriptionField',
		type: 'string',
		keepsSpaces: true,
		default: '',
		placeholder: 'e.g. doctor',
		description: 'The name of the field that holds more about it; in a list only',
		displayOptions: { show: { ...forQuestions, choicesFrom: ['items'] } },
	},
	{
		displayName: 'URL Field',
		name: 'urlField',
		type: 'string',
		keepsSpaces: true,
		default: '',
		placeholder: 'e.g. link',
		description: 'The name of the field that holds where the button leads; with buttons only',
		displayOptions: { show: { ...forQuestions, choicesFrom: ['items'] } },
	},
] as const satisfies Declaration[];

/** The block takes no more (observed.md §4). */
const MOST_CHOICES = 50;

interface Choice {
	text: string;
	description: string;
	url: string;
}

/**
 * The question as the block takes it.
 * @param items the contents of all input items
 * @throws UserError if there is no choice or too many, and for one that its kind of question cannot show
 */
export function dynamicQuestionOf(
	parameters: Parameters<typeof dynamicQuestion>,
	items: readonly IDataObject[],
): { text?: string; type: string; options: Array<Partial<Choice>> } {
	const { question, questionType, choicesFrom, choices } = parameters;
	const given = choicesFrom === 'items' ? items.map((item) => choiceOf(item, parameters)) : (choices.entries ?? []);
	const complain = (message: string, description: string) => new UserError(message, { description });
	if (given.length > MOST_CHOICES) {
		throw complain(
			`There are more than ${MOST_CHOICES} choices`,
			`${given.length} were given. Leave some out, such as with n8n's Limit node.`,
		);
	}
	const options = given.map(({ text, description, url }, index) => {
		const which = `It is choice ${index + 1}.`;
		if (text.trim() === '')
			throw complain('A choice has no text', `${which} Each needs a text that the contact can choose.`);
		if (description !== '' && questionType !== 'LIST') {
			throw complain(
				'Only a list shows descriptions',
				`${which} Take its description away, or show the choices as a list.`,
			);
		}
		if (url !== '' && questionType !== 'BUTTONS') {
			throw complain('Only buttons lead to an address', `${which} Take its URL away, or show the choices as buttons.`);
		}
		if (url !== '' && !(/^https?:\/\//i.test(url) && URL.canParse(url))) {
			throw complain(
				'The URL of a choice is not an address',
				`“${url}” was given. ${which} Enter the whole address, with https:// in front.`,
			);
		}
		return { text, ...(description !== '' && { description }), ...(url !== '' && { url }) };
	});
	const texts = options.map(({ text }) => text.trim().toLowerCase());
	const twice = texts.find((text, index) => texts.indexOf(text) !== index);
	if (twice !== undefined)
		throw complain(
			'Two choices have the same text',
			`“${twice}” was given twice, so nobody could tell which was chosen.`,
		);
	return { ...(question !== '' && { text: question }), type: questionType, options };
}

/** The choice that an input item is. */
function choiceOf(
	item: IDataObject,
	{ textField, descriptionField, urlField }: Parameters<typeof dynamicQuestion>,
): Choice {
	const read = (name: string): string => {
		const value = name === '' || !Object.hasOwn(item, name) ? '' : item[name];
		if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
		if (value === null || value === undefined) return '';
		throw new UserError(`The field '${name}' of an item holds no text`, {
			description: 'Enter the name of a field that holds a text or a number.',
		});
	};
	return { text: read(textField), description: read(descriptionField), url: read(urlField) };
}
