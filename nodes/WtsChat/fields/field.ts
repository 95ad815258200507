import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

/** What the engine goes by, beside what n8n knows of a field. The description that n8n gets is without it. */
export interface Rules {
	/**
	 * Of a collection, what can be added to it: filters, each of which must hold something, or changes of a record, of
	 * which those are left alone that an expression gives nothing for (undefined).
	 */
	holds?: 'filters' | 'changes';
	/**
	 * What it means that a field holds nothing, though it was added or is given by an expression. "clear": an empty text
	 * or null takes the value away from the record that is changed; undefined never does. "refuse": it is an error.
	 */
	whenEmptied?: 'clear' | 'refuse';
	/** What the text looks like, or each of several. */
	form?: 'email' | 'id';
	/** Of a field that takes several texts: whether an expression may give them as one text, with commas between them. */
	commaSeparated?: boolean;
}

/** A parameter as n8n wants it, with the engine's rules in it and in what it consists of. */
export type Declaration = Omit<INodeProperties, 'options'> &
	Rules & { options?: Array<INodePropertyOptions | Declaration | Group> };

type Group = Omit<INodePropertyCollection, 'values'> & { values: Declaration[] };

const RULES: ReadonlySet<string> = new Set<keyof Rules>(['holds', 'whenEmptied', 'form', 'commaSeparated']);

/** A declared field as n8n gets it: without the rules, in what it consists of too. */
export function withoutRules<Declared>(declared: Declared): Declared {
	if (Array.isArray(declared)) return declared.map(withoutRules) as Declared;
	if (typeof declared !== 'object' || declared === null) return declared;
	const entries = Object.entries(declared).filter(([name]) => !RULES.has(name));
	return Object.fromEntries(entries.map(([name, value]) => [name, withoutRules<unknown>(value)])) as Declared;
}

/** As much of a field as says whether it may stay empty. */
type Demanding = Pick<INodeProperties, 'type'> & { required?: unknown; ignoreValidationDuringExecution?: unknown };

/**
 * Whether a field must hold something: one that is marked so, and one that picks a record, unless that only narrows the
 * lists of others or may stay empty, which this flag of n8n's says. What is added to a collection may always stay away.
 * @param isOption whether it is one of those that can be added to a collection
 */
export const isRequired = (
	{ type, required, ignoreValidationDuringExecution }: Demanding,
	isOption: boolean,
): boolean =>
	required === true || (type === 'resourceLocator' && !isOption && ignoreValidationDuringExecution !== true);
