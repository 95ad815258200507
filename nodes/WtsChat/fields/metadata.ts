import type { Declaration } from './field';
import { besideRows, pairsOf, textInPair, type RowsAndJson } from './pairs';

/** Pairs of a name and a value of one's own choosing. */
export const metadata = {
	displayName: 'Metadata',
	name: 'metadata',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add entry',
	default: {},
	description: 'Names and values of your own that are kept with the record',
	options: [
		{
			displayName: 'Entry',
			name: 'entries',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', required: true, default: '' },
				{ displayName: 'Value', name: 'value', type: 'string', default: '', keepsSpaces: true, whenEmptied: 'clear' },
			],
		},
	],
} as const satisfies Declaration;

/**
 * The fields that metadata is written by, in a collection: rows, and one object.
 * @param field the label, name and description of the rows
 */
export const metadataFields = <const Name extends string>(field: {
	displayName: string;
	name: Name;
	description: string;
}) =>
	[
		{ ...metadata, ...field },
		{
			...besideRows(field.displayName, field.description),
			name: `${field.name}Json`,
			type: 'json',
			default: '{}',
			// An object without names names nothing to change.
			whenEmptied: 'leave',
		},
	] as const satisfies Declaration[];

const CALLED = 'metadata';

/**
 * The object that the service wants.
 * @param label of the rows
 * @returns undefined if nothing was given
 * @throws UserError for a name that is given twice, and for a value that is no text
 */
export function metadataObject(given: RowsAndJson, label: string = metadata.displayName): Record<string, string> | undefined {
	const pairs = pairsOf(CALLED, label, given).filter(({ value }) => value !== null && value !== undefined);
	if (pairs.length === 0) return undefined;
	return Object.fromEntries(pairs.map((pair) => [pair.name, textInPair(CALLED, pair)]));
}

/**
 * The object of changes that the service wants: what was emptied is null, which removes it (contract). What nothing is
 * given for is left alone.
 * @param label of the rows
 * @returns undefined if nothing was given
 * @throws UserError for a name that is given twice, and for a value that is no text
 */
export function metadataChanges(
	given: RowsAndJson,
	label: string = metadata.displayName,
): Record<string, string | null> | undefined {
	const pairs = pairsOf(CALLED, label, given).filter(({ value }) => value !== undefined);
	if (pairs.length === 0) return undefined;
	return Object.fromEntries(pairs.map((pair) => [pair.name, textInPair(CALLED, pair) || null]));
}
