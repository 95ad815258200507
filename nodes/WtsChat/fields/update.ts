import { UserError } from 'n8n-workflow';

/** What the service calls a field: what is said for it, or else its own name with a capital letter. */
type NameOf<Field, Names> = Field extends keyof Names ? Names[Field] : Field extends string ? Capitalize<Field> : never;

/**
 * The names of the attributes to be changed, which the service wants beside their values (observed.md §8): those that
 * are given, also with null, which clears.
 * @param given what is to be changed
 * @param names the service's names for those fields that it calls otherwise
 */
export function changedFields<
	Given extends object,
	const Names extends { [Field in keyof Given]?: string } = Record<never, never>,
>(given: Given, names?: Names): Array<NameOf<keyof Given, Names>>;
export function changedFields(given: object, names: Readonly<Record<string, string>> = {}): string[] {
	const changed = Object.entries(given).filter(([, value]) => value !== undefined);
	return [...new Set(changed.map(([field]) => names[field] ?? field[0].toUpperCase() + field.slice(1)))];
}

/**
 * The same where there must be something to change.
 * @throws UserError if there is nothing
 */
export function neededChanges<
	Given extends object,
	const Names extends { [Field in keyof Given]?: string } = Record<never, never>,
>(given: Given, names?: Names): Array<NameOf<keyof Given, Names>> {
	const fields = changedFields(given, names);
	if (fields.length > 0) return fields;
	throw new UserError('Nothing to change is given', {
		description:
			"Nothing stands in 'Update Fields', nor in another field that could change something, or only expressions that find no such property. To clear a field, give it an empty text or null.",
	});
}

/**
 * What is given of something that consists of parts, as far as each is given.
 * @param parts those that are given; undefined if the whole was added without any, which clears it
 * @param cleared the whole with nothing in it
 * @returns undefined if nothing is given for any part
 */
export function changedParts<Parts extends object>(parts: Parts | undefined, cleared: Parts): Parts | undefined {
	if (parts === undefined) return cleared;
	return Object.keys(parts).length > 0 ? parts : undefined;
}
