import type { IExecuteFunctions, INode } from 'n8n-workflow';
import type { Field, Values } from '../operations/operation';

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
	// n8n's own check of types is for resource mappers; the rest is checked here, once for all operations.
	const options = { skipValidation: field.type !== 'resourceMapper' };
	const read = (name: string, fallback: unknown) => (itemIndex: number) =>
		context.getNodeParameter(name, itemIndex, fallback, options) as unknown;
	if (field.type !== 'resourceLocator') return read(field.name, field.default);
	const readValue = isLocator(raw) ? read(`${field.name}.value`, '') : read(field.name, '');
	return (itemIndex) => {
		const value = readValue(itemIndex);
		return isLocator(value) ? value.value : value;
	};
}

function isLocator(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && 'value' in value;
}

function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}
