import type { IDataObject } from 'n8n-workflow';
import type { Field } from './field';

/** The service's word for a detail of a record; with the fields of the record that it fills where they are null without it. */
type Detail = string | Filling;
type Filling = readonly [word: string, ...fields: string[]];

type WordOf<D> = D extends readonly [infer Word, ...unknown[]] ? Word : D;
type FieldsOf<D> = D extends readonly [unknown, ...infer Fields] ? Fields[number] : never;

/**
 * Lets the user choose what comes with a record.
 * @param details by what each is called
 */
export const includeDetails = <const D extends Detail>(description: string, details: Readonly<Record<string, D>>) =>
	({
		displayName: 'Include Details',
		name: 'includeDetails',
		type: 'multiOptions',
		options: Object.entries(details).map(([name, detail]) => ({
			name,
			value: (typeof detail === 'string' ? detail : detail[0]) as WordOf<D>,
		})),
		default: [],
		description,
	}) as const satisfies Field;

/** The fields of a record that details fill; leaves out those of the details that were asked for, if some were. */
export const fieldsFilled = <const D extends Filling>(
	details: Readonly<Record<string, D>>,
	asked: readonly string[] = [],
): Array<FieldsOf<D>> =>
	Object.values(details).flatMap(([word, ...fields]) => (asked.includes(word) ? [] : (fields as Array<FieldsOf<D>>)));

/**
 * Leaves the details out of a record that were not asked for: the service answers some of them as null. So they show
 * in simple output exactly when they were asked for.
 * @param record as the service answers it
 * @param asked the details that were asked for
 * @param details all that can be asked for
 */
export function withAskedDetails(
	record: object,
	asked: readonly string[] | undefined,
	details: Readonly<Record<string, Filling>>,
): IDataObject {
	const missing = fieldsFilled(details, asked);
	const entries = Object.entries(record).filter(([name, value]) => value !== null || !missing.includes(name));
	return Object.fromEntries(entries) as IDataObject;
}
