import type { INode, INodeExecutionData, ResourceMapperValue } from 'n8n-workflow';
import { givesValue, type Field, type Values } from '../fields/field';
import { namesIn, type Preparation } from '../lookups/names';
import { typedCustomFields, type Owner } from '../steps/customFields';
import type { Client } from '../transport/client';
import { fieldsIn } from '../transport/record';
import { checkerOf, holdsExpression, ofItem, type Checked } from '../values/check';
import { severalIn } from '../values/several';
import type { Origin, Task } from './task';

/** What values are read from: a node with its input items, as n8n shows it to the node when it runs. */
export interface ItemContext {
	getNode(): INode;
	getTimezone(): string;
	getInputData(): INodeExecutionData[];
	getNodeParameter(name: string, itemIndex: number, fallback: unknown, options: { skipValidation: true }): unknown;
}

/**
 * Makes what reads and checks the values of an item. What holds no expression is the same for every item and is read
 * once; of a locator only the value is evaluated.
 * @returns throws a NodeOperationError that names the field and the item, or whatever n8n throws for an expression that
 * cannot be evaluated
 */
export function readerOf(context: ItemContext, fields: readonly Field[]): (itemIndex: number) => Checked {
	const check = checkerOf(context, fields);
	const read = rawReaderOf(context, fields);
	return (itemIndex) => check(read(itemIndex), itemIndex);
}

/** What is asked for by an item, or by a member of a list in it: values that were checked, or why they are of no use. */
export type Asked = Origin & (Checked | { failure: unknown });

/**
 * Makes what reads and checks what an item asks for. Where a field takes several, each member of a list is asked for by
 * itself, with the item's other values; a list with nothing in it is an empty field.
 * @returns throws nothing: what is wrong is told of the member that it is about, or of the item
 */
export function askedOf(context: ItemContext, fields: readonly Field[]): (index: number) => Asked[] {
	const check = checkerOf(context, fields);
	const read = rawReaderOf(context, fields);
	const field = fields.find(({ takesSeveral }) => takesSeveral);
	const checked = (origin: Origin, values: Values): Asked => {
		try {
			return { ...origin, ...check(values, origin.index) };
		} catch (failure) {
			return { ...origin, failure };
		}
	};
	return (index) => {
		try {
			const values = read(index);
			const members = field && severalIn(field, values[field.name]);
			if (!members) return [checked({ index }, values)];
			if (members.length === 0) return [checked({ index }, { ...values, [field.name]: undefined })];
			return members.map((given, place) =>
				checked(
					{ index, member: { field: field.displayName, number: place + 1, given } },
					{ ...values, [field.name]: given },
				),
			);
		} catch (failure) {
			return [{ index, failure }];
		}
	};
}

/** Makes what reads the values of an item as they are. */
function rawReaderOf(context: ItemContext, fields: readonly Field[]): (itemIndex: number) => Values {
	const { parameters } = context.getNode();
	const fixed: Values = {};
	const varying: Array<[string, (itemIndex: number) => unknown]> = [];
	for (const field of fields) {
		if (!givesValue(field)) continue;
		const read = parameterReader(context, field, parameters[field.name]);
		if (holdsExpression(parameters[field.name])) varying.push([field.name, read]);
		else fixed[field.name] = read(0);
	}
	return (itemIndex) => {
		const values = { ...fixed };
		for (const [name, read] of varying) values[name] = read(itemIndex);
		return values;
	};
}

/** An item whose values were read and checked, and whose account is known. */
export type Item = Pick<Task, 'index' | 'member' | 'values' | 'client'>;

/**
 * Makes what prepares the values of an item once all items are checked, before anything is sent. Whatever is found out for
 * values from the account has its place here.
 * @returns whether there is anything to prepare, and what does it: it throws a NodeOperationError that names the field and
 * the item, and a NodeApiError if the account cannot be asked; and what corrects values that led nowhere, which gives
 * undefined if there is nothing to correct
 */
