import type { INodeProperties } from 'n8n-workflow';

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const ID = new RegExp(`^${UUID}$`);

/** Whether a text is an ID, as nearly all records have one. */
export const isId = (text: string): boolean => ID.test(text);

/**
 * A field that picks one record, from a list or by its ID. The validation of the ID holds in the editor and, through
 * the engine, for what expressions deliver.
 * @param field its label, name and description; `thing` is what is picked, as in "session"; `search` is the method of
 * `lookups/` that fills the list; `mode` is what is offered first
 */
export const locator = <const Name extends string>(field: {
	displayName: string;
	name: Name;
	description: string;
	thing: string;
	search: string;
	mode?: 'id' | 'list';
}) =>
	({
		displayName: field.displayName,
		name: field.name,
		type: 'resourceLocator',
		default: { mode: field.mode ?? 'list', value: '' },
		description: field.description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: `Select a ${field.thing}…`,
				typeOptions: { searchListMethod: field.search, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
				validation: [
					{
						type: 'regex',
						properties: {
							// Nothing passes too: that the field is empty, the node says itself when it runs.
							regex: `^\\s*(${UUID}\\s*)?$`,
							errorMessage: `The ID of a ${field.thing} looks like 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10`,
						},
					},
				],
			},
		],
	}) as const satisfies INodeProperties;

/**
 * The same for what has a page of its own in the platform's web app: it can be picked by that page's address, too.
 * Every brand has a host of its own, so any will do (observed.md §1).
 * @param field as for `locator`; `page` is the path of such pages, as in "contacts"
 */
export const locatorWithPage = <const Name extends string>(
	field: Parameters<typeof locator<Name>>[0] & { page: string },
) => {
	const picked = locator(field);
	const regex = `(?:https?://)?[^\\s/]+/${field.page}/(${UUID})(?:[/?#]\\S*)?`;
	return {
		...picked,
		modes: [
			...picked.modes,
			{
				displayName: 'By URL',
				name: 'url',
				type: 'string',
				placeholder: `e.g. https://app.wts.chat/${field.page}/6f1b…`,
				extractValue: { type: 'regex', regex: `^\\s*${regex}\\s*$` },
				validation: [
					{
						type: 'regex',
						properties: {
							regex: `^\\s*(?:${regex}\\s*)?$`,
							errorMessage: `The address of a ${field.thing} in the platform looks like https://app.wts.chat/${field.page}/6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10`,
						},
					},
				],
			},
		],
	} as const satisfies INodeProperties;
};
