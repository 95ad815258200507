import { OperationalError, UserError } from 'n8n-workflow';
import type { Request } from '../../../contract';
import { instantOf, isoOf } from '../fields/date';
import { KINDS, type Kind } from '../fields/kinds';
import { plain } from '../fields/name';
import { isMeantAsPhone, phoneDigits, phoneForms } from '../fields/phone';
import { OPEN } from '../fields/session';
import { oneSpelling } from '../fields/spelling';
import * as all from './choices';
import { joined, labelOf, type Choice } from './choices';
import type { Directory } from './directory';

/** A contact is meant who has no open session, or whom the account does not have. */
export class NoneOpen extends UserError {}

/** The ID that another field of the same item picks, to narrow the search down; undefined if none picks this kind. */
export type Beside = (kind: Kind) => string | undefined;

type CardQuery = Omit<NonNullable<Request<'GET /crm/v2/panel/card'>['query']>, 'PanelId'>;

/** What there is of a kind, or what of it may be meant by a text. */
type Search = (directory: Directory, beside: Beside, text: string) => Promise<Choice[]>;

const contacts: Search = async (directory, _, text) => {
	if (isMeantAsPhone(text)) {
		for (const phone of phoneForms(phoneDigits(text))) {
			const found = await directory.find({ endpoint: 'GET /core/v1/contact/phonenumber/{phone}', path: { phone } });
			if (found) return [{ ...all.contact(found), also: [text] }];
		}
		return [];
	}
	const filter = text.startsWith('@') ? { instagram: text.slice(1) } : { email: text };
	return (await directory.list({ endpoint: 'POST /core/v1/contact/filter', body: filter }, 'body')).map(all.contact);
};

/** Whether a text is what reaches somebody, and no name. */
const isAddress = (text: string) => isMeantAsPhone(text) || text.startsWith('@') || /^[^\s@]+@[^\s@]+$/.test(text);

const channels: Search = all.channels;

const SEARCHES: Readonly<Record<Kind, Search>> = {
	agent: all.agents,
	card: async (directory, beside, text) => {
		const panelId = beside('panel');
		const [, prefix] = /^([a-z\d]+)-\d+$/i.exec(text) ?? [];
		const panels = panelId ? [{ id: panelId }] : await all.panels(directory);
		const keyed = panels.filter((panel) => 'key' in panel && prefix && panel.key && plain(panel.key) === plain(prefix));
		const ids = (keyed.length > 0 ? keyed : panels).map(({ id = '' }) => id);
		const found = await cardsOf(directory, ids, { TextFilter: text });
		// Whether the service looks at keys too is not documented.
		if (fitting(found, text).length > 0) return found;
		if (prefix) return await cardsOf(directory, ids);
		if (!isAddress(text)) return found;
		const [contact, ...others] = fitting(await contacts(directory, beside, text), text);
		if (!contact || others.length > 0) return found;
		const open = await cardsOf(directory, ids, { ContactId: contact.id, Statuses: ['OPEN'] });
		// The text stands for each of them.
		return open.map((card) => ({ ...card, also: [text] }));
	},
	channel: channels,
	chatbot: async (directory) =>
		(await directory.list({ endpoint: 'GET /chat/v1/chatbot' })).filter(all.inUse).map(all.chatbot),
	contact: contacts,
	contactOrPhone: contacts,
	namedContact: async (directory, beside, text) => {
		if (isAddress(text)) return await contacts(directory, beside, text);
		return (await directory.list({ endpoint: 'POST /core/v1/contact/filter', body: { name: text } }, 'body')).map(
			all.contact,
		);
	},
	department: all.departments,
	lostReason: async (directory, beside) => {
		const panelId = await panelBeside(directory, beside);
		if (panelId !== undefined) return await lostReasonsOf(directory, { id: panelId });
		const sales = (await all.panels(directory)).filter(({ type }) => type === 'SALES');
		return (await Promise.all(sales.map(async (panel) => await lostReasonsOf(directory, panel)))).flat();
	},
	panel: async (directory) =>
		(await all.panels(directory)).map((panel) => ({ ...all.panel(panel), also: [panel.key] })),
	panelTag: async (directory, beside) => {
		const panelId = await panelBeside(directory, beside);
		if (panelId !== undefined) return await all.panelTags(directory, panelId);
		return (await all.panels(directory, 'Tags')).flatMap(({ title, tags }) =>
			(tags ?? []).map((tag) => ({ ...all.named(tag), label: joined(title, tag.name) })),
		);
	},
	portfolio: all.portfolios,
	sender: channels,
	sequence: all.sequences,
	/** The open sessions of a contact, the one first that was opened last. */
	session: async (directory, beside, text) => {
		const known = await contacts(directory, beside, text);
		if (fitting(known, text).length === 0) {
			const { message, description } = noneMeant('contact', known, text);
			throw new NoneOpen(message, { description });
		}
		const contactId = onlyOne('contact', known, text).id;
		const query = { ContactId: contactId, Status: [...OPEN] };
		const sessions = await directory.list({ endpoint: 'GET /chat/v2/session', query });
		if (sessions.length === 0) {
			throw new NoneOpen('The contact has no open session', {
				description: `“${text}” was given. The next message opens a new session.`,
			});
		}
		const openedAt = ({ startAt, createdAt }: (typeof sessions)[number]) => instantOf(startAt ?? createdAt) ?? 0;
		for (const { id = '' } of sessions) directory.contactsOfSessions.set(id, contactId);
		const latestFirst = sessions.toSorted((a, b) => openedAt(b) - openedAt(a));
		return latestFirst.map(({ id = '', number, status, lastInteractionDate }) => ({
			id,
			name: '',
			label: joined(number, status?.replace('_', ' ').toLowerCase(), lastInteractionDate && isoOf(lastInteractionDate)),
			also: [text],
		}));
	},
	step: async (directory, beside) => {
		const panelId = await panelBeside(directory, beside);
		if (panelId !== undefined) return all.steps(await all.panelWith(directory, panelId, 'Steps'));
		return (await all.panels(directory, 'Steps')).flatMap((panel) => all.steps(panel, panel.title));
	},
	tag: all.tags,
	template: async (directory, beside) => {
		const known = await all.channels(directory);
		const sender = beside('sender') ?? beside('channel');
		const chosen = sender === undefined ? [] : fitting(known, sender);
		const templates = await directory.list({ endpoint: 'GET /chat/v1/template' });
		return templates
			.filter(({ channelId }) => chosen.length === 0 || chosen.some(({ id }) => id === channelId))
			.map(({ id = '', name, status, archived, channelId }) => {
				const channel = known.find((candidate) => candidate.id === channelId);
				// One that is not approved, or not any more, can be picked by its ID alone.
				const isUsable = !archived && (status === undefined || plain(status) === 'approved');
				return { id, name: isUsable ? (name ?? '') : '', label: joined(name ?? id, channel && labelOf(channel)) };
			});
	},
	user: all.users,
};

