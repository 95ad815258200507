import type { IDataObject } from 'n8n-workflow';
import type { Field } from './field';

/**
 * Lets the user choose what comes with a record.
 * @param details what each is called, and the service's word for it
 */
export const includeDetails = <const Detail extends string>(
	description: string,
	details: Readonly<Record<string, Detail>>,
) =>
	({
		displayName: 'Include Details',
		name: 'includeDetails',
		type: 'multiOptions',
		options: Object.entries(details).map(([name, value]) => ({ name, value })),
		default: [],
		description,
	}) as const satisfies Field;

/**
 * Leaves the details out of a record that were not asked for: the service answers some of them as null. So they show
 * in simple output exactly when they were asked for.
 * @param record as the service answers it
 * @param asked the details that were asked for
 * @param fields the record's field or fields for each detail that can be asked for
 */
export function withAskedDetails(
	record: object,
	asked: readonly string[] | undefined,
	fields: Readonly<Record<string, string | readonly string[]>>,
): IDataObject {
	const missing = Object.entries(fields).flatMap(([detail, field]) => (asked?.includes(detail) ? [] : [field].flat()));
	const entries = Object.entries(record).filter(([name, value]) => value !== null || !missing.includes(name));
	return Object.fromEntries(entries) as IDataObject;
}
