import { UserError } from 'n8n-workflow';

/**
 * The names of the attributes to be changed, which the service wants beside their values (observed.md §8): those that
 * are given, also with null, which clears.
 * @param given what is to be changed
 * @param names the service's name for each field of it
 */
export function changedFields<const Name extends string>(
	given: Readonly<Record<string, unknown>>,
	names: Readonly<Record<string, Name>>,
): Name[] {
	const changed = Object.keys(names).filter((field) => given[field] !== undefined);
	return [...new Set(changed.map((field) => names[field]))];
}

/**
 * The same where there must be something to change.
 * @throws UserError if there is nothing
 */
export function neededChanges<const Name extends string>(
	given: Readonly<Record<string, unknown>>,
	names: Readonly<Record<string, Name>>,
): Name[] {
	const fields = changedFields(given, names);
	if (fields.length > 0) return fields;
	throw new UserError('Nothing to change is given', {
		description:
			'A field whose expression finds no such property is left alone, and there is no other. To clear a field, give it an empty text or null.',
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
