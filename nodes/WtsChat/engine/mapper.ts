import { tryToParseDateTime, validateFieldType, type FieldType, type INodePropertyOptions } from 'n8n-workflow';
import type { Values } from '../operations/operation';

/** What n8n saves of a field of a resource mapper, as far as it is looked at here. */
interface MappedField {
	id: string;
	displayName: string;
	type?: FieldType;
	options?: INodePropertyOptions[];
}

/** What a resource mapper was given, and the fields that it showed. */
export interface Mapper {
	value: Readonly<Values> | null | undefined;
	schema: readonly MappedField[];
}

/** A resource mapper writes dates as wall-clock time, which is how the service keeps them in custom fields. */
const WALL_CLOCK = "yyyy-MM-dd'T'HH:mm:ss";

const EXPECTED: Partial<Record<FieldType, string>> = {
	array: 'a list, e.g. ["one", "two"]',
	boolean: 'true or false',
	dateTime: 'a date and time, e.g. 2026-01-31T08:00:00',
	number: 'a number',
	time: 'a time, e.g. 08:30',
};

/**
 * What the fields of a resource mapper were given, each value in the type that its field has. The editor checks only
 * what is typed there, not what an expression delivers; the service ignores values of the wrong type without a word.
 * @param timezone of the workflow; dates are brought to it
 * @param complain makes the error for a value that is none of its field's type
 * @returns the values by their fields' keys; an empty text stays one, fields that were left alone are not there
 */
export function mappedValues(
	{ value, schema }: Mapper,
	timezone: string,
	complain: (field: string, why: string) => Error,
): Values {
	const fields = new Map(schema.map((field) => [field.id, field]));
	const typed = (id: string, given: unknown): unknown => {
		const { type, displayName, options } = fields.get(id) ?? {};
		if (!type || given === '') return given;
		const result = validateFieldType(id, given, type, { valueOptions: options, parseStrings: true });
		if (!result.valid) {
			const expected = EXPECTED[type] ?? `one of ${(options ?? []).map(({ name }) => `“${name}”`).join(', ')}`;
			throw complain(displayName ?? id, `“${String(given)}” was given. It must be ${expected}.`);
		}
		if (type === 'dateTime') return tryToParseDateTime(given, timezone).setZone(timezone).toFormat(WALL_CLOCK);
		return result.newValue;
	};
	const given = Object.entries(value ?? {}).filter(([, entry]) => entry !== null && entry !== undefined);
	return Object.fromEntries(given.map(([id, entry]) => [id, typed(id, entry)]));
}