export function preparerOf(context: ItemContext, fields: readonly Field[]) {
	const preparations: Preparation[] = [...namesIn(fields), ...customFieldsIn(fields, context.getTimezone())];
	return {
		isNeeded: (values: Values) => preparations.some(({ isNeeded }) => isNeeded(values)),
		prepare: async ({ index, values, client }: Item): Promise<Values> => {
			try {
				let prepared = values;
				for (const { prepare } of preparations) prepared = await prepare(prepared, client);
				return prepared;
			} catch (error) {
				throw ofItem(context.getNode(), error, index);
			}
		},
		correct: async <V extends Values>(values: V, client: Client): Promise<V | undefined> => {
			for (const { correct } of preparations) {
				const corrected = await correct?.(values, client);
				if (corrected) return corrected;
			}
			return undefined;
		},
	};
}

/** What prepares the values of items. */
export type Preparer = ReturnType<typeof preparerOf>;

/** Brings custom fields to the types that they have in the account of the item; nothing to do where there are none. */
function customFieldsIn(fields: readonly Field[], timezone: string): Preparation[] {
	if (!fields.some(({ name, type }) => name === 'customFields' && type === 'resourceMapper')) return [];
	const isOfCards = fields.some(({ name }) => name === 'panelId');
	const prepare: Preparation['prepare'] = async (values, client) => {
		const owner: Owner = isOfCards
			? { of: 'cards', panelId: typeof values.panelId === 'string' ? values.panelId : undefined }
			: { of: 'contacts' };
		// The editor shows the one or the other.
		const given = { ...fieldsIn(values.customFields), ...cleared(values.customFieldsJson) };
		return { ...values, customFields: await typedCustomFields(client, owner, given, timezone) };
	};
	return [{ isNeeded: () => true, prepare }];
}

/** In an object that somebody wrote, null is meant to clear; in the editor's fields it is what was left alone. */
const cleared = (json: unknown): Values =>
	Object.fromEntries(Object.entries(fieldsIn(json)).map(([key, value]) => [key, value === null ? '' : value]));

function parameterReader(
	context: ItemContext,
	field: Field,
	raw: INode['parameters'][string],
): (itemIndex: number) => unknown {
	// What n8n would check is checked here, once for all operations.
	const evaluated = (name: string, fallback: unknown) => (itemIndex: number) =>
		context.getNodeParameter(name, itemIndex, fallback, { skipValidation: true });
	const read = (name: string, fallback: unknown) =>
		fieldOfItem(context, isLocator(raw) ? raw.value : raw, evaluated(name, fallback));
	if (field.type === 'resourceMapper') {
		const { schema = [], mappingMode } = (raw ?? {}) as Partial<ResourceMapperValue>;
		const readValue = read(`${field.name}.value`, {});
		return (itemIndex) => ({ value: readValue(itemIndex), schema, mappingMode });
	}
	if (field.type !== 'resourceLocator') return read(field.name, field.default);
	const readValue = isLocator(raw) ? read(`${field.name}.value`, '') : read(field.name, '');
	return (itemIndex) => {
		const value = readValue(itemIndex);
		return isLocator(value) ? value.value : value;
	};
}

/** What the editor writes when a field of the input is dragged into a parameter: by far the most frequent expression. */
const FIELD_OF_ITEM = /^=\{\{ *\$json\.(\w+) *\}\}$/;

/**
 * Reads a text, number or switch right from the item where an expression asks for no more than that: n8n takes half a
 * millisecond to evaluate it, a third of what an item costs. All else is left to n8n.
 */
function fieldOfItem(
	context: ItemContext,
	raw: unknown,
	evaluated: (itemIndex: number) => unknown,
): (itemIndex: number) => unknown {
	// A list of one such expression is a list.
	const [, name] = FIELD_OF_ITEM.exec(typeof raw === 'string' ? raw : '') ?? [];
	if (name === undefined) return evaluated;
	const items = context.getInputData();
	return (itemIndex) => {
		const { json } = items[itemIndex];
		const value = Object.hasOwn(json, name) ? json[name] : undefined;
		return ['string', 'number', 'boolean'].includes(typeof value) ? value : evaluated(itemIndex);
	};
}

function isLocator(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && 'value' in value;
}
