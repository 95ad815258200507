// Every operation of the built node, filled in so that its requests reach the account: what a test of all of them needs.
import type { INodeListSearchResult, INodeParameters, INodeProperties, NodeParameterValueType } from 'n8n-workflow';
import type * as OperationsModule from '../../nodes/WtsChat/operations/index.ts';
import { built } from '../built.mts';
import { everyProperty, fieldsOf, fillings, isChoice, isField, isGroup } from './fields.mts';
import { lookUp, shared, wtsChat, type Credential } from './workflow.mts';

const { resources } = built<typeof OperationsModule>('nodes/WtsChat/operations/index');

/** Of nothing that the account has. */
const ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

/** Everything that the node can do. */
export const everyOperation = resources.flatMap(({ value: resource, operations }) =>
	operations.map((operation) => ({ name: `${resource} ${operation.value}`, resource, operation })),
);

/** Those that ask the service for something: one only answers what was asked of it. */
export const everyRequest = everyOperation.filter(({ operation }) => [operation.endpoint].flat().length > 0);

/** The operations whose fields ask for a list of the editor, by the list's method. */
export const askingFor = (method: string) =>
	everyOperation.filter(({ resource, operation }) =>
		[...everyProperty(fieldsOf(resource, operation.value))].some(({ property: { typeOptions, modes = [] } }) =>
			[typeOptions?.loadOptionsMethod, typeOptions?.resourceMapper?.resourceMapperMethod]
				.concat(modes.map((mode) => mode.typeOptions?.searchListMethod))
				.includes(method),
		),
	);

/** A field that a value can be put into, wherever it stands. */
export interface Place {
	/** Where it stands, e.g. `filters.metadata.entries.name`. */
	name: string;
	field: INodeProperties;
	/** The parameters of the node with the value in this field. */
	filledWith(value: NodeParameterValueType): INodeParameters;
}

/** A way to fill an operation in: with what other fields depend on, all fields that are shown beside it hold something. */
export interface Filling {
	/** The node's parameters. */
	parameters: INodeParameters;
	/** The fields that can vary from item to item, those in collections too. */
	places: Place[];
}

/**
 * The ways to fill an operation in, with the output that is the usual one. Whatever is picked in the editor is picked from its lists, so it is there.
 *
 * @param credential of the account that the lists are those of
 */
export async function fillingsOf(resource: string, operation: string, credential: Credential): Promise<Filling[]> {
	const { description } = wtsChat;
	const fields = fieldsOf(resource, operation);
	const found: Filling[] = [];
	// What comes out changes nothing about what is sent; `output.test.mts` looks at all of it for all operations.
	const output = fields.find(({ name }) => name === 'output');
	const fixed = { resource, operation, ...(output && { output: output.default as string }) };
	for (const deciding of fillings(fields, fixed)) {
		const shown = fields.filter((field) =>
			shared.NodeHelpers.displayParameter(deciding, field, { typeVersion: 1 }, description),
		);
		const parameters: INodeParameters = { ...deciding };
		for (const field of shown) parameters[field.name] ??= await usualValue(field, parameters, credential);
		const places = shown
			.filter(({ name, noDataExpression }) => !(name in deciding) || noDataExpression !== true)
			.flatMap((field) =>
				placesIn(field).map((place) => ({
					...place,
					filledWith: (value: NodeParameterValueType) => ({ ...parameters, [field.name]: place.put(value) }),
				})),
			);
		found.push({ parameters, places });
	}
	return found;
}

