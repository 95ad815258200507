import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import type { Kind } from './kinds';

/** What the engine goes by, beside what n8n knows of a field. The description that n8n gets is without it. */
export interface Rules {
	/**
	 * Of a collection, what can be added to it: filters, each of which must hold something, or changes of a record, of
	 * which those are left alone that an expression gives nothing for (undefined).
	 */
	holds?: 'filters' | 'changes';
	/**
	 * What it means that a field holds nothing, though it was added or is given by an expression. "clear": an empty text
	 * or null takes the value away from the record that is changed; undefined never does. "leave": it is as if it had not
	 * been added. "refuse": it is an error.
	 */
	whenEmptied?: 'clear' | 'leave' | 'refuse';
	/** Of a field that picks a record: whether it may stay empty. */
	optional?: boolean;
	/** What the field picks, so that names are taken for it as well as IDs; see `kinds.ts`. */
	picks?: Kind;
	/**
	 * Of a field that picks something with two IDs: that no answer shows whether it was taken over. With the wrong one the
	 * service has been seen to do nothing, without a word (observed.md §8), so that an ID is looked up too.
	 */
	unanswered?: boolean;
	/** What the text looks like, or each of several. */
	form?: 'email' | 'id';
	/** Of a text of one line: whether the spaces around it belong to it, which otherwise are left out. */
	keepsSpaces?: boolean;
	/** Of a field that takes several texts: whether an expression may give them as one text, with commas between them. */
	commaSeparated?: boolean;
	/**
	 * Of a field that must name what is worked on: whether an item that has none may be skipped. An operation with such a
	 * field has the option for it, see `ifEmpty`.
	 */
	skippable?: boolean;
	/**
	 * Of a field that picks tags to put on something: whether those may be created that are not there yet. An operation with
	 * such a field has the option for it, see `createMissingTags`.
	 */
	mayCreate?: boolean;
	/**
	 * Of a field that picks what is worked on: that it takes several at once, each of which is worked on like an item of its
	 * own. One that is given as an object is known by the first of these names that the object has.
	 */
	takesSeveral?: readonly string[];
	/**
	 * Of a field that picks a session: whether its contact gets to read something. An operation with such a field has the
	 * option to leave conversations alone that somebody has taken, see `skipIfTaken`.
	 */
	writtenIn?: boolean;
	/** What the engine, and no single operation, does as the field says. */
	steers?: Steered;
	/** Whether only the editor reads it, for what a list of another field shows; it gives nothing when the node runs. */
	forEditor?: boolean;
}

/**
 * - "countOnly": whether a list gives the number of its records in place of them
 * - "createMissingTags": whether tags are created that are not there
 * - "ifEmpty": whether it is an error that an item does not say what to work on
 * - "ifNoneOpen": whether it is an error that a contact has no open session
 * - "ifNotFound": whether it is an error that a record does not exist
 * - "ifSeveralSessions": whether it is an error that a contact has several open sessions
 * - "ignoreEmptyFilters": whether filters may hold nothing
 * - "limit", "returnAll": how much of a list comes out
 * - "onlyChanged": whether a list gives what has changed since the last run in place of all of it
 * - "oneByOne": whether items that could share a request have each their own
 * - "skipIfTaken": whether nothing is written in a session that a user looks after by then, or that is completed
 */
export type Steered =
	| 'countOnly'
	| 'createMissingTags'
	| 'ifEmpty'
	| 'ifNoneOpen'
	| 'ifNotFound'
	| 'ifSeveralSessions'
	| 'ignoreEmptyFilters'
	| 'limit'
	| 'oneByOne'
	| 'onlyChanged'
	| 'returnAll'
	| 'skipIfTaken';

/**
 * A parameter as far as the engine and the types below look at it. All of it is checked against n8n's INodeProperties
 * where the node's description is put together.
 */
export interface Field extends Rules {
	displayName: string;
	name: string;
	type: FieldType;
	default: unknown;
	required?: boolean;
	options?: readonly object[];
	displayOptions?: { show?: Record<string, readonly unknown[]>; hide?: Record<string, readonly unknown[]> };
	[more: string]: unknown;
}

/**
 * The types that a field can have. A further one gets a row in `ValuesByType`; the compiler then finds each place where it
 * needs a case.
 */
export type FieldType = keyof ValuesByType<unknown, false> | 'notice';

/** What the user filled in, typed by the fields that asked for it. */
export type Parameters<P extends readonly Field[]> = { -readonly [F in P[number] as F['name']]: ValueOf<F> };

/** What a user filled in, without its types. */
export type Values = Record<string, unknown>;

/**
 * What a field gives.
 * @template InChanges whether it is a part of what is changed, of which only those parts are there that are given
 */
export type ValueOf<F, InChanges = false> = F extends { type: infer T extends keyof ValuesByType<F, InChanges> }
	? ValuesByType<F, InChanges>[T]
	: unknown;

