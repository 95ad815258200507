import type { INodePropertyMode } from 'n8n-workflow';
import type { Declaration } from './field';
import { EXAMPLE_ID, UUID } from './id';
import { KINDS, type Kind, type Located } from './kinds';
import type { LoadMethod, SearchMethod } from './methods';

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

/** A way of picking by the ID, which the editor checks. `thing` is what is picked. */
export const byId = (thing: string) =>
	({
		...byText('By ID', 'id', EXAMPLE_ID),
		validation: [
			{
				type: 'regex',
				properties: {
					// Nothing passes too: that the field is empty, the node says itself when it runs.
					regex: `^\\s*(${UUID}\\s*)?$`,
					errorMessage: `The ID of a ${thing} looks like ${EXAMPLE_ID}`,
				},
			},
		],
	}) as const satisfies INodePropertyMode;

/** The name of the way of picking several at once. */
export const SEVERAL = 'several';

/** A way of picking several at once, for a field that takes them. */
export const bySeveral = (hint: string, example: string) =>
	({ ...byText('Several', SEVERAL, example), hint }) as const satisfies INodePropertyMode;

/** How to give by an expression what is chosen from a list of the account; n8n's own words. */
export const CHOOSE =
	'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/**
 * A field that picks several records, from a list or by their names or IDs.
 * @param load the method of `lookups/` that fills the list
 */
export const severalOf = <const Name extends string, const Description extends string>(field: {
	displayName: string;
	name: Name;
	description: Description;
	picks: Kind;
	load: LoadMethod;
}) =>
	({
		displayName: field.displayName,
		name: field.name,
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: field.load },
		picks: field.picks,
		default: [],
		description: field.description,
	}) as const satisfies Declaration;

/**
 * A field that picks one record, from a list, by its ID or by its name. A name is taken in whichever mode.
 * @param field its label, name and description; `picks` is what is picked; `search` is the method of `lookups/` that
 * fills the list, if it is not the usual one
 */
export const locator = <const Name extends string>(field: {
	displayName: string;
	name: Name;
	description: string;
	picks: Located;
	search?: SearchMethod;
}) => {
	const { one, search, example, mode } = KINDS[field.picks];
	return {
		displayName: field.displayName,
		name: field.name,
		type: 'resourceLocator',
		picks: field.picks,
		default: { mode: 'list', value: '' },
		description: field.description,
		modes: [
			fromList(one, field.search ?? search ?? 'searchAgents'),
			byText('By ID', 'id', EXAMPLE_ID),
			byText(mode ?? 'By Name', 'name', example),
		],
	} as const satisfies Declaration;
};

/**
 * A field that picks one of those records that have no names, from a list or by its ID. The validation of the ID holds
 * in the editor and, through the engine, for what expressions deliver.
 * @param field its label, name and description; `thing` is what is picked, as in "session"; `search` is the method of
 * `lookups/` that fills the list; `mode` is what is offered first
 */
export const locatorById = <const Name extends string>(field: {
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
		skippable: true,
		default: { mode: field.mode ?? 'list', value: '' },
		description: field.description,
		modes: [fromList(field.thing, field.search), byId(field.thing)],
	}) as const satisfies Declaration;

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

/** What reaches a contact: a phone number in any writing, also in a link, an email address, or an Instagram name with "@". */
const ADDRESS = `(?:@\\S+|[^\\s@]+@[^\\s@]+\\.[^\\s@]+|(?:https?://)?(?:[a-z]+\\.)?(?:wa\\.me|whatsapp\\.com)/\\S+|(?:tel:|whatsapp:)?(?:[^A-Za-z\\d]*\\d){8,}[^A-Za-z\\d]*)`;

/**
 * A field that picks one of those records that the platform has links to: by such a link too, also where an ID is asked
 * for, since that is what the platform's reports and a session's `previewUrl` hold. A card is picked by its key or title
 * too, a contact by what reaches it, and a session by what reaches its contact.
 * @param field its label, name and description; `picks` is what is picked; `mode` is what is offered first
 */
export const locatorWithLink = <const Name extends string>(field: {
	displayName: string;
	name: Name;
	description: string;
	picks: Linked;
	mode?: 'id' | 'list';
}) => {
	const { picks } = field;
	const { search, example, mode } = KINDS[picks];
	const link = linkTo(picks, UUID);
	const demand = (regex: string, errorMessage: string) =>
		({ type: 'regex', properties: { regex, errorMessage } }) as const;
	// Nothing passes too: that the field is empty, the node says itself when it runs.
	const only = (what: string, errorMessage: string) => demand(`^\\s*(?:${what}\\s*)?$`, errorMessage);
	const noOthers = LINKED.filter((other) => other !== picks).map((other) =>
		demand(`^(?!\\s*${linkTo(other, UUID)}\\s*$)[\\s\\S]*$`, `This is the link of a ${other}, not of a ${picks}`),
	);
	// Any text may be the title of a card.
	const isTitled = picks === 'card';
	const idOrLink = only(
		`(?:${UUID}|${link})`,
		`The ID of a ${picks} looks like ${EXAMPLE_ID}; for a phone number choose “${mode}”`,
	);
	const address = only(ADDRESS, `A phone number looks like ${example}, an Instagram name like @ana.silva`);
	return {
		displayName: field.displayName,
		name: field.name,
		type: 'resourceLocator',
		picks,
		skippable: true,
		default: { mode: field.mode ?? 'list', value: '' },
		description: field.description,
		modes: [
			fromList(picks, search ?? 'searchCards'),
			{
				...byText('By ID', 'id', EXAMPLE_ID),
				validation: isTitled ? noOthers : [...noOthers, idOrLink],
			},
			{
				...byText('By URL', 'url', exampleOf(picks, '6f1b…')),
				extractValue: { type: 'regex', regex: `^\\s*${linkTo(picks, `(${UUID})`)}\\s*$` },
				validation: [
					...noOthers,
					only(link, `The address of a ${picks} in the platform looks like ${exampleOf(picks, EXAMPLE_ID)}`),
				],
			},
			{
				...byText(mode ?? 'By Name', isTitled ? 'name' : 'phoneNumber', example),
				validation: isTitled ? noOthers : [...noOthers, address],
			},
		],
	} as const satisfies Declaration;
};
