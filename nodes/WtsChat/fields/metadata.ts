import type { INodeProperties } from 'n8n-workflow';

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
				{ displayName: 'Name', name: 'name', type: 'string', default: '' },
				{ displayName: 'Value', name: 'value', type: 'string', default: '' },
			],
		},
	],
} as const satisfies INodeProperties;

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
 * The object of changes that the service wants, made of the entries of `metadata`: an entry with an empty value
 * becomes a null, which removes it (contract).
 * @returns undefined if nothing was filled in
 */
export const metadataChanges = (
	filledIn: { entries?: ReadonlyArray<{ name: string; value: string }> } | undefined,
): Record<string, string | null> | undefined =>
	filledIn &&
	Object.fromEntries((filledIn.entries ?? []).map(({ name, value }) => [name, value === '' ? null : value]));
