/** Where n8n's editor asks its backend for what a field offers, found in the nodes as n8n serves them. */
import { createRequire } from 'node:module';
import type { INodeParameters, INodeProperties, INodeTypeDescription, NodeParameterValueType } from 'n8n-workflow';

const { NodeHelpers, isINodeProperties, isINodePropertyCollection } = createRequire(import.meta.url)(
	'n8n-workflow',
) as typeof import('n8n-workflow');

/** The route below `/dynamic-node-parameters` that the editor asks. */
export type Route = 'options' | 'resource-locator-results' | 'resource-mapper-fields';

/** A field of an operation that offers something of the account. */
export interface Place {
	/** For people, e.g. "card update updateFields.stepId". */
	readonly name: string;
	readonly node: INodeTypeDescription;
	/** The field itself, which several operations may share. */
	readonly property: INodeProperties;
	readonly route: Route;
	/** The node's method that the backend calls. */
	readonly method: string;
	/** Where the field stands, as the editor says it. */
	readonly path: string;
	/** The node's parameters as the editor has them, the field among them and still empty. */
	readonly parameters: INodeParameters;
}

type Values = Readonly<Record<string, NodeParameterValueType>>;

/** A field on the way down into the collections. */
interface Step {
	readonly path: string;
	/** What has to be chosen for the field to be seen. */
	readonly conditions: Values;
	/** Puts the field into the node's parameters. */
	readonly within: (field: Values) => Values;
}

const top: Step = { path: 'parameters', conditions: {}, within: (field) => field };

/** Finds all places in a node as n8n serves it, those of each operation by themselves. */
export function placesIn(node: INodeTypeDescription): Place[] {
	return node.properties.flatMap((property) => {
		const { resource = [''], operation = [''] } = property.displayOptions?.show ?? {};
		return resource.flatMap((ofResource) =>
			operation.flatMap((ofOperation) => {
				const choice = ofOperation === '' ? {} : { resource: String(ofResource), operation: String(ofOperation) };
				return placesOf(node, property, { ...top, conditions: choice });
			}),
		);
	});
}

/**
 * The same place when other fields are filled in.
 * @param values by the names of fields that stand beside it, in the same collection
 */
export function beside(place: Place, values: INodeParameters): Place {
	const parameters = structuredClone(place.parameters);
	const [, ...within] = place.path.split(/[.[\]]+/);
	const parent = within.slice(0, -1).reduce((outer, name) => outer[name] as INodeParameters, parameters);
	Object.assign(parent, values);
	return { ...place, parameters };
}

/**
 * The same place when other fields are filled in.
 * @param values by the names of fields at the top
 */
export const withTop = (place: Place, values: INodeParameters): Place => ({
	...place,
	parameters: { ...place.parameters, ...values },
});

function placesOf(node: INodeTypeDescription, property: INodeProperties, outer: Step): Place[] {
	const path = `${outer.path}.${property.name}`;
	const conditions = { ...conditionsOf(property), ...outer.conditions };
	const own = methodsOf(property).map(([route, method]): Place => {
		const given = { [property.name]: property.default as NodeParameterValueType };
		const { resource = '', operation = '' } = conditions;
		const name = `${String(resource)} ${String(operation)} ${path.replace('parameters.', '')}`.trim();
		return {
			name,
			node,
			property,
			route,
			method,
			path,
			parameters: filled(node, { ...outer.within(given), ...conditions }),
		};
	});
	const nested = (property.options ?? []).flatMap((option) => {
		if (isINodeProperties(option)) {
			const within = (values: Values) => outer.within({ [property.name]: { ...values } });
			return placesOf(node, option, { path, conditions, within });
		}
		if (!isINodePropertyCollection(option)) return [];
		const many = property.typeOptions?.multipleValues === true;
		const within = (values: Values) =>
			outer.within({ [property.name]: { [option.name]: many ? [{ ...values }] : { ...values } } });
		const group = `${path}.${option.name}${many ? '[0]' : ''}`;
		return option.values.flatMap((value) => placesOf(node, value, { path: group, conditions, within }));
	});
	return [...own, ...nested];
}

/** What fills a field, and by which route. */
function methodsOf({ typeOptions = {}, modes = [] }: INodeProperties): Array<[Route, string]> {
	const { loadOptionsMethod, resourceMapper } = typeOptions;
	const searches = modes.flatMap((mode) => mode.typeOptions?.searchListMethod ?? []);
	return [
		...(loadOptionsMethod === undefined ? [] : [['options', loadOptionsMethod] as [Route, string]]),
		...searches.map((method): [Route, string] => ['resource-locator-results', method]),
		...(resourceMapper?.resourceMapperMethod === undefined
			? []
			: [['resource-mapper-fields', resourceMapper.resourceMapperMethod] as [Route, string]]),
	];
}

/** The first of the choices with which a field is seen, by the names of the fields at the top that it depends on. */
function conditionsOf({ displayOptions: { show = {} } = {} }: INodeProperties): Values {
	const others = Object.entries(show).filter(([name]) => name !== 'resource' && name !== 'operation');
	return Object.fromEntries(
		others.map(([name, choices]) => [name.replace(/^\//, ''), choices?.[0] as NodeParameterValueType]),
	);
}

/** The parameters with the defaults of all that is seen beside them, as the editor keeps them. */
function filled(node: INodeTypeDescription, given: Values): INodeParameters {
	// Those of other operations are left out at once: there are hundreds, which n8n takes its time for.
	const own = node.properties.filter(({ displayOptions: { show = {} } = {} }) =>
		(['resource', 'operation'] as const).every((name) => show[name]?.includes(String(given[name])) !== false),
	);
	const parameters = NodeHelpers.getNodeParameters(own, { ...given }, true, false, { typeVersion: 1 }, node);
	if (parameters === null) throw new Error(`${node.name} has no parameters`);
	return parameters;
}
