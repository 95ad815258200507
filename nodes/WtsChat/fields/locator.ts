import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';
import type { Declaration } from './field';
import type { LoadMethod, SearchMethod } from './methods';

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const ID = new RegExp(`^${UUID}$`);

/** Whether a text is an ID, as nearly all records have one. */
export const isId = (text: string): boolean => ID.test(text);

const called = <const Label extends string, const Name extends string>(displayName: Label, name: Name) =>
	({ displayName, name }) as const;

/** A way of picking from a list. `thing` is what is picked, as in "session". */
export const fromList = (thing: string, search: SearchMethod) =>
	({
		...called('From List', 'list'),
		type: 'list',
		placeholder: `Select a ${thing}…`,
		typeOptions: { searchListMethod: search, searchable: true },
	}) as const satisfies INodePropertyMode;

/** A way of picking by what is typed. */
export const byText = <const Name extends string>(displayName: string, name: Name, example: string) =>
	({
		...called(displayName, name),
		type: 'string',
		placeholder: `e.g. ${example}`,
	}) as const satisfies INodePropertyMode;

/** How to give by an expression what is chosen from a list of the account; n8n's own words. */
export const CHOOSE =
	'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/**
 * A field that picks several records, from a list or by their IDs.
 * @param load the method of `lookups/` that fills the list
 */
export const severalOf = <const Name extends string, const Description extends string>(field: {
	displayName: string;
	name: Name;
	description: Description;
	load: LoadMethod;
}) =>
	({
		displayName: field.displayName,
		name: field.name,
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: field.load },
		form: 'id',
		default: [],
		description: field.description,
	}) as const satisfies Declaration;

/** An ID, as examples show it. */
export const EXAMPLE_ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

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
	search: SearchMethod;
	mode?: 'id' | 'list';
}) =>
	({
		displayName: field.displayName,
		name: field.name,
		type: 'resourceLocator',
		default: { mode: field.mode ?? 'list', value: '' },
		description: field.description,
		modes: [
			fromList(field.thing, field.search),
			{
				...byText('By ID', 'id', EXAMPLE_ID),
				validation: [
					{
						type: 'regex',
						properties: {
							// Nothing passes too: that the field is empty, the node says itself when it runs.
							regex: `^\\s*(${UUID}\\s*)?$`,
							errorMessage: `The ID of a ${field.thing} looks like ${EXAMPLE_ID}`,
						},
					},
				],
			},
		],
	}) as const satisfies INodeProperties;

/** What the platform has links to: its type in a redirect, and the path of its pages where it has some (observed.md §1). */
const LINKS = {
	card: { type: 'CARD', page: undefined },
	contact: { type: 'CONTACT', page: 'contacts' },
	session: { type: 'SESSION', page: 'chat2/sessions' },
} as const;
type Linked = keyof typeof LINKS;
const LINKED = ['card', 'contact', 'session'] as const satisfies Linked[];

/** The example of a link. */
const exampleOf = (thing: Linked, id: string) => {
	const { type, page } = LINKS[thing];
	return page ? `https://app.wts.chat/${page}/${id}` : `https://app.wts.chat/redirect?type=${type}&id=${id}`;
};

/**
 * What the links to something look like: of its page, whatever follows the ID there, or of a redirect, whose parameters
 * stand in any order. Every brand has a host of its own, so any will do.
 * @param id what the ID looks like
 */
function linkTo(thing: Linked, id: string): string {
	const { type, page } = LINKS[thing];
	// n8n's editor knows regular expressions only without flags.
	const inAnyCase = type.replace(/./g, (letter) => `[${letter}${letter.toLowerCase()}]`);
	const redirect = `redirect/?\\?(?=(?:[^\\s#]*&)?type=${inAnyCase}(?:[&#\\s]|$))(?:[^\\s#]*&)?id=`;
	return `(?:https?://)?[^\\s/]+/(?:${page ? `${page}/|` : ''}${redirect})${id}(?:[/?&#]\\S*)?`;
}

const BY_LINK = LINKED.map((thing) => new RegExp(`^\\s*${linkTo(thing, `(${UUID})`)}\\s*$`));

/** The ID that a link of the platform holds; undefined if it is none. */
export function linkedId(text: string): string | undefined {
	for (const link of BY_LINK) {
		const [, id] = link.exec(text) ?? [];
		if (id !== undefined) return id;
	}
	return undefined;
}

/**
 * The same for what the platform has links to: it can be picked by such a link too, also where an ID is asked for, since
 * that is what the platform's reports and a session's `previewUrl` hold.
 */
export const locatorWithLink = <const Name extends string>(
	field: Parameters<typeof locator<Name>>[0] & { thing: Linked },
) => {
	const { thing } = field;
	const [list, byId] = locator(field).modes;
	const link = linkTo(thing, UUID);
	const demand = (regex: string, errorMessage: string) =>
		({ type: 'regex', properties: { regex, errorMessage } }) as const;
	const noOthers = LINKED.filter((other) => other !== thing).map((other) =>
		demand(`^(?!\\s*${linkTo(other, UUID)}\\s*$)[\\s\\S]*$`, `This is the link of a ${other}, not of a ${thing}`),
	);
	return {
		...locator(field),
		modes: [
			list,
			{
				...byId,
				validation: [
					...noOthers,
					demand(`^\\s*(?:(?:${UUID}|${link})\\s*)?$`, byId.validation[0].properties.errorMessage),
				],
			},
			{
				...byText('By URL', 'url', exampleOf(thing, '6f1b…')),
				extractValue: { type: 'regex', regex: `^\\s*${linkTo(thing, `(${UUID})`)}\\s*$` },
				validation: [
					...noOthers,
					demand(
						`^\\s*(?:${link}\\s*)?$`,
						`The address of a ${thing} in the platform looks like ${exampleOf(thing, EXAMPLE_ID)}`,
					),
				],
			},
		],
	} as const satisfies INodeProperties;
};
