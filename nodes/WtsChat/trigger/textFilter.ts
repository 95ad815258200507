import { wordsIn } from '../fields/name';

/** The filters on texts. */
export interface TextFilter {
	/** Words or phrases, with commas or lines between them; one of them is enough. */
	textContains?: string;
	/** A regular expression. */
	textMatches?: string;
}

/** How many characters a pattern looks at, so that no message can keep it busy for long. */
const MOST_LOOKED_AT = 10_000;

/** Whether a filter lets a text through. A pattern that is wrong excludes nothing; `faultOfText` reports it. */
export function hasWanted({ textContains, textMatches }: TextFilter, text: string): boolean {
	const written = unified(text);
	const wanted = phrasesIn(textContains);
	if (wanted.length > 0 && !wanted.some((phrase) => holds(written, phrase))) return false;
	const pattern = patternOf(textMatches);
	return !(pattern instanceof RegExp) || pattern.test(written.slice(0, MOST_LOOKED_AT));
}

/** A text in one spelling: devices write accents within their letters or beside them, and mark emojis as pictures or not. */
const unified = (text: string) => text.normalize('NFC').replace(/\ufe0f/g, '');

/** What is wrong with a filter; undefined if nothing is. */
export function faultOfText({ textMatches }: TextFilter): string | undefined {
	const pattern = patternOf(textMatches);
	return typeof pattern === 'string' ? `'Text Matches' is no regular expression: ${pattern}.` : undefined;
}

const phrasesIn = (given: unknown): string[] =>
	unified(String(given ?? ''))
		.split(/[,\n]/)
		.map((phrase) => phrase.trim())
		.filter((phrase) => phrase !== '');

/** Whether a text has a phrase in it, as whole words, whatever its case and accents. */
function holds(text: string, phrase: string): boolean {
	const words = wordsIn(phrase);
	// A phrase without letters, such as an emoji, is searched as it stands.
	return words === '' ? text.includes(phrase) : ` ${wordsIn(text)} `.includes(` ${words} `);
}

/** Reads a pattern. @returns undefined if none is given; a text that says what is wrong with it, if it is none */
function patternOf(given: unknown): RegExp | string | undefined {
	const source = unified(String(given ?? '')).trim();
	if (source === '') return undefined;
	try {
		return new RegExp(source, 'iu');
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
