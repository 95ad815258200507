import { UserError } from 'n8n-workflow';
import type { Request } from '../../../contract';
import { instantOf, isoOf } from '../fields/date';
import type { Kind } from '../fields/kinds';
import { plain } from '../fields/name';
import { isMeantAsPhone, phoneDigits, phoneForms } from '../fields/phone';
import { OPEN } from '../fields/session';
import * as all from './choices';
import { joined, labelOf, type Choice } from './choices';
import type { Directory } from './directory';
import { fitting, noneMeant, onlyOne } from './fitting';

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

/** What of each kind may be meant by a text. */
export const SEARCHES: Readonly<Record<Kind, Search>> = {
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
