import type { FunctionsBase } from 'n8n-workflow';
import type { Field, Parameters, Values } from '../fields/field';
import { checkerOf } from './check';

type Context = Pick<FunctionsBase, 'getNode' | 'getTimezone'>;

/**
 * Reads a parameter of the node.
 * @param otherwise what holds if the node has none
 */
type Read = (name: string, otherwise: unknown) => unknown;

/**
 * What a node without input items was given, checked as an operation's fields are.
 * @throws NodeOperationError that names the field and says what to do; what `read` throws
 */
export function parametersOf<const P extends readonly Field[]>(context: Context, fields: P, read: Read): Parameters<P> {
	const given = fields.map(({ name, default: otherwise }) => [name, read(name, otherwise)]);
	const checked = checkerOf(context, fields)(Object.fromEntries(given));
	return ('values' in checked ? checked.values : {}) as Parameters<P>;
}

/** The same, with the default of each field in the place of what cannot be used. */
export function usableParametersOf<const P extends readonly Field[]>(
	context: Context,
	fields: P,
	read: Read,
): Parameters<P> {
	const values: Values = {};
	for (const field of fields) {
		try {
			Object.assign(values, parametersOf(context, [field], read));
		} catch {
			Object.assign(
				values,
				parametersOf(context, [field], (_name, otherwise) => otherwise),
			);
		}
	}
	return values as Parameters<P>;
}