/** The panel of what is picked beside; undefined if nothing picked beside is on a panel. */
async function panelBeside(directory: Directory, beside: Beside): Promise<string | undefined> {
	const panelId = beside('panel');
	if (panelId !== undefined) return panelId;
	const cardId = beside('card');
	if (cardId !== undefined) {
		return (await directory.get({ endpoint: 'GET /crm/v2/panel/card/{id}', path: { id: cardId } })).panelId;
	}
	const stepId = beside('step');
	if (stepId === undefined) return undefined;
	return (await all.panels(directory, 'Steps')).find(({ steps }) => steps?.some(({ id }) => id === stepId))?.id;
}

async function lostReasonsOf(directory: Directory, { id = '', title }: { id?: string; title?: string | null }) {
	const reasons = await directory.list({ endpoint: 'GET /crm/v1/panel/{id}/lost-reason', path: { id } });
	return reasons.map((reason) => all.lostReason(reason, title));
}

/** The cards of panels; those that are archived too unless the query says otherwise. */
async function cardsOf(directory: Directory, panelIds: readonly string[], query: CardQuery = {}): Promise<Choice[]> {
	const usual: CardQuery = {
		Statuses: ['OPEN', 'WON', 'LOST', 'ARCHIVED'],
		IncludeDetails: ['PanelTitle', 'StepTitle'],
	};
	const found = panelIds.map(
		async (PanelId) =>
			await directory.list({ endpoint: 'GET /crm/v2/panel/card', query: { ...usual, ...query, PanelId } }),
	);
	return (await Promise.all(found)).flat().map(all.card);
}

/** How a text can tell what is meant, the surest way first. */
const WAYS: ReadonlyArray<(choice: Choice, text: string) => boolean> = [
	({ id }, text) => id.toLowerCase() === text.toLowerCase(),
	({ otherId = '' }, text) => otherId.toLowerCase() === text.toLowerCase(),
	({ name }, text) => name === text,
	({ label, also = [] }, text) =>
		label === text || also.some((other) => other != null && oneSpelling(other) === oneSpelling(text)),
	({ name }, text) => plain(name) === plain(text),
	({ label = '' }, text) => plain(label) === plain(text),
];

/** The choices that a text means: the ways are tried in their order, and the first one that finds any decides. */
export function fitting(choices: readonly Choice[], text: string): Choice[] {
	for (const fits of WAYS) {
		const found = choices.filter((choice) => fits(choice, text));
		if (found.length > 0) return found;
	}
	return [];
}

/** So many of those that there are are listed in an error. */
const LISTED = 10;

// What else may be done about it.
const CREATE_TAGS = " The option 'Create Missing Tags' creates it.";
const TAKE_LATEST = " The option 'If Several Sessions' takes the one that was opened last.";

/**
 * The one choice that a text means.
 * @param more what the error says besides, where the text means none of them, or several
 * @throws UserError that lists what there is, if the text means none of them, or several
 */
