import assert from 'node:assert/strict';
import type { INodeParameters } from 'n8n-workflow';
import { fieldsOf, isField, OF_ENGINE } from './fields.mts';

/** The fields by which the user chooses what comes out. */
export const OUTPUT: readonly string[] = ['output', 'outputFields'];

/**
 * Parameters for an operation that set every field it has, those inside its collections too. What comes out is chosen in
 * the same way everywhere, which `output.test.mts` looks at for all operations.
 * @param resource the resource's value
 * @param operation the operation's value
 * @param parameters the fields; what the editor would hide beside the others may be left out
 * @returns the parameters, with resource and operation
 * @throws AssertionError that names the fields that are not set, or that do not exist
 */
export function everyField(resource: string, operation: string, parameters: INodeParameters): INodeParameters {
	const isOwn = ({ name }: { name: string }) => !OF_ENGINE.includes(name);
	const namesIn = (fields: Array<{ name: string }>) => [...new Set(fields.map(({ name }) => name))].toSorted();
	const fields = fieldsOf(resource, operation).filter(
		({ type, name, options = [] }) =>
			type !== 'notice' &&
			!OUTPUT.includes(name) &&
			!(type === 'collection' && !options.filter(isField).some(isOwn)),
	);
	const hidden = fields.filter(({ displayOptions: { show = {} } = {} }) =>
		Object.entries(show).some(
			([name, values]) =>
				!['resource', 'operation'].includes(name) &&
				name in parameters &&
				!(values as unknown[] | undefined)?.includes(parameters[name]),
		),
	);
	const given = Object.keys(parameters).filter((name) => !OUTPUT.includes(name));
	assert.deepEqual(given.toSorted(), namesIn(fields.filter((field) => !hidden.includes(field))));
	for (const { name, type, options = [] } of fields) {
		if (type !== 'collection') continue;
		const within = Object.keys(parameters[name] as object).toSorted();
		assert.deepEqual(within, namesIn(options.filter(isField).filter(isOwn)), `the fields of '${name}'`);
	}
	return { resource, operation, ...parameters };
}
