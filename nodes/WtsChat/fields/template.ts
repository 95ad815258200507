import type { INodeProperties } from 'n8n-workflow';
import type { Declaration, Parameters } from './field';
import { KINDS } from './kinds';
import { byText, fromList, locator } from './locator';
import type { MapperMethod, SearchMethod } from './methods';
import { besideRows, complaint, pairsIn, pairsOf, textInPair, type Pair, type RowsAndJson } from './pairs';

export const channel = locator({
	displayName: 'Channel',
	name: 'channelId',
	description: 'The WhatsApp number, Instagram or Messenger account that the templates belong to',
	picks: 'channel',
});

const templateLocator = (description: string, search: SearchMethod) =>
	({
		displayName: 'Template',
		name: 'templateId',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description,
		picks: 'template',
		modes: [
			fromList('template', search),
			// It is a short string, not a UUID (observed.md §6).
			byText('By ID', 'id', '4c5d6_order_shipped'),
			byText('By Name', 'name', KINDS.template.example),
		],
	}) as const satisfies Declaration;

/** A template of the channel that is chosen in the field `from`. */
export const template = templateLocator(
	'The approved text to send. The list holds the templates of the chosen channel.',
	'searchTemplates',
);

/** A template for one-time passwords of the channel that is chosen in the field `from`. */
export const authenticationTemplate = templateLocator(
	'The template for codes; the first of its kind that the channel has if left out',
	'searchAuthenticationTemplates',
);

/** The values of a template's named parameters, for a template whose parameters are not known in the editor. */
export const parameterPairs = {
	displayName: 'Parameters',
	name: 'parameterPairs',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add parameter',
	default: {},
	description: 'Names as the platform shows them in the template, accents included, and what to put in for them',
	options: [
		{
			displayName: 'Parameter',
			name: 'entries',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', required: true, default: '' },
				// That it must hold something is said where it is sent, by the name of the parameter.
				{ displayName: 'Value', name: 'value', type: 'string', default: '', keepsSpaces: true },
			],
		},
	],
} as const satisfies Declaration;

export const specifyParameters = {
	displayName: 'Specify Parameters',
	name: 'specifyParameters',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'As Fields of the Template', value: 'fields', description: 'One field for each of its parameters' },
		{
			name: 'As Names and Values',
			value: 'pairs',
			description: 'For a template that comes from an expression, so that its parameters are not known here',
		},
		{ name: 'As JSON', value: 'json', description: 'One object with all names and values, as an expression gives it' },
	],
	default: 'fields',
} as const satisfies INodeProperties;

/** For a template that is chosen in the editor: one field for each of its parameters. */
export const templateParameters = {
	displayName: 'Parameters',
	name: 'templateParameters',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: 'What to put in for the parameters of the template',
	typeOptions: {
		loadOptionsDependsOn: ['templateId.value'],
		resourceMapper: {
			resourceMapperMethod: 'getTemplateParameters' satisfies MapperMethod,
			mode: 'add',
			fieldWords: { singular: 'parameter', plural: 'parameters' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: false,
		},
	},
	displayOptions: { show: { specifyParameters: ['fields'] } },
} as const satisfies INodeProperties;

/** The values of a template's named parameters in one object. */
export const parametersJson = {
	displayName: 'Parameters (JSON)',
	name: 'parametersJson',
	type: 'json',
	default: '{}',
	description:
		'An object with the names of the parameters, as the platform shows them in the template, and what to put in for them',
	displayOptions: { show: { specifyParameters: ['json'] } },
} as const satisfies INodeProperties;

/** The same two for a collection, where n8n's editor shows no fields of the template. */
export const parametersInCollection = <const Pairs extends string, const Json extends string>(field: {
	displayName: string;
	pairs: Pairs;
	json: Json;
	description: string;
}) =>
	[
		{
			...parameterPairs,
			displayName: field.displayName,
			name: field.pairs,
			description: `${parameterPairs.description}${field.description}`,
		},
		{
			...besideRows(field.displayName, `${parametersJson.description}${field.description}`),
			name: field.json,
			type: 'json',
			default: '{}',
		},
	] as const satisfies Declaration[];

/** The same where it is chosen how they are given. */
export const parameterRows = {
	...parameterPairs,
	displayOptions: { show: { specifyParameters: ['pairs'] } },
} as const satisfies INodeProperties;

/** The values of a template's named parameters. */
export const parameterFields = [
	specifyParameters,
	templateParameters,
	parameterRows,
	parametersJson,
] as const satisfies Declaration[];

/** The fields that hold the values, where no JSON does. */
const FIELDS = { fields: templateParameters, pairs: parameterPairs } as const;

/** For the options of whatever sends a template. */
export const cleanParameters = {
	displayName: 'Clean Parameters',
	name: 'cleanParameters',
	type: 'boolean',
	default: true,
	description:
		'Whether to make single spaces of line breaks, tabs and rows of spaces in the values of the parameters, which WhatsApp refuses (error 132018)',
} as const satisfies INodeProperties;

/** What a parameter is called in errors. */
const CALLED = 'template parameter';

/**
 * The values of a template's parameters as the service wants them: texts by name.
 * @param isCleaned whether to make single spaces of what WhatsApp refuses
 * @returns undefined if there are none
 * @throws UserError that names the parameter whose value is empty or no text
 */
export function templateParametersOf(
	{ specifyParameters, templateParameters, parameterPairs, parametersJson }: Parameters<typeof parameterFields>,
	isCleaned = true,
): Record<string, string> | undefined {
	switch (specifyParameters) {
		case 'fields':
			return parameterTextsOf(pairsIn(FIELDS.fields, templateParameters), isCleaned);
		case 'json':
			return parametersGiven({ json: parametersJson }, isCleaned);
		case 'pairs':
			return parametersGiven({ rows: parameterPairs }, isCleaned);
	}
}

/**
 * The same where there are no fields of the template: of rows, of one object, or of both.
 * @param label of the rows
 * @throws UserError also for a name that is given twice
 */
export const parametersGiven = (
	given: RowsAndJson,
	isCleaned = true,
	label: string = FIELDS.pairs.displayName,
): Record<string, string> | undefined => parameterTextsOf(pairsOf(CALLED, label, given), isCleaned);

/**
 * The values of a template's parameters as texts by name.
 * @returns undefined if there are none
 * @throws UserError that names the parameter and the field, if a value is empty or no text
 */
export function parameterTextsOf(pairs: readonly Pair[], isCleaned = true): Record<string, string> | undefined {
	if (pairs.length === 0) return undefined;
	return Object.fromEntries(pairs.map((pair) => [pair.name, parameterText(pair, isCleaned)]));
}

function parameterText(pair: Pair, isCleaned: boolean): string {
	const text = textInPair(CALLED, pair);
	const clean = text.replace(/[\s\u0085]+/g, ' ').trim();
	// WhatsApp takes no empty one.
	if (clean === '') {
		const hint = 'Nothing was given for it. Give a text, or let the expression give one.';
		throw complaint(CALLED, pair, 'is empty', hint);
	}
	return isCleaned ? clean : text;
}
