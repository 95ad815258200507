import { NodeOperationError, UserError, type FunctionsBase, type INode } from 'n8n-workflow';
import { inEntry } from '../fields/entry';
import { givesValue, groupsIn, heldBySteering, isRequired, optionsIn, type Field, type Values } from '../fields/field';
import { ignoreEmptyFilters } from '../fields/list';
import { ifEmpty } from '../fields/result';
import { fieldsIn, isEmpty } from '../transport/record';
import { mappedValues, type Mapper } from './mapper';
import { compactName, settlerOf, type Settle } from './settle';

/** What a field is checked by, besides itself. */
interface Standing {
	/** On its own, or among what was added to a collection; what is in a group stands where the group does. */
	place: 'own' | 'option' | 'filter' | 'change';
	isInGroup: boolean;
	/** What the node holds for it, expressions as they are. */
	raw: unknown;
	/** Whether filters may hold nothing. */
	isLenient: boolean;
	timezone: string;
}

/** The values of an item once they are checked; or why there is nothing to do for it. */
export type Checked = { values: Values } | { skipped: string };

/**
 * Makes what checks the values of an item, before anything is sent, and brings each to the type that its field has.
 * A field that holds nothing has its default; what was added to a collection and holds nothing is left out, unless the
 * field's rules say otherwise. What the editor does not show beside the other values holds nothing.
 * @param fields of the operation; one whose being shown depends on another comes after that
 * @returns what checks the values of one item, or says that it is to be passed over; it throws a NodeOperationError that names the field, what to do, and
 * the item
 */
export function checkerOf(
	context: Pick<FunctionsBase, 'getNode' | 'getTimezone'>,
	fields: readonly Field[],
): (values: Values, itemIndex?: number) => Checked {
	const node = context.getNode();
	const shared = { place: 'own', isInGroup: false, timezone: context.getTimezone() } as const;
	const given = fields.filter(givesValue);
	const parts = given.map((field) => {
		const raw = node.parameters[field.name];
		const strict = memberOf(field, { ...shared, raw, isLenient: false });
		const isFilter = field.holds === 'filters';
		return {
			field,
			strict,
			lenient: isFilter ? memberOf(field, { ...shared, raw, isLenient: true }) : strict,
			skippable: field.skippable && memberOf({ ...field, ...NOT_DEMANDED }, { ...shared, raw, isLenient: false }),
		};
	});
	const nothing = Object.fromEntries(given.map((field) => [field.name, fallbackOf(field)]));
	const letsEmptyPass = leniencyOf(fields, shared.timezone);
	const passesOver = skippingOf(fields, shared.timezone);
	return (values, itemIndex) => {
		const result: Values = { ...nothing };
		try {
			const isLenient = letsEmptyPass(values);
			const isPassedOver = passesOver(values);
			for (const { field, strict, lenient, skippable } of parts) {
				if (!isShown(field, result)) continue;
				if (isPassedOver && skippable && skippable(values[field.name]) === undefined) {
					return { skipped: `${compactName(field)} is empty` };
				}
				const settled = (isLenient ? lenient : strict)(values[field.name]);
				if (settled !== undefined) result[field.name] = settled;
			}
		} catch (error) {
			throw ofItem(node, error, itemIndex);
		}
		return { values: result };
	};
}

/** What a field that must hold something is like where it may hold nothing. */
const NOT_DEMANDED = { required: false, optional: true, whenEmptied: undefined } as const;

/** An error of a value, with the item that it belongs to, if any. */
export function ofItem(node: INode, error: unknown, itemIndex?: number): unknown {
	if (!(error instanceof UserError)) return error;
	const which = itemIndex === undefined ? '' : `[item ${itemIndex}]`;
	const description = `${error.description ?? ''} ${which}`.trim();
	return new NodeOperationError(node, error.message, { itemIndex, description });
}

/** Makes what tells whether the option is on by which filters may hold nothing. */
function leniencyOf(fields: readonly Field[], timezone: string): (values: Values) => boolean {
	const settle = settlerOf(ignoreEmptyFilters, undefined, timezone);
	return (values) => settle(heldBySteering(fields, values, 'ignoreEmptyFilters')) === true;
}

/** Makes what tells whether an item is passed over that does not say what to work on. */
function skippingOf(fields: readonly Field[], timezone: string): (values: Values) => boolean {
	const settle = settlerOf(ifEmpty, undefined, timezone);
	return (values) => settle(heldBySteering(fields, values, 'ifEmpty')) === 'skip';
}

/** What a field is taken to hold for which nothing is given. */
function fallbackOf({ type, default: initial, typeOptions }: Field): unknown {
	switch (type) {
		case 'boolean':
		case 'hidden':
		case 'number':
		case 'options':
			return initial;
		case 'string':
			return (typeOptions as { multipleValues?: boolean } | undefined)?.multipleValues ? [] : '';
		case 'multiOptions':
			return [];
		case 'collection':
		case 'fixedCollection':
		case 'json':
		case 'resourceMapper':
			return {};
		case 'dateTime':
		case 'notice':
		case 'resourceLocator':
			return undefined;
	}
}

/**
 * Settles a field, and does what its rules say if it holds nothing.
 * @returns undefined if it is to be left out; null, or a list or group with nothing in it, if it is to be cleared
 */
