import { groupsIn, optionsIn, type Field, type Values } from '../fields/field';
import { isRecord } from '../transport/record';

/** A field, wherever it stands. */
export interface Place {
	field: Field;
	/** What holds the field's value: the values of the item, a collection, or each entry of a group. */
	holdersIn(values: Values): Values[];
}

/** All places of fields: those at the top, and those inside collections and groups. */
export function placesIn(fields: readonly Field[], holdersIn: Place['holdersIn'] = (values) => [values]): Place[] {
	return fields.flatMap((field): Place[] => {
		const within = (values: Values) => holdersIn(values).flatMap((holder) => recordsIn(holder[field.name]));
		const inGroups = groupsIn(field).flatMap((group) =>
			placesIn(group.values, (values) => within(values).flatMap((groups) => recordsIn(groups[group.name]))),
		);
		return [{ field, holdersIn }, ...placesIn(optionsIn(field), within), ...inGroups];
	});
}

/** What a field holds: a value for each holder. */
export const heldAt = ({ field, holdersIn }: Place, values: Values): unknown[] =>
	holdersIn(values).map((holder) => holder[field.name]);

const recordsIn = (value: unknown): Values[] => [value].flat().filter(isRecord);