/** One row for each type of field. */
interface ValuesByType<F, InChanges> {
	boolean: boolean;
	collection: CollectionOf<F>;
	dateTime: string;
	fixedCollection: GroupsOf<F, InChanges>;
	hidden: string;
	json: Record<string, unknown>;
	multiOptions: ChoiceOf<F>[];
	number: number;
	options: ChoiceOf<F>;
	resourceLocator: F extends { optional: true } ? string | undefined : string;
	resourceMapper: Record<string, unknown>;
	string: OneOrSeveral<F, string>;
}

type OneOrSeveral<F, Value> = F extends { typeOptions: { multipleValues: true } } ? Value[] : Value;

/** One of the choices that the field lists; of those that n8n asks for in the editor nothing is known here. */
type ChoiceOf<F> = F extends { typeOptions: { loadOptionsMethod: string } }
	? string
	: F extends { options: ReadonlyArray<{ value: infer Value }> }
		? Value
		: string;

type CollectionOf<F> = F extends { options: infer O extends readonly Field[] }
	? F extends { holds: 'changes' }
		? Changes<O>
		: Partial<Parameters<O>>
	: unknown;

type GroupsOf<F, InChanges> = F extends { options: ReadonlyArray<infer G extends GroupLike> }
	? {
			-readonly [Group in G as Group['name']]?: OneOrSeveral<
				F,
				InChanges extends true ? Changes<Group['values']> : Parameters<Group['values']>
			>;
		}
	: unknown;

/** A group of fields, as a field of the type `fixedCollection` has it. */
interface GroupLike {
	name: string;
	values: readonly Field[];
}

/** Of what is changed those that are given, and null for what is to be cleared. */
type Changes<O extends readonly Field[]> = {
	-readonly [F in O[number] as F extends { required: true } ? F['name'] : never]: Change<F>;
} & { -readonly [F in O[number] as F extends { required: true } ? never : F['name']]?: Change<F> };

type Change<F> = F extends { type: 'fixedCollection' }
	? ValueOf<F, true>
	: F extends { whenEmptied: 'clear' }
		? Clearable<ValueOf<F>>
		: ValueOf<F>;

/** A list is cleared by one without entries. */
type Clearable<Value> = Value extends unknown[] ? Value : Value | null;

/** A parameter as n8n wants it, with the engine's rules in it and in what it consists of. */
export type Declaration = Omit<INodeProperties, 'options'> &
	Rules & { options?: Array<INodePropertyOptions | Declaration | Group> };

type Group = Omit<INodePropertyCollection, 'values'> & { values: Declaration[] };

const RULES: ReadonlySet<string> = new Set<keyof Rules>([
	'commaSeparated',
	'forEditor',
	'form',
	'holds',
	'keepsSpaces',
	'mayCreate',
	'optional',
	'picks',
	'skippable',
	'steers',
	'takesSeveral',
	'unanswered',
	'whenEmptied',
	'writtenIn',
]);

/** A declared field as n8n gets it: without the rules, in what it consists of too. */
export function withoutRules<Declared>(declared: Declared): Declared {
	if (Array.isArray(declared)) return declared.map(withoutRules) as Declared;
	if (typeof declared !== 'object' || declared === null) return declared;
	const described: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(declared)) if (!RULES.has(name)) described[name] = withoutRules(value);
	return described as Declared;
}

/** Whether a field gives a value when the node runs. */
export const givesValue = ({ type, forEditor }: Pick<Field, 'type' | 'forEditor'>): boolean =>
	type !== 'notice' && forEditor !== true;

/**
 * Whether a field must hold something: one that is marked so, and one that picks a record, unless it is optional. What
 * is added to a collection may always stay away.
 * @param isOption whether it is one of those that can be added to a collection
 */
export const isRequired = (
	{ type, required, optional }: Pick<Field, 'type' | 'required' | 'optional'>,
	isOption: boolean,
): boolean => required === true || (type === 'resourceLocator' && !isOption && !optional);

/** What can be added to a collection; nothing of any other field. */
export const optionsIn = ({ type, options = [] }: Field): readonly Field[] =>
	type === 'collection' ? (options as readonly Field[]) : [];

/** The groups of fields that a field has in it. */
export const groupsIn = ({ type, options = [] }: Field): readonly GroupLike[] =>
	type === 'fixedCollection' ? (options as readonly GroupLike[]) : [];

/**
 * What the field holds that steers something, on its own or in a collection.
 * @param fields of an operation
 * @param values that were filled in there
 * @returns undefined if the operation has no such field, or it was not added
 */
export function heldBySteering(fields: readonly Field[], values: Values, steered: Steered): unknown {
	for (const field of fields) {
		if (field.steers === steered) return values[field.name];
		const within = optionsIn(field).find(({ steers }) => steers === steered);
		if (within) return (values[field.name] as Values | undefined)?.[within.name];
	}
	return undefined;
}

/** Takes what steers something out of the values, so that no operation sends it. @returns as `heldBySteering` does */
export function takenSteering(fields: readonly Field[], values: Values, steered: Steered): unknown {
	const held = heldBySteering(fields, values, steered);
	for (const field of fields) {
		const within = optionsIn(field).find(({ steers }) => steers === steered);
		const collection = values[field.name] as Values | undefined;
		if (within && collection) delete collection[within.name];
	}
	return held;
}
