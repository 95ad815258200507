import { UserError } from 'n8n-workflow';
import { written } from './date';
import type { Field } from './field';
import { cutOff, isCutOff } from './wholeText';

// Names and values of somebody's own, which are given in rows, as one object in JSON, or as both.

/** What was given in rows, and as one object. */
export interface RowsAndJson {
	rows?: { entries?: ReadonlyArray<{ name: string; value?: unknown }> };
	json?: Readonly<Record<string, unknown>> | null;
}

/** A name and a value, and the field in which they stand, as the user knows it. */
export interface Pair {
	name: string;
	value: unknown;
	field: string;
}

/** What the field for one object is called beside that for the rows. */
const inJson = (rows: string): string => `${rows} (JSON)`;

/** What the object is called, and said of it, beside the rows that are called so. */
export const besideRows = (rows: string, description: string): { displayName: string; description: string } => ({
	displayName: inJson(rows),
	description: `${description}. As one object, beside the rows of '${rows}' or in their place.`,
});

/** The names and values of an object. */
export const pairsIn = ({ displayName }: Pick<Field, 'displayName'>, values: Readonly<Record<string, unknown>>): Pair[] =>
	Object.entries(values).map(([name, value]) => ({ name, value, field: displayName }));

/**
 * What rows and an object give together.
 * @param called what each of them is, as in "template parameter"
 * @param label of the rows
 * @throws UserError for a name that is given twice
 */
export function pairsOf(called: string, label: string, { rows, json }: RowsAndJson): Pair[] {
	const pairs = [
		...(rows?.entries ?? []).map(({ name, value }) => ({ name, value, field: label })),
		...pairsIn({ displayName: inJson(label) }, json ?? {}),
	];
	const names = new Set<string>();
	for (const pair of pairs) {
		if (names.has(pair.name)) {
			throw complaint(called, pair, 'is given twice', 'Leave one out: nothing says which of the values is meant.');
		}
		names.add(pair.name);
	}
	return pairs;
}

/** An error about one of them. */
export const complaint = (called: string, { name, field }: Pair, why: string, description: string) =>
	new UserError(`The ${called} “${name}” ${why}`, { description: `${description} The field is '${field}'.` });

/**
 * A value as a text; one that holds nothing as an empty one.
 * @param called what it is, as in "template parameter"
 * @throws UserError for what is no single text
 */
export function textInPair(called: string, pair: Pair): string {
	const complain = (why: string, description: string) => complaint(called, pair, why, description);
	const given = written(pair.value);
	if (typeof given === 'object' && given !== null) {
		const what = Array.isArray(given) ? 'A list' : 'An object';
		throw complain('is not a single value', `${what} was given. Use an expression that gives the text itself.`);
	}
	if (typeof given === 'number' && !Number.isFinite(given)) {
		throw complain('is not a text', `“${given}” was given, the result of a failed calculation.`);
	}
	const text = String(given ?? '');
	if (isCutOff(text)) throw complain('ends or begins in the middle of a character', cutOff(text));
	return text;
}
