import type { INodeProperties } from 'n8n-workflow';
import type { ValueOf } from './field';

/**
 * The language of what the node itself writes to contacts. Contacts are mostly Brazilian, whatever language n8n speaks to
 * its users, so it is Portuguese unless somebody says otherwise.
 */
export const language = {
	displayName: 'Language',
	name: 'language',
	type: 'options',
	options: [
		{ name: 'English', value: 'en' },
		{ name: 'Português', value: 'pt' },
	],
	default: 'pt',
	description:
		'The language of the contact, for what the node itself writes: the words for yes and no, and what asks again when a reply does not fit, as far as you leave them empty',
} as const satisfies INodeProperties;

export type Language = ValueOf<typeof language>;

interface Words {
	yes: string;
	no: string;
	/** Asks again where one of several choices was expected. */
	chooseAgain: string;
	/** Asks again where a number was expected. */
	numberAgain(minimum: number, maximum: number): string;
}

/** A number in digits. The rules of a language take long to load, so they are asked for only here. */
const digits = (locale: string, number: number) =>
	new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 20 }).format(number);

/** What the node itself writes to contacts. */
export const wordsToContacts: Record<Language, Words> = {
	en: {
		yes: 'Yes',
		no: 'No',
		chooseAgain: 'Sorry, I did not understand that. Please answer with one of the options.',
		numberAgain: (minimum, maximum) =>
			`Sorry, I did not understand that. Please answer with a number from ${digits('en', minimum)} to ${digits('en', maximum)}.`,
	},
	pt: {
		yes: 'Sim',
		no: 'Não',
		chooseAgain: 'Desculpe, não entendi. Por favor, responda com uma das opções.',
		numberAgain: (minimum, maximum) =>
			`Desculpe, não entendi. Por favor, responda com um número de ${digits('pt-BR', minimum)} a ${digits('pt-BR', maximum)}.`,
	},
};