function memberOf(field: Field, standing: Standing): Settle {
	const settle = partsSettlerOf(field, standing);
	const { missing, emptied } = nothingIn(field, standing);
	return (value) => {
		const settled = settle(value);
		if (!isEmpty(settled)) return settled;
		switch (isMissing(value, settled) ? missing : emptied) {
			case 'refuse':
				throw new UserError(`${compactName(field)} is empty! Fill in the ${compactName(field)} field`, {
					description: `'${field.displayName}' holds nothing.`,
				});
			case 'clear':
				return typeof settled === 'object' ? settled : null;
			default:
				return undefined;
		}
	};
}

/** Whether an expression gave undefined, be it in a locator, or in all entries of a list, of which nothing is left then. */
function isMissing(value: unknown, settled: unknown): boolean {
	if (Array.isArray(value)) return settled === undefined;
	return value === undefined || ('__rl' in fieldsIn(value) && fieldsIn(value).value === undefined);
}

type Doing = 'clear' | 'leave' | 'refuse';

/**
 * What is done about a field that holds nothing: because an expression gives undefined, as it does for a property that the
 * item does not have, or because it was emptied, by an empty text, null, or a list without entries.
 */
function nothingIn(field: Field, { place, isInGroup, raw }: Standing): { missing: Doing; emptied: Doing } {
	const { type, whenEmptied, options = [] } = field;
	const isDemanded = isRequired(field, place !== 'own' && !isInGroup);
	// No choice is made for somebody whose expression fails to make it.
	const isChoice = place === 'own' && type === 'options' && options.length > 0;
	if (isDemanded || isChoice || place === 'filter') return { missing: 'refuse', emptied: 'refuse' };
	if (place === 'change') return { missing: 'leave', emptied: whenEmptied ?? 'refuse' };
	if (whenEmptied && place === 'own' && holdsExpression(raw)) return { missing: 'refuse', emptied: whenEmptied };
	if (whenEmptied === 'refuse' && place === 'option') return { missing: 'refuse', emptied: 'refuse' };
	return { missing: 'leave', emptied: 'leave' };
}

/** Like `settlerOf`, also for fields that have others in them. */
function partsSettlerOf(field: Field, standing: Standing): Settle {
	switch (field.type) {
		case 'collection':
			return collectionOf(field, standing);
		case 'fixedCollection':
			return groupsOf(field, standing);
		case 'resourceMapper':
			return mapperOf(field, standing);
		default:
			return settlerOf(field, standing.raw, standing.timezone);
	}
}

const PLACES = { changes: 'change', filters: 'filter' } as const;

function collectionOf(field: Field, standing: Standing): Settle {
	const { holds } = field;
	const place = holds && !(holds === 'filters' && standing.isLenient) ? PLACES[holds] : 'option';
	// What the engine alone goes by is no value of the item.
	const given = optionsIn(field).filter(({ steers }) => steers !== 'ifEmpty');
	const parts = given.map((option) => {
		const raw = fieldsIn(standing.raw)[option.name];
		return { name: option.name, settle: memberOf(option, { ...standing, place, raw }) };
	});
	return (value) => {
		const given = fieldsIn(value);
		const result: Values = {};
		for (const { name, settle } of parts) {
			const settled = name in given ? settle(given[name]) : undefined;
			if (settled !== undefined) result[name] = settled;
		}
		return result;
	};
}

function groupsOf(field: Field, standing: Standing): Settle {
	const groups = groupsIn(field).map(({ name, values }) => {
		const parts = values.map((member) => ({
			name: member.name,
			settle: memberOf(member, { ...standing, isInGroup: true, raw: undefined }),
			fallback: standing.place === 'change' ? undefined : fallbackOf(member),
		}));
		const settleRow = (row: unknown): Values => {
			const given = fieldsIn(row);
			const result: Values = {};
			for (const { name: member, settle, fallback } of parts) {
				const settled = settle(given[member]);
				const held = settled === undefined ? fallback : settled;
				if (held !== undefined) result[member] = held;
			}
			return result;
		};
		return { name, settleRow };
	});
	return (value) => {
		const given = fieldsIn(value);
		const result: Values = {};
		for (const { name, settleRow } of groups) {
			const rows = given[name];
			if (Array.isArray(rows)) {
				const settled = rows.map((row, index) => inEntry(field, index, () => settleRow(row)));
				if (settled.length > 0) result[name] = settled;
			} else if (rows !== undefined) result[name] = settleRow(rows);
		}
		return result;
	};
}

function mapperOf(field: Field, { isLenient }: Standing): Settle {
	const named = (name: string, what: string, description: string) =>
		new UserError(`${name.replace(/ /g, '')} ${what}`, { description });
	return (value) => {
		const mapper = value as Mapper;
		if (field.holds === 'filters' && !isLenient) {
			for (const [id, given] of Object.entries(mapper.value ?? {})) {
				const { displayName = id } = mapper.schema.find((mapped) => mapped.id === id) ?? {};
				if (isEmpty(given)) throw named(displayName, 'is empty! Fill in the field', `'${displayName}' holds nothing.`);
			}
		}
		return mappedValues(mapper);
	};
}

/** Whether the editor shows a field beside these values. */
function isShown({ displayOptions: { show = {}, hide = {} } = {} }: Field, values: Values): boolean {
	// With a slash in front n8n means the same parameter, from wherever it is looked at.
	const holds = ([name, wanted]: [string, readonly unknown[]]) => wanted.includes(values[name.replace(/^\//, '')]);
	return Object.entries(show).every(holds) && !Object.entries(hide).some(holds);
}

/** Whether something that a node holds is an expression, or has one in it. */
export function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
