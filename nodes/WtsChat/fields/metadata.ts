import type { Declaration } from './field';

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
				{ displayName: 'Value', name: 'value', type: 'string', default: '', whenEmptied: 'clear' },
			],
		},
	],
} as const satisfies Declaration;

/**
 * The object that the service wants, made of the entries of `metadata`.
 * @returns undefined if there are none
 */
export function metadataObject(
	filledIn: { entries?: ReadonlyArray<{ name: string; value: string }> } | undefined,
): Record<string, string> | undefined {
	const entries = filledIn?.entries ?? [];
	return entries.length === 0 ? undefined : Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}

/**
 * The object of changes that the service wants, made of the entries of `metadata`: an entry that was emptied is null,
 * which removes it (contract). One for which nothing is given is left alone.
 * @returns undefined if there are none
 */
export function metadataChanges(
	filledIn: { entries?: ReadonlyArray<{ name: string; value?: string | null }> } | undefined,
): Record<string, string | null> | undefined {
	const entries = (filledIn?.entries ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
	return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Record<string, string | null>);
}
