/**
 * What values look like, without any of them: kinds, and lengths of texts.
 * @param values of one field, from any number of records
 * @returns e.g. "text of 5 to 12 characters, or null"
 */
export function formOf(values: readonly unknown[]): string {
	const lengths = new Map<string, number[]>();
	for (const value of values) {
		const kind = kindOf(value);
		const length = typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : undefined;
		lengths.set(kind, [...(lengths.get(kind) ?? []), ...(length === undefined ? [] : [length])]);
	}
	const forms = [...lengths].map(([kind, of]) => (of.length === 0 || kind === 'ID' ? kind : `${kind} of ${span(of)}`));
	return forms.sort().join(', or ') || 'nothing';
}

function span(lengths: readonly number[]): string {
	const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
	return least === most ? String(least) : `${least} to ${most}`;
}

function kindOf(value: unknown): string {
	if (value === null) return 'null';
	if (value === undefined) return 'nothing';
	if (Array.isArray(value)) return 'list';
	if (typeof value === 'string') return textKind(value);
	if (typeof value === 'number') return Number.isInteger(value) ? 'whole number' : 'number';
	return typeof value === 'boolean' ? 'true or false' : 'object';
}

const textKinds: ReadonlyArray<readonly [kind: string, pattern: RegExp]> = [
	['ID', /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i],
	['time in UTC', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/],
	['time with another zone', /^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:?\d\d$/],
	['time without a zone', /^\d{4}-\d\d-\d\dT[\d:.]+$/],
	['digits', /^\d+$/],
	['word in capitals', /^[A-Z][A-Z\d_]*$/],
	['word', /^\p{L}+$/u],
];

const textKind = (text: string): string => textKinds.find(([, pattern]) => pattern.test(text))?.[0] ?? 'text';

/** A field's name as it may be shown: one that looks like a name in a program, not like something that people wrote. */
export const nameOf = (field: string): string =>
	/^[A-Za-z_$][\w$.-]{0,39}$/.test(field) && !/\d{5}|[\da-f]{8}-/i.test(field)
		? field
		: `(a name of ${[...field].length} characters)`;
