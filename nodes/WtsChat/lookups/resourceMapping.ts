import type { FieldType, ILoadOptionsFunctions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import type { Answer } from '../../../contract';
import type { MapperMethod } from '../fields/methods';
import { asking } from './ask';
import { chosenValue, idOfChoice } from './chosen';
import { Directory } from './directory';
import { getTemplateParameters } from './templates';

type CustomField = Answer<'GET /core/v1/custom-field'>[number];

/** What the editor offers to fill in a custom field of each type. */
const TYPES: Readonly<Record<Exclude<NonNullable<CustomField['type']>, 'GROUP'>, FieldType>> = {
	STRING: 'string',
	TEXT: 'string',
	INTEGER: 'number',
	FLOAT: 'number',
	SINGLESELECT: 'options',
	// The editor's mapper has no list for several choices: they are given as an array of their names.
	MULTISELECT: 'array',
	DATE: 'dateTime',
	TIME: 'time',
	DATETIME: 'dateTime',
	BOOLEAN: 'boolean',
};

/** What gives resource mappers their fields in the editor. */
export const resourceMapping = {
	getContactCustomFields,
	getPanelCustomFields,
	getTemplateParameters,
} as const satisfies Record<MapperMethod, (this: ILoadOptionsFunctions) => Promise<ResourceMapperFields>>;

/** The custom fields that the account has for its contacts. */
async function getContactCustomFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return mapperOf(
		await asking(this, async ({ send }) => await send({ endpoint: 'GET /core/v1/contact/custom-field' })),
		'The account has no custom fields for contacts.',
	);
}

/** The custom fields of the cards of the panel that is chosen in the field `panelId`. */
async function getPanelCustomFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const panel = chosenValue(this, 'panelId') ?? '';
	// The editor shows the notice, but no text of an error.
	if (panel === '' || panel.startsWith('=')) {
		return {
			fields: [],
			emptyFieldsNotice: 'Choose a panel from the list, by its ID or by its name to see its custom fields.',
		};
	}
	return await asking(this, async (client) => {
		const directory = new Directory(client);
		const id = await idOfChoice(directory, 'panel', panel);
		return mapperOf(
			await directory.get({ endpoint: 'GET /crm/v1/panel/{id}/custom-fields', path: { id } }),
			'The panel has no custom fields.',
		);
	});
}

/** @returns the fields as the editor wants them, in the platform's order, those of a group under its name */
function mapperOf(customFields: readonly CustomField[], emptyFieldsNotice: string): ResourceMapperFields {
	const groups = new Map(customFields.filter(({ type }) => type === 'GROUP').map((group) => [group.id, group]));
	const placeOf = ({ parentId, position = 0 }: CustomField) => {
		const group = groups.get(parentId ?? undefined);
		return group ? [group.position ?? 0, position] : [position, 0];
	};
	const fields = customFields
		.toSorted((a, b) => {
			const [[outerA, innerA], [outerB, innerB]] = [placeOf(a), placeOf(b)];
			return outerA - outerB || innerA - innerB;
		})
		.flatMap((customField) => fieldOf(customField, groups.get(customField.parentId ?? undefined)?.name));
	return { fields, emptyFieldsNotice };
}

/** @returns nothing for a group, which holds no value itself */
function fieldOf(
	{ key, name, type, required, options }: CustomField,
	group: string | null | undefined,
): ResourceMapperField[] {
	if (!key || !type || type === 'GROUP') return [];
	return [
		{
			id: key,
			displayName: group ? `${group}: ${name ?? key}` : (name ?? key),
			type: TYPES[type],
			required: required === true,
			display: true,
			defaultMatch: false,
			canBeUsedToMatch: false,
			// Values are the names of the options, which is what the service answers too.
			...(type === 'SINGLESELECT' && {
				options: (options ?? []).map((option) => ({ name: option.name ?? '', value: option.name ?? '' })),
			}),
		},
	];
}
