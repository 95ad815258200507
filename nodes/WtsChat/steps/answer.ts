import { plain } from '../fields/name';

/** What counts as an answer to a question. */
export type AnswerForm =
	| { type: 'freeText' }
	| { type: 'choice'; choices: string[] }
	| { type: 'number'; minimum: number; maximum: number };

/** What a contact's words mean as an answer; empty if they do not fit the question. */
export type Answer = {
	choice?: string;
	/** The place of the choice, from 1. */
	choiceNumber?: number;
	number?: number;
};

/**
 * Reads an answer out of what a contact wrote.
 * @returns undefined if it does not fit, or could mean more than one thing
 */
export function answerOf(form: AnswerForm, text: string): Answer | undefined {
	switch (form.type) {
		case 'freeText':
			return {};
		case 'choice':
			return choiceOf(form.choices, text);
		case 'number': {
			const number = numberOf(text, form.maximum);
			return number !== undefined && number >= form.minimum && number <= form.maximum ? { number } : undefined;
		}
	}
}

/** By its number, by its words, or by its words among others, as long as no other choice is named too. */
function choiceOf(choices: readonly string[], text: string): Answer | undefined {
	const written = wordsOf(text);
	if (written === '') return undefined;
	const answer = (index: number) => ({ choice: choices[index], choiceNumber: index + 1 });
	const labels = choices.map(wordsOf);
	const same = labels.indexOf(written);
	if (same !== -1) return answer(same);
	if (/^\d+$/.test(written)) {
		const place = Number(written);
		return place >= 1 && place <= choices.length ? answer(place - 1) : undefined;
	}
	const named = labels.flatMap((label, index) =>
		label !== '' && ` ${written} `.includes(` ${label} `) ? [index] : [],
	);
	return named.length === 1 ? answer(named[0]) : undefined;
}

/** The one number in a text; of "4/5" and "4 de 5" the first, where the second is the most that there is. */
function numberOf(text: string, maximum: number): number | undefined {
	const numbers = [...plain(text).matchAll(/-?\d+(?:[.,]\d+)?/g)].map(([number]) => Number(number.replace(',', '.')));
	const [first, second] = numbers;
	if (numbers.length === 2 && second === maximum) return first;
	return numbers.length === 1 ? first : undefined;
}

/** The words of a text without case, accents, punctuation and the marks of emoji digits. */
const wordsOf = (text: string) =>
	plain(text)
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();