/** What somebody may have filled in. */
async function usualValue(
	field: INodeProperties,
	parameters: INodeParameters,
	credential: Credential,
): Promise<NodeParameterValueType> {
	const { type, default: initial, options = [], placeholder = 'e.g. texto', typeOptions } = field;
	switch (type) {
		case 'string': {
			// Nothing may be sent to an address outside of this machine.
			const example = placeholder.replace('e.g. ', '').replace('https://example.com', 'http://127.0.0.1:9');
			return typeOptions?.multipleValues ? [example] : initial || example;
		}
		case 'dateTime':
			// An execution waits no longer than a month.
			if (field.name === 'waitUntil') return new Date(Date.now() + 86_400_000).toISOString();
			return field.name === 'periodUntil' ? '2030-02-02T08:00:00' : '2030-01-31T08:00:00';
		case 'resourceLocator':
			return await firstOfLocator(field, parameters, credential);
		case 'options':
			return initial || (await firstOption(field, parameters, credential));
		case 'multiOptions':
			return [await firstOption(field, parameters, credential)];
		case 'collection': {
			const inIt = options.filter(isField);
			// What changes something must say what; a question by template must say how it is asked again.
			const changes = ['updateFields', 'selection'].includes(field.name);
			const needed = changes ? inIt[0] : inIt.find(({ name }) => name === 'askAgainText');
			return needed ? { [needed.name]: await usualValue(needed, parameters, credential) } : {};
		}
		case 'resourceMapper':
			return { mappingMode: 'defineBelow', value: {}, schema: [] };
		case 'boolean':
			// What is only tried out asks the account for nothing of what the operation is there for.
			return field.name === 'dryRun' ? false : initial;
		default:
			return initial;
	}
}

async function firstOfLocator({ modes = [] }: INodeProperties, parameters: INodeParameters, credential: Credential) {
	const list = modes.find(({ typeOptions }) => typeOptions?.searchListMethod !== undefined);
	const [{ name: mode, placeholder }] = list ? [list] : modes;
	const method = list?.typeOptions?.searchListMethod;
	const value = method
		? (await lookUp<INodeListSearchResult>('listSearch', method, credential, { parameters })).results.at(0)?.value
		: placeholder?.replace('e.g. ', '');
	return { __rl: true, mode, value: value ?? ID };
}

/** Of a field in a group of fields. */
const exampleOf = ({ type, default: initial }: INodeProperties) =>
	type === 'resourceLocator' ? { __rl: true, mode: 'id', value: ID } : initial === '' ? 'texto' : initial;

async function firstOption(
	{ typeOptions, options = [] }: INodeProperties,
	parameters: INodeParameters,
	credential: Credential,
) {
	const method = typeOptions?.loadOptionsMethod;
	const choices = method
		? await lookUp<Array<{ value: string }>>('loadOptions', method, credential, { parameters })
		: options.filter(isChoice);
	return String(choices.at(0)?.value ?? '');
}

interface Put {
	name: string;
	field: INodeProperties;
	put(value: NodeParameterValueType): NodeParameterValueType;
}

/** The places in a field that a value can be put into: itself, or the fields in it. */
function placesIn(field: INodeProperties): Put[] {
	const { name, type, options = [], modes = [], typeOptions } = field;
	switch (type) {
		case 'notice':
		case 'hidden':
			return [];
		case 'resourceLocator':
			return modes.map((mode) => ({
				name: `${name} (${mode.displayName})`,
				field,
				put: (value) => ({ __rl: true, mode: mode.name, value: String(value) }),
			}));
		case 'resourceMapper':
			return [{ name, field, put: (value) => ({ mappingMode: 'defineBelow', value: { campo: value }, schema }) }];
		case 'collection':
			return options
				.filter(isField)
				.flatMap(placesIn)
				.map((inner) => within(field, inner, (value) => ({ [topName(inner)]: value })));
		case 'fixedCollection':
			return options.filter(isGroup).flatMap((group) =>
				group.values.flatMap((member) =>
					placesIn(member).map((inner) =>
						within(field, inner, (value) => {
							const others = Object.fromEntries(group.values.map((other) => [other.name, exampleOf(other)]));
							const row = { ...others, [member.name]: value };
							return { [group.name]: typeOptions?.multipleValues ? [row] : row };
						}),
					),
				),
			);
		default:
			return [{ name, field, put: (value) => (typeOptions?.multipleValues ? [String(value)] : value) }];
	}
}

const schema = [
	{ id: 'campo', displayName: 'Campo', type: 'string', required: false, display: true, defaultMatch: false },
];

const topName = ({ name }: Put) => name.split(/[. ]/)[0];

const within = (
	{ name }: INodeProperties,
	inner: Put,
	around: (value: NodeParameterValueType) => INodeParameters,
): Put => ({
	name: `${name}.${inner.name}`,
	field: inner.field,
	put: (value) => around(inner.put(value)),
});
