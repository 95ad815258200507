import { UserError } from 'n8n-workflow';
import type { Field, Values } from '../fields/field';
import { isRecord } from '../transport/record';

/** What was given, as errors quote it. */
const QUOTED = /“([^”]+)”/g;

/**
 * An error of an operation with the field that it is about. What reads a text, such as a phone number, does not know which
 * field it stood in, but quotes what was given.
 * @param values of the item
 * @returns the error as it is if it names a field, or none or several hold what it quotes
 */
export function withField(error: unknown, fields: readonly Field[], values: Values): unknown {
	if (!(error instanceof UserError)) return error;
	const description = error.description ?? '';
	if (namesIn(fields).some((name) => `${error.message} ${description}`.includes(`'${name}'`))) return error;
	const quoted = new Set([...description.matchAll(QUOTED)].map(([, text]) => text.trim()));
	const names = new Set(fieldsHolding(fields, values, quoted).map(({ displayName }) => displayName));
	const [name, ...others] = names;
	if (name === undefined || others.length > 0) return error;
	return new UserError(error.message, { description: `${description} The field is '${name}'.`.trim() });
}

/** What the fields are called, those in collections and groups too. */
const namesIn = (fields: readonly Field[]): string[] =>
	fields.flatMap(({ displayName, type, options = [] }) => {
		if (type === 'collection') return [displayName, ...namesIn(options as readonly Field[])];
		const groups = type === 'fixedCollection' ? (options as readonly Group[]) : [];
		return [displayName, ...groups.flatMap(({ values }) => namesIn(values))];
	});

/** A text, and what stands between its commas. */
const textsIn = (value: string) => [value, ...value.split(',')].map((text) => text.trim());

type Group = { name: string; values: readonly Field[] };

/** The fields that hold one of some texts, those in collections and groups too. */
function fieldsHolding(fields: readonly Field[], values: Values, texts: ReadonlySet<string>): Field[] {
	return fields.flatMap((field) => {
		const { name, type, options = [] } = field;
		return [values[name]].flat().flatMap((value): Field[] => {
			if (typeof value === 'string') return textsIn(value).some((text) => texts.has(text)) ? [field] : [];
			if (!isRecord(value)) return [];
			if (type === 'collection') return fieldsHolding(options as readonly Field[], value, texts);
			const groups = type === 'fixedCollection' ? (options as readonly Group[]) : [];
			return groups.flatMap((group) =>
				[value[group.name]]
					.flat()
					.filter(isRecord)
					.flatMap((entry) => fieldsHolding(group.values, entry, texts)),
			);
		});
	});
}
