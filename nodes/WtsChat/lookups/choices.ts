import type { Answer, Listed, Request } from '../../../contract';
import { stepsInOrder } from '../fields/panel';
import type { Directory } from './directory';

/** Something of the account that can be chosen. */
export interface Choice {
	id: string;
	/** Another ID of it, which requests do not take in this place. */
	otherId?: string;
	/** What people call it. */
	name: string;
	/** How lists show it, where its name alone does not tell it from others. */
	label?: string;
	/** What else it is known by, such as an email address. */
	also?: ReadonlyArray<string | null | undefined>;
}

/** How lists show a choice. */
export const labelOf = ({ label, name, id }: Choice): string => label || name || id;

/** A label made of what is known of a record. */
export const joined = (...parts: Array<string | null | undefined>): string => parts.filter(Boolean).join(' · ');

// A record of the account, as a choice.

type Agent = Answer<'GET /core/v1/agent'>[number];
type Card = Listed<'GET /crm/v2/panel/card'>;
type Channel = Answer<'GET /chat/v1/channel'>[number];
type Contact = Listed<'POST /core/v1/contact/filter'>;
type Panel = Listed<'GET /crm/v2/panel'>;

interface Named {
	id?: string;
	name?: string | null;
}

/** A contact, shown with what reaches it. */
export function contact({ id = '', name, phoneNumber, phoneNumberFormatted, instagram, email }: Contact): Choice {
	return {
		id,
		name: name ?? '',
		label: joined(name, phoneNumberFormatted ?? phoneNumber ?? instagram ?? email),
		also: [phoneNumber, email, instagram && instagram.replace(/^@?/, '@')],
	};
}

/** What is known by its name alone. */
export const named = ({ id = '', name }: Named): Choice => ({ id, name: name ?? '' });

/** An agent by the ID of its own, which only the operations on agents take. */
export const agent = ({ id = '', userId, name, email, phoneNumber }: Agent): Choice => ({
	id,
	otherId: userId,
	name: name ?? '',
	label: joined(name, email),
	also: [email, phoneNumber],
});

/** An agent by the ID that sessions and cards refer to (observed.md §8). */
export const user = (record: Agent): Choice => ({ ...agent(record), id: record.userId ?? '', otherId: record.id });

/** A channel, shown e.g. as "Loja · (11) 98888-7777 · CloudAPI WhatsApp". */
export function channel({ id = '', identity, number, numberFormatted, type }: Channel): Choice {
	const name = identity?.displayName ?? identity?.humanId;
	return {
		id,
		name: name ?? '',
		label: joined(name, numberFormatted ?? number, type?.replace('_', ' ')),
		also: [identity?.humanId, number, numberFormatted],
	};
}

/** Names of tags need not differ (observed.md §8), so the color stands beside them. */
export const tag = ({ id = '', name, color }: Answer<'GET /core/v1/tag'>[number]): Choice => ({
	id,
	name: name ?? '',
	label: joined(name, color?.replace('_', ' ').toLowerCase()),
});

/** A chatbot by its key, which is what sends take (observed.md §8). */
export const chatbot = ({ id, key = '', name }: { id?: string; key?: string; name?: string | null }): Choice => ({
	id: key,
	otherId: id,
	name: name ?? '',
});

export const panel = ({ id = '', title, key }: Panel): Choice => ({ id, name: title ?? '', label: title ?? key ?? '' });

/** Panels that are not archived. */
export const inUse = ({ archived }: Pick<Panel, 'archived'>): boolean => !archived;

/** The steps of a panel that are not archived, in its order; with its title, if that is given. */
export const steps = (of: Pick<Panel, 'steps'>, panelTitle?: string | null): Choice[] =>
	stepsInOrder(of)
		.filter(({ archived }) => !archived)
		.map(({ id = '', title }) => ({
			id,
			name: title ?? '',
			label: joined(panelTitle, title),
			also: [panelTitle],
		}));

export const card = ({ id = '', key, title, panelTitle, stepTitle }: Card): Choice => ({
	id,
	name: title ?? '',
	label: joined(key, title, panelTitle, stepTitle),
	also: [key],
});

/** A reason for which cards are lost; with the title of its panel, if that is given. */
export const lostReason = (
	{ id = '', description }: Listed<'GET /crm/v1/panel/{id}/lost-reason'>,
	panelTitle?: string | null,
): Choice => ({ id, name: description ?? '', label: joined(panelTitle, description), also: [panelTitle] });

// All choices of a kind.

export const agents = async (directory: Directory) =>
	(await directory.list({ endpoint: 'GET /core/v1/agent' }, 'whole')).map(agent);

export const users = async (directory: Directory) =>
	(await directory.list({ endpoint: 'GET /core/v1/agent' }, 'whole')).map(user);

/** The user IDs of a department's members. */
export async function membersOf(directory: Directory, id: string): Promise<Set<string>> {
	const { agents: members } = await directory.get({
		endpoint: 'GET /core/v1/department/{id}',
		path: { id },
		query: { includeDetails: 'Agents' },
	});
	return new Set((members ?? []).flatMap(({ userId }) => userId ?? []));
}

export const channels = async (directory: Directory) =>
	(await directory.list({ endpoint: 'GET /chat/v1/channel' }, 'whole')).map(channel);

export const departments = async (directory: Directory) =>
	(await directory.list({ endpoint: 'GET /core/v2/department' }, 'whole')).map(named);

export const tags = async (directory: Directory) =>
	(await directory.list({ endpoint: 'GET /core/v1/tag' }, 'whole')).map(tag);

export const portfolios = async (directory: Directory) =>
	(await directory.list({ endpoint: 'GET /core/v1/portfolio' })).map(named);

export const sequences = async (directory: Directory) =>
	(await directory.list({ endpoint: 'GET /chat/v1/sequence' })).map(named);

/** A panel with its steps or tags. */
export const panelWith = async (
	directory: Directory,
	id: string,
	detail: NonNullable<NonNullable<Request<'GET /crm/v1/panel/{id}'>['query']>['IncludeDetails']>[number],
) => await directory.get({ endpoint: 'GET /crm/v1/panel/{id}', path: { id }, query: { IncludeDetails: [detail] } });

export const panelTags = async (directory: Directory, panelId: string) =>
	((await panelWith(directory, panelId, 'Tags')).tags ?? []).map(named);

/** Panels that are not archived, with their steps or tags if wanted. */
export const panels = async (directory: Directory, detail?: 'Steps' | 'Tags') =>
	(
		await directory.list({
			endpoint: 'GET /crm/v2/panel',
			query: detail && { IncludeDetails: [detail] },
		})
	).filter(inUse);