function onlyOne(
	kind: Kind,
	choices: readonly Choice[],
	text: string,
	more: { nothing?: string; several?: string } = {},
): Choice {
	const [found, ...others] = fitting(choices, text);
	if (found && others.length === 0) return found;
	if (found) {
		const { several, knownBy = 'name', apartBy } = KINDS[kind];
		const listed = [found, ...others].map((choice) => `“${labelOf(choice)}” (${choice.id})`);
		throw new UserError(`Several ${several} have this ${knownBy}`, {
			description: `“${text}” was given, and there are ${enumerated(listed)}. Choose one from the list, or give its ${[apartBy, 'ID'].filter(Boolean).join(' or ')}.${more.several ?? ''}`,
		});
	}
	throw noneMeant(kind, choices, text, more.nothing);
}

/** The error that a text means nothing of a kind; it lists what there is. */
function noneMeant(kind: Kind, choices: readonly Choice[], text: string, more = ''): UserError {
	const { one: thing, several, knownBy = 'name' } = KINDS[kind];
	const named = choices.filter(({ name }) => name !== '');
	const isAlone = (name: string) => named.filter((choice) => choice.name === name).length === 1;
	const shown = [...new Set(named.map((choice) => (isAlone(choice.name) ? choice.name : labelOf(choice))))];
	// Where not all can be listed, those that look like what was meant come first.
	const nearness = (label: string) => (shown.length > LISTED && isSimilar(label, text) ? 1 : 0);
	const listed = shown.toSorted((a, b) => nearness(b) - nearness(a));
	return new UserError(`No ${thing} has this ${knownBy}`, {
		description: `“${text}” was given. ${listed.length > 0 ? `The ${several} are ${enumerated(listed.map((name) => `“${name}”`))}.` : `There are no such ${several}.`}${more}`,
	});
}

const isSimilar = (name: string, text: string) =>
	plain(name).includes(plain(text)) || plain(text).includes(plain(name).split(' ')[0]);

const enumerated = (texts: readonly string[]) =>
	texts.length > LISTED ? `${texts.slice(0, LISTED).join(', ')} and ${texts.length - LISTED} more` : texts.join(', ');

/** What is done in place of an error where a name picks nothing, or several; undefined where the field has no such option. */
export interface Ways {
	createsTags?: boolean;
	takesLatestSession?: boolean;
}

/**
 * Creates a tag, once a run: names that differ only in case and accents are one tag. If another execution has created it
 * since the tags were read, that one is taken.
 * @returns its ID
 */
const createdTag = async (directory: Directory, name: string): Promise<string> =>
	await directory.made(`tag ${plain(name)}`, async ({ list, send }) => {
		const now: Choice[] = [];
		for await (const record of list({ endpoint: 'GET /core/v1/tag' }, 'whole')) now.push(all.tag(record));
		if (fitting(now, name).length > 0) return onlyOne('tag', now, name).id;
		const { id } = await send({ endpoint: 'POST /core/v1/tag', body: { name } });
		if (id) return id;
		throw new OperationalError('The tag was created, but it is not known under which ID');
	});

/**
 * Finds what is meant by a name, or by whatever else it is known by: an exact name comes first, then one that differs in
 * case and accents alone.
 * @param ways what is done where nothing has the name, or several have it
 * @returns its ID, or what else requests take for it
 * @throws UserError that lists what there is, if nothing has the name or several have; NodeApiError or OperationalError
 * if it cannot be read what there is
 */
export async function idByName(
	directory: Directory,
	kind: Kind,
	text: string,
	beside: Beside,
	{ createsTags, takesLatestSession }: Ways = {},
): Promise<string> {
	const choices = await SEARCHES[kind](directory, beside, text);
	const [first] = choices;
	if (kind === 'session' && takesLatestSession && first) return first.id;
	if (kind === 'tag' && createsTags && fitting(choices, text).length === 0) return await createdTag(directory, text);
	if (kind === 'tag' && createsTags === false) return onlyOne(kind, choices, text, { nothing: CREATE_TAGS }).id;
	if (kind === 'session' && takesLatestSession === false) return onlyOne(kind, choices, text, { several: TAKE_LATEST }).id;
	if (kind !== 'user' || fitting(choices, text).length < 2) return onlyOne(kind, choices, text).id;
	// Users of one name are told apart by the department that another field picks.
	const members = await all.membersOf(directory, beside('department'));
	const among = members ? choices.filter(({ id }) => members.has(id)) : choices;
	return onlyOne(kind, fitting(among, text).length > 0 ? among : choices, text).id;
}

/** Whether a whole text, commas included, is the name of something of a kind. @throws as `idByName` does */
export async function isName(directory: Directory, kind: Kind, text: string, beside: Beside): Promise<boolean> {
	return fitting(await SEARCHES[kind](directory, beside, text), text).length > 0;
}

/** The kinds whose records have two IDs, which people mix up. */
export const WITH_TWO_IDS: readonly Kind[] = ['agent', 'chatbot', 'user'];

/**
 * The ID that requests take for something of a kind with two IDs, by the other one.
 * @returns undefined if no record has this other ID
 */
export async function idByOther(directory: Directory, kind: Kind, otherId: string): Promise<string | undefined> {
	const choices = await SEARCHES[kind](directory, () => undefined, otherId);
	return choices.find((choice) => choice.otherId?.toLowerCase() === otherId.toLowerCase())?.id;
}
