import type { INodeProperties, ResourceMapperTypeOptions } from 'n8n-workflow';
import type { Declaration } from './field';
import type { MapperMethod } from './methods';

type Mode = Extract<ResourceMapperTypeOptions['mode'], 'add' | 'map'>;

/**
 * Values for the fields that an account has made for itself, with their names, types and choices. n8n's editor shows
 * such a field only at the top level, not inside a collection.
 */
const customFieldsOf = <const M extends Mode>(field: {
	method: MapperMethod;
	/** "add" insists on the fields that the account requires. */
	mode: M;
	description: string;
	dependsOn: readonly string[];
}) =>
	({
		displayName: 'Custom Fields',
		name: 'customFields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		description: field.description,
		typeOptions: {
			loadOptionsDependsOn: [...field.dependsOn],
			resourceMapper: {
				resourceMapperMethod: field.method,
				mode: field.mode,
				fieldWords: { singular: 'custom field', plural: 'custom fields' },
				addAllFields: false,
				supportAutoMap: false,
			},
		},
	}) as const satisfies INodeProperties;

/** Custom fields that are written: a field for each, or all of them in one object. */
const withJson = <const F extends ReturnType<typeof customFieldsOf>>(mapper: F) =>
	[
		{
			displayName: 'Specify Custom Fields',
			name: 'specifyCustomFields',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'As Fields', value: 'fields', description: 'One field for each that the account has' },
				{ name: 'As JSON', value: 'json', description: 'One object with all names and values, as an expression gives it' },
			],
			default: 'fields',
		},
		{ ...mapper, displayOptions: { show: { specifyCustomFields: ['fields'] } } },
		{
			displayName: 'Custom Fields (JSON)',
			name: 'customFieldsJson',
			type: 'json',
			default: '{}',
			description:
				'An object with the keys or names of custom fields, and their values, e.g. { "City": "Recife", "Orders": 3 }. Several choices are given as a list; null clears a value.',
			displayOptions: { show: { specifyCustomFields: ['json'] } },
		},
	] as const satisfies Declaration[];

const OF_CONTACTS = { method: 'getContactCustomFields', dependsOn: [] } as const;
/** The panel is what the field `panelId` holds. */
const OF_CARDS = { method: 'getPanelCustomFields', dependsOn: ['panelId.value'] } as const;
const HOW = 'Several choices are given as a list, e.g. ["Kitchen", "Garden"].';
const CLEAR = 'An expression that gives an empty text clears the value.';

/** For contacts that may be new: insists on the required ones. */
export const contactCustomFields = withJson(
	customFieldsOf({
		...OF_CONTACTS,
		mode: 'add',
		description: `Values for the custom fields of the contact. ${HOW}`,
	}),
);

/** For contacts that exist. */
export const contactCustomFieldChanges = withJson(
	customFieldsOf({
		...OF_CONTACTS,
		mode: 'map',
		description: `New values for custom fields of the contact; the others stay as they are. ${HOW} ${CLEAR}`,
	}),
);

/** For searches. */
export const contactCustomFieldFilter = {
	...customFieldsOf({
		...OF_CONTACTS,
		mode: 'map',
		description: `Only contacts that have these values in their custom fields. ${HOW}`,
	}),
	holds: 'filters',
} as const satisfies Declaration;

/** For new cards. */
export const cardCustomFields = withJson(
	customFieldsOf({
		...OF_CARDS,
		mode: 'add',
		description: `Values for the custom fields of the card. ${HOW}`,
	}),
);

/** For cards that exist. */
export const cardCustomFieldChanges = withJson(
	customFieldsOf({
		...OF_CARDS,
		mode: 'map',
		description: `New values for custom fields of the card; the others stay as they are. ${HOW} ${CLEAR}`,
	}),
);

/**
 * The values as the service wants them.
 * @param filledIn what the mapper was given, by the custom fields' keys
 * @returns an empty text as null, which clears the value; undefined if nothing was filled in
 */
export function customFieldValues(filledIn: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
	const entries = Object.entries(filledIn).map(([key, value]) => [key, value === '' ? null : value] as const);
	return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
