import { plain, wordsIn } from '../fields/name';
import { readingsOf } from '../fields/number';
import type { AnswerForm } from '../fields/response';
import { CONSENT, COURTESY, DENIAL, NUMBERED, phrases, RATED } from './courtesy';

/** What a contact's words mean as an answer to a question; nothing is in it where any text will do. */
export type Meaning = {
	choice?: string;
	/** The number of the choice, from 1. */
	choiceNumber?: number;
	number?: number;
};

/**
 * Reads what a contact wrote as an answer to a question. Nothing is guessed.
 * @returns undefined if it does not fit the question, or could mean more than one thing
 */
export function meaningOf(form: AnswerForm, text: string): Meaning | undefined {
	switch (form.type) {
		case 'freeText':
			return {};
		case 'choice': {
			const index = choiceOf(form.choices, text);
			return index === undefined ? undefined : { choice: form.choices[index], choiceNumber: index + 1 };
		}
		case 'number': {
			const number = numberOf(form, text);
			return number === undefined ? undefined : { number };
		}
	}
}

const QUESTION = /[?¿？⁇⁈⁉❓❔🤔🤷🤨😕🙄]/u;
const REFUSAL = /[👎❌✖🚫⛔🙅]/u;

/**
 * The choice that a text is: as it stands, as the text of a button is; or its words or its number, with nothing around
 * them but words of courtesy and emojis.
 * @returns its index
 */
function choiceOf(choices: readonly string[], text: string): number | undefined {
	const asItStands = theOnly(choices.map((choice) => sameText(choice) === sameText(text)));
	if (asItStands !== undefined) return asItStands;

	const written = wordsIn(text);
	const isDenial = has(written, DENIAL);
	if (QUESTION.test(text) || (REFUSAL.test(text) && !isDenial)) return undefined;
	const labels = choices.map(wordsIn);
	const inWords = theOnly(labels.map((label) => label !== '' && label === written));
	if (inWords !== undefined) return inWords;

	const courtesy = isDenial ? COURTESY : [...COURTESY, ...CONSENT];
	const isMeant = labels.map((label, index) => {
		const rest = without(written, namesOf(label, index + 1, labels));
		const others = labels.filter((other) => other !== label && other !== '');
		return rest !== written && !has(rest, others) && without(rest, courtesy).trim() === '';
	});
	return theOnly(isMeant);
}

/** What a choice can be called: its label, and its number unless that is the label of another choice. */
function namesOf(label: string, place: number, labels: readonly string[]): string[] {
	const byPlace = labels.includes(String(place)) ? [] : [`(?:(?:${NUMBERED.join('|')}) )?0*${place}`];
	return label === '' ? byPlace : [label, ...byPlace];
}

/** Signs that say about, more than, less than or percent: a number with one of them is not the number alone. */
const INEXACT = /[<>~≈±≤≥≠%]|\d\s*\+/u;
const NUMBER = /-?(?:(?<!\S)[.,])?\d(?:[\d.,]*\d)?/gu;
/** Between a number and the most that there is, as in "4/5" and "4 de 5". */
const OF = /^\s*(?:\/|de|of|out of|sobre)\s*$/u;
const MONEY = /r?\$/gu;

/** The one number in a text, with nothing around it but words of courtesy and what is rated by it. */
function numberOf({ minimum, maximum }: { minimum: number; maximum: number }, text: string): number | undefined {
	const written = plain(text).replace(/[−–]/gu, '-');
	if (QUESTION.test(text) || INEXACT.test(maximum === 100 ? written.replace('%', '') : written)) return undefined;

	const [first, most, ...more] = written.matchAll(NUMBER);
	if (!first || more.length > 0) return undefined;
	const last = most ?? first;
	if (most && !(OF.test(between(written, first, most)) && Object.values(readingsOf(most[0])).includes(maximum))) {
		return undefined;
	}
	const around = `${written.slice(0, first.index)} ${written.slice(last.index + last[0].length)}`;
	const words = wordsIn(around.replace(MONEY, ' '));
	if (without(words, [...COURTESY, ...CONSENT, ...RATED]).trim() !== '') return undefined;

	const isIn = (number: number | undefined) => number !== undefined && number >= minimum && number <= maximum;
	const { inThousands, withDecimals } = readingsOf(first[0]);
	if (isIn(inThousands)) return isIn(withDecimals) && !isRound(first[0], around) ? undefined : inThousands;
	// Where it is about thousands, "6.500" is too much rather than six and a half.
	const isTooMuch = inThousands !== undefined && maximum >= 1_000;
	return isIn(withDecimals) && !isTooMuch ? withDecimals : undefined;
}

/** Whether a number with a point surely is one of thousands: nobody writes decimals that end in 0, and money has two. */
const isRound = (number: string, around: string) =>
	/\.\d\d0$/u.test(number) || (number.includes('.') && around.search(MONEY) !== -1);

const between = (text: string, one: RegExpExecArray, other: RegExpExecArray) =>
	text.slice(one.index + one[0].length, other.index);

/** The index of the one that is true, if only one is. */
function theOnly(truths: readonly boolean[]): number | undefined {
	const index = truths.indexOf(true);
	return index !== -1 && index === truths.lastIndexOf(true) ? index : undefined;
}

const has = (text: string, list: readonly string[]) => list.length > 0 && text.search(phrases(list)) !== -1;

const without = (text: string, list: readonly string[]) =>
	list.length > 0 ? text.replace(phrases(list), ' ') : text;

/** A text without regard to case, accents and the colour of a thumb. */
const sameText = (text: string) => plain(text).replace(/\p{Emoji_Modifier}/gu, '');
