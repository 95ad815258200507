import { UserError, type INodeProperties } from 'n8n-workflow';
import { written } from './date';
import type { Declaration, Field, Parameters } from './field';
import { KINDS } from './kinds';
import { byText, fromList, locator } from './locator';
import type { MapperMethod, SearchMethod } from './methods';
import { cutOff, isCutOff } from './wholeText';

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
				{ displayName: 'Value', name: 'value', type: 'string', required: true, default: '' },
			],
		},
	],
} as const satisfies INodeProperties;

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

/** The values of a template's named parameters. */
export const parameterFields = [
	specifyParameters,
	templateParameters,
	{ ...parameterPairs, displayOptions: { show: { specifyParameters: ['pairs'] } } },
	parametersJson,
] as const;

/** The field that holds the values in each way of giving them. */
const FIELDS = { fields: templateParameters, json: parametersJson, pairs: parameterPairs } as const;

/** For the options of whatever sends a template. */
export const cleanParameters = {
	displayName: 'Clean Parameters',
	name: 'cleanParameters',
	type: 'boolean',
	default: true,
	description:
		'Whether to make single spaces of line breaks, tabs and rows of spaces in the values of the parameters, which WhatsApp refuses (error 132018)',
} as const satisfies INodeProperties;

/** What `templateParametersOf` takes beside `parameterPairs` where these are the only way to give parameters. */
export const byPairs = { specifyParameters: 'pairs', templateParameters: {}, parametersJson: {} } as const;

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
			return parameterTextsOf(Object.entries(templateParameters), FIELDS.fields, isCleaned);
		case 'json':
			return parameterTextsOf(Object.entries(parametersJson), FIELDS.json, isCleaned);
		case 'pairs': {
			const pairs = (parameterPairs.entries ?? []).map(({ name, value }) => [name, value] as const);
			return parameterTextsOf(pairs, FIELDS.pairs, isCleaned);
		}
	}
}

/**
 * The values of a template's parameters as texts by name.
 * @param field that they come from
 * @returns undefined if there are none
 * @throws UserError that names the parameter and the field, if a value is empty or no text
 */
export function parameterTextsOf(
	given: ReadonlyArray<readonly [name: string, value: unknown]>,
	{ displayName }: Pick<Field, 'displayName'>,
	isCleaned = true,
): Record<string, string> | undefined {
	if (given.length === 0) return undefined;
	return Object.fromEntries(given.map(([name, value]) => [name, parameterText(name, value, isCleaned, displayName)]));
}

function parameterText(name: string, value: unknown, isCleaned: boolean, field: string): string {
	const complain = (why: string, description: string) =>
		new UserError(`The template parameter “${name}” ${why}`, {
			description: `${description} The field is '${field}'.`,
		});
	const given = written(value);
	if (typeof given === 'object' && given !== null) {
		const what = Array.isArray(given) ? 'A list' : 'An object';
		throw complain('is not a single value', `${what} was given. Use an expression that gives the text itself.`);
	}
	if (typeof given === 'number' && !Number.isFinite(given)) {
		throw complain('is not a text', `“${given}” was given, the result of a failed calculation.`);
	}
	const text = String(given ?? '');
	if (isCutOff(text)) throw complain('ends or begins in the middle of a character', cutOff(text));
	const clean = text.replace(/[\s\u0085]+/g, ' ').trim();
	// WhatsApp takes no empty one.
	if (clean === '')
		throw complain('is empty', 'Nothing was given for it. Give a text, or let the expression give one.');
	return isCleaned ? clean : text;
}
