// Whether the parameters of a converted node are what our node's description asks for, by n8n's own rules.
import { createRequire } from 'node:module';
import type {
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	NodeHelpers as NodeHelpersType,
} from 'n8n-workflow';
import type * as NodeModule from '../../../nodes/WtsChat/WtsChat.node.ts';
import { built } from '../../built.mts';

const require = createRequire(import.meta.url);
const { NodeHelpers } = require('n8n-workflow') as { NodeHelpers: typeof NodeHelpersType };

/** The built node's description. */
export const { description } = new (built<typeof NodeModule>('nodes/WtsChat/WtsChat.node').WtsChat)();

type Option = INodeProperties | INodePropertyOptions | INodePropertyCollection;
const isField = (option: Option): option is INodeProperties => 'type' in option;
const isGroup = (option: Option): option is INodePropertyCollection => 'values' in option;

/** The fields of an operation. */
export const fieldsOf = (resource: string, operation: string): INodeProperties[] =>
	description.properties.filter(
		({ displayOptions: { show = {} } = {} }) =>
			show.resource?.includes(resource) === true && (show.operation?.includes(operation) ?? false),
	);

/** The fields at a place such as "options.from"; there are several where it depends on others which is shown. */
export function fieldsAt(resource: string, operation: string, place: string): INodeProperties[] {
	const [first, ...rest] = place.split('.');
	let found = fieldsOf(resource, operation).filter(({ name }) => name === first);
	for (const part of rest) {
		found = found.flatMap(({ options = [] }) => options.filter(isField)).filter(({ name }) => name === part);
	}
	return found;
}

/** What is wrong with the parameters of a converted node, in words; nothing if all is well. */
export function faultsOf(parameters: INodeParameters): string[] {
	const { resource, operation } = parameters;
	if (typeof resource !== 'string' || typeof operation !== 'string') return ['it names no operation'];
	const fields = fieldsOf(resource, operation);
	if (fields.length === 0 && !isWithoutFields(resource, operation)) return [`there is no ${resource}: ${operation}`];
	const node: INode = { id: '1', name: 'Node', type: 'ours', typeVersion: 1, position: [0, 0], parameters };
	const faults: string[] = [];
	// n8n drops what is not shown, and what it does not know.
	const shown = NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description) ?? {};
	for (const [name, value] of Object.entries(parameters)) missing(value, shown[name], name, faults);
	const { parameters: issues = {} } =
		NodeHelpers.getNodeParametersIssues(description.properties, { ...node, parameters: shown }, description) ?? {};
	faults.push(...Object.values(issues).flat());
	for (const field of fields) {
		if (field.name in parameters && NodeHelpers.displayParameter(shown, field, node, description)) {
			faults.push(...faultsIn(field, parameters[field.name], field.name));
		}
	}
	return faults;
}

const isWithoutFields = (resource: string, operation: string) =>
	description.properties.some(
		({ name, displayOptions, options = [] }) =>
			name === 'operation' &&
			displayOptions?.show?.resource?.includes(resource) &&
			options.some((option) => 'value' in option && option.value === operation),
	);

function missing(value: unknown, shown: unknown, place: string, faults: string[]): void {
	if (typeof value !== 'object' || value === null) {
		if (value !== shown) faults.push(`${place} is not shown`);
		return;
	}
	for (const [name, inner] of Object.entries(value)) {
		missing(inner, (shown as Record<string, unknown> | undefined)?.[name], `${place}.${name}`, faults);
	}
}

const isExpression = (value: unknown) => typeof value === 'string' && value.startsWith('=');

/** Whether a value is of its field's type and among its choices. */
function faultsIn(field: INodeProperties, value: unknown, place: string): string[] {
	if (isExpression(value)) return field.noDataExpression ? [`${place} takes no expression`] : [];
	const wrong = (isRight: boolean) => (isRight ? [] : [`${place} is ${JSON.stringify(value)}, no ${field.type}`]);
	const { options = [], typeOptions = {} } = field;
	const isAmong = (one: unknown) =>
		typeOptions.loadOptionsMethod !== undefined || options.some((option) => 'value' in option && option.value === one);
	switch (field.type) {
		case 'boolean':
			return wrong(typeof value === 'boolean');
		case 'number':
			return wrong(typeof value === 'number' || value === '');
		case 'string':
			return wrong(
				typeOptions.multipleValues
					? Array.isArray(value) && value.every((one) => typeof one === 'string')
					: typeof value === 'string',
			);
		case 'dateTime':
			return wrong(typeof value === 'string');
		case 'options':
			return wrong(isAmong(value));
		case 'multiOptions':
			return wrong(Array.isArray(value) && value.every(isAmong));
		case 'resourceLocator': {
			const { __rl, mode } = (value ?? {}) as { __rl?: unknown; mode?: unknown };
			return wrong(__rl === true && (field.modes ?? []).some(({ name }) => name === mode));
		}
		case 'resourceMapper':
			return wrong(typeof value === 'object' && value !== null && 'schema' in value && 'value' in value);
		case 'collection':
			return Object.entries(value as object).flatMap(([name, inner]) => {
				const members = options.filter(isField).filter((member) => member.name === name);
				const [member] = members;
				return member ? faultsIn(member, inner, `${place}.${name}`) : [`${place} has no ${name}`];
			});
		case 'fixedCollection':
			return Object.entries(value as object).flatMap(([name, rows]) => {
				const group = options.filter(isGroup).find((candidate) => candidate.name === name);
				if (!group) return [`${place} has no ${name}`];
				return [rows].flat().flatMap((row) =>
					Object.entries(row as object).flatMap(([inner, held]) => {
						const member = group.values.find((candidate) => candidate.name === inner);
						return member ? faultsIn(member, held, `${place}.${name}.${inner}`) : [`${place}.${name} has no ${inner}`];
					}),
				);
			});
		default:
			return [];
	}
}
