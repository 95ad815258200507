import type { IExecuteFunctions, INode, ResourceMapperValue } from 'n8n-workflow';
import type { Field, Values } from '../fields/field';

/** Reads what the user filled in for one item. */
export type ParameterReader = (itemIndex: number) => Values;

/**
 * Prepares the reading of parameters. What holds no expression is the same for every item and is
 * read once; of a locator only the value is evaluated.
 * @throws whatever n8n throws for an expression that cannot be evaluated (when the reader is called)
 */
export function parameterReader(context: IExecuteFunctions, fields: readonly Field[]): ParameterReader {
	const { parameters } = context.getNode();
	const fixed: Values = {};
	const varying: Array<[string, (itemIndex: number) => unknown]> = [];
	for (const field of fields) {
		if (field.type === 'notice') continue;
		const read = readerOf(context, field, parameters[field.name]);
		if (holdsExpression(parameters[field.name])) varying.push([field.name, read]);
		else fixed[field.name] = read(0);
	}
	return (itemIndex) => {
		const values = { ...fixed };
		for (const [name, read] of varying) values[name] = read(itemIndex);
		return values;
	};
}

function readerOf(
	context: IExecuteFunctions,
	field: Field,
	raw: INode['parameters'][string],
): (itemIndex: number) => unknown {
	// What n8n would check is checked here, once for all operations.
	const evaluated = (name: string, fallback: unknown) => (itemIndex: number) =>
		context.getNodeParameter(name, itemIndex, fallback, { skipValidation: true }) as unknown;
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
	context: IExecuteFunctions,
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

/** Whether something that a node holds is an expression, or has one in it. */
export function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
