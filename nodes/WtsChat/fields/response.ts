import { UserError, type INodeProperties } from 'n8n-workflow';
import type { Parameters } from './field';
import { language, wordsToContacts, type Language } from './language';
import { plain } from './name';

/** What a contact is expected to answer. */
export const response = [
	{
		displayName: 'Response Type',
		name: 'responseType',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Approval', value: 'approval', description: 'Yes or no' },
			{ name: 'Choice', value: 'choice', description: 'One of several choices, by its number or its words' },
			{ name: 'Free Text', value: 'freeText', description: 'Whatever the contact writes or sends' },
			{ name: 'Number', value: 'number', description: 'A number in a range, such as a rating' },
		],
		default: 'freeText',
		description: 'What counts as an answer',
	},
	{ ...language, displayOptions: { show: { responseType: ['approval', 'choice', 'number'] } } },
	{
		displayName: 'Choices',
		name: 'choices',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add choice' },
		default: [],
		placeholder: 'e.g. Delivery',
		description: 'What the contact can choose from. They stand numbered below a text message.',
		displayOptions: { show: { responseType: ['choice'] } },
	},
	{
		displayName: 'Approve Label',
		name: 'approveLabel',
		type: 'string',
		default: '',
		placeholder: 'e.g. Confirmar',
		description: "What the contact answers for yes; left empty, it is 'Yes' or 'Sim', by the language",
		displayOptions: { show: { responseType: ['approval'] } },
	},
	{
		displayName: 'Decline Label',
		name: 'declineLabel',
		type: 'string',
		default: '',
		placeholder: 'e.g. Cancelar',
		description: "What the contact answers for no; left empty, it is 'No' or 'Não', by the language",
		displayOptions: { show: { responseType: ['approval'] } },
	},
	{
		displayName: 'Minimum',
		name: 'minimum',
		type: 'number',
		default: 1,
		description: 'The smallest number that counts',
		displayOptions: { show: { responseType: ['number'] } },
	},
	{
		displayName: 'Maximum',
		name: 'maximum',
		type: 'number',
		default: 5,
		description: 'The largest number that counts',
		displayOptions: { show: { responseType: ['number'] } },
	},
] as const satisfies INodeProperties[];

/** What happens to replies that are no answer. */
export const responseOptions = [
	{
		displayName: 'Ask Again With',
		name: 'askAgainText',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Please answer with a number from 1 to 5',
		description:
			'What is written when a reply does not fit, at most three times. Left empty, the node says in the language of the contact what to answer with, and then repeats the message or, after a template, the choices.',
	},
	{
		displayName: 'If Reply Does Not Fit',
		name: 'ifReplyDoesNotFit',
		type: 'options',
		options: [
			{ name: 'Ask Again', value: 'askAgain', description: 'Write to the contact and go on waiting' },
			{
				name: 'Go On With It',
				value: 'goOn',
				description: 'Take it as the reply; the output says that it does not fit',
			},
			{ name: 'Ignore', value: 'ignore', description: 'Go on waiting without a word' },
		],
		default: 'askAgain',
		description: 'What to do about a reply that is none of the choices, or no number in the range',
	},
	{
		displayName: 'List the Choices',
		name: 'listChoices',
		type: 'boolean',
		default: true,
		description: 'Whether to put the numbered choices below a text message',
	},
] as const satisfies INodeProperties[];

type Response = Parameters<typeof response>;

/** What counts as an answer to a question. */
export type AnswerForm =
	| { type: 'freeText' }
	| { type: 'choice'; choices: string[] }
	| { type: 'number'; minimum: number; maximum: number };

/**
 * What counts as an answer, from what was filled in.
 * @throws UserError if there is nothing to choose from, two choices are the same, or the range holds no number
 */
export function answerFormOf(parameters: Response): AnswerForm {
	const { responseType, minimum, maximum } = parameters;
	switch (responseType) {
		case 'freeText':
			return { type: 'freeText' };
		case 'number':
			if (minimum <= maximum) return { type: 'number', minimum, maximum };
			throw new UserError("'Minimum' is above 'Maximum'", {
				description: `“${minimum}” and “${maximum}” were given. No number would count as an answer.`,
			});
		case 'approval':
			return choiceBetween(
				[
					parameters.approveLabel.trim() || wordsToContacts[parameters.language].yes,
					parameters.declineLabel.trim() || wordsToContacts[parameters.language].no,
				],
				'Approve Label',
			);
		case 'choice': {
			const choices = parameters.choices.map((choice) => choice.trim()).filter((choice) => choice !== '');
			if (choices.length > 0) return choiceBetween(choices, 'Choices');
			throw new UserError('There is nothing to choose from', { description: "Fill in the field 'Choices'." });
		}
	}
}

function choiceBetween(choices: string[], field: string): AnswerForm {
	const names = choices.map(plain);
	const again = choices.find((_, index) => names.indexOf(names[index]) < index);
	if (again === undefined) return { type: 'choice', choices };
	throw new UserError('Two choices are the same', {
		description: `“${again}” is there twice, so nobody could tell which of them a contact means. Change one in '${field}'.`,
	});
}

/** A text with the numbered choices below it. */
export function withChoices(text: string, form: AnswerForm): string {
	if (form.type !== 'choice') return text;
	return `${text}\n\n${form.choices.map((choice, index) => `${index + 1}. ${choice}`).join('\n')}`;
}

/**
 * What asks again for an answer, unless the user says it in their own words.
 * @param question what was asked; undefined if it was a template, which cannot be sent as a text
 */
export function askingAgain(form: AnswerForm, language: Language, question: string | undefined): string {
	const words = wordsToContacts[language];
	switch (form.type) {
		case 'freeText':
			return '';
		case 'number':
			return [words.numberAgain(form.minimum, form.maximum), question ?? []].flat().join('\n\n');
		case 'choice':
			return question === undefined ? withChoices(words.chooseAgain, form) : `${words.chooseAgain}\n\n${question}`;
	}
}
