import type { Field } from '../fields/field';
import { fieldsIn, isRecord } from '../transport/record';
import { membersOf } from './settle';

/**
 * What a field that takes several was given: the members of a list, also of the text of one, or of a text with commas
 * between them. A member that is an object stands for what it holds under one of the names that the field goes by.
 * @returns undefined if it is no list, but one by itself
 */
export function severalIn({ takesSeveral = [] }: Field, given: unknown): unknown[] | undefined {
	const held = isRecord(given) && '__rl' in given ? given.value : given;
	const members = membersOf(held).flat();
	const isOne = members.length === 1 && members[0] === held;
	const [only] = members;
	if (isOne && typeof only === 'string' && only.includes(',')) {
		return only
			.split(',')
			.map((text) => text.trim())
			.filter((text) => text !== '');
	}
	if (isOne && !isRecord(only)) return undefined;
	return members.map((member) => (isRecord(member) ? (namedIn(member, takesSeveral) ?? member) : member));
}

/** The first of the names that holds something. */
const namedIn = (record: object, names: readonly string[]): unknown =>
	names.map((name) => fieldsIn(record)[name]).find((value) => value !== undefined && value !== null && value !== '');
