/**
 * The names of the attributes to be changed, which the service wants beside their values (observed.md §8): those that
 * the user added, also with an empty value.
 * @param filledIn the collection of what is to be changed
 * @param names the service's name for each field of the collection
 */
export function changedFields<const Name extends string>(
	filledIn: Readonly<Record<string, unknown>>,
	names: Readonly<Record<string, Name>>,
): Name[] {
	const changed = Object.keys(names).filter((field) => filledIn[field] !== undefined);
	return [...new Set(changed.map((field) => names[field]))];
}
