import { wordsIn } from '../fields/name';

/** What a text has to hold. */
export interface TextFilter {
	/** Words or phrases, with commas or lines between them; one of them is enough. */
	textContains?: string;
	/** A regular expression. */
	textMatches?: string;
}

/** A pattern looks at so many characters at the most, so that no message can keep it busy for long. */
const MOST_LOOKED_AT = 10_000;

/** Whether a filter lets a text through. What cannot be understood as a pattern excludes nothing; `faultOfText` tells. */
export function hasWanted({ textContains, textMatches }: TextFilter, text: string): boolean {
	const written = unified(text);
	const wanted = phrasesIn(textContains);
	if (wanted.length > 0 && !wanted.some((phrase) => holds(written, phrase))) return false;
	const pattern = patternOf(textMatches);
	return !(pattern instanceof RegExp) || pattern.test(written.slice(0, MOST_LOOKED_AT));
}

/** A text as devices that write it otherwise have it: an accent apart from its letter, an emoji marked as a picture. */
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
	// What has no letters, such as an emoji, is looked for as it stands.
	return words === '' ? text.includes(phrase) : ` ${wordsIn(text)} `.includes(` ${words} `);
}

/** @returns undefined if none is given; what is wrong with it, if it is none */
function patternOf(given: unknown): RegExp | string | undefined {
	const source = unified(String(given ?? '')).trim();
	if (source === '') return undefined;
	try {
		return new RegExp(source, 'iu');
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
