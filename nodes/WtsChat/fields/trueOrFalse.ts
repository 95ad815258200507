import { plain } from './name';

// As programs and spreadsheets write it, those in Portuguese too.
const TRUE = ['true', '1', 'yes', 'sim', 'verdadeiro'];
const FALSE = ['false', '0', 'no', 'nao', 'falso'];

/**
 * What is meant by a value that says whether something is so, whatever its case and accents.
 * @returns undefined if it says neither
 */
export function trueOrFalse(given: string): boolean | undefined {
	const word = plain(given);
	return TRUE.includes(word) ? true : FALSE.includes(word) ? false : undefined;
}
