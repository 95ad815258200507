/** What an account of the sandbox holds, as the lists of the editor are to show it. */
import type {
	Account,
	Card,
	CardNote,
	Channel,
	Chatbot,
	Panel,
	ScheduledMessage,
	Session,
	Template,
} from '../../../sandbox/account.mts';
import { addContact } from '../../../sandbox/contacts.mts';
import { eventDescriptions, webhookEvents } from '../../../sandbox/events.mts';
import type { ReceivedRequest } from '../../../sandbox/sandbox.mts';
import type * as WebhookFields from '../../../nodes/WtsChat/fields/webhook.ts';
import { built } from '../../built.mts';

const { knownEvents } = built<typeof WebhookFields>('nodes/WtsChat/fields/webhook');

/** What a list shows of a record. */
export interface Entry {
	readonly name: string;
	readonly value: string;
	readonly description?: string;
}

/** What is chosen beside a list. */
export interface Chosen {
	readonly panelId?: string;
	readonly cardId?: string;
	readonly from?: string;
	readonly departmentId?: string;
}

/** One list of the editor. */
export interface List {
	/** All that it shows, in its order. */
	entries(account: Account, chosen: Chosen): Entry[];
	/** Adds a record of this name; without it nobody can. */
	add?(account: Account, name: string, chosen: Chosen): void;
	/** What of a request says what was typed, where the service searches. */
	typed?(request: ReceivedRequest): unknown;
}

const named = (...parts: Array<string | null | undefined>) => parts.filter(Boolean).join(' · ');

const byName = (entries: Entry[]) => entries.toSorted((a, b) => a.name.localeCompare(b.name));

/** Sorts as the service does: what is alike stays in its order. */
const ordered = <T,>(records: Iterable<T>, keyOf: (record: T) => string | null, sign = 1): T[] =>
	[...records].toSorted((a, b) => {
		const [one, other] = [keyOf(a) ?? '', keyOf(b) ?? ''];
		return one === other ? 0 : one < other ? -sign : sign;
	});

const newest = <T extends { createdAt: string }>(records: Iterable<T>) => ordered(records, (one) => one.createdAt, -1);

/** Adds a record that is like the first one, but for what is given. */
function addLike<T extends { id: string }>(account: Account, records: Map<string, T>, given: Partial<T>): T {
	const [model] = records.values();
	const record = { ...model, id: account.id(), ...given };
	records.set(record.id, record);
	return record;
}

const inQuery = (name: string) => (request: ReceivedRequest) => new URLSearchParams(request.query).get(name);

const nameOfChannel = ({ identity, numberFormatted, type }: Channel) =>
	named(identity.displayName, numberFormatted, type.replace('_', ' '));

const channels: List = {
	entries: ({ channels }) =>
		byName([...channels.values()].map((channel) => ({ name: nameOfChannel(channel), value: channel.id }))),
	add: (account, displayName) => {
		const [{ identity }] = account.channels.values();
		addLike(account, account.channels, { identity: { ...identity, displayName } });
	},
};

/** Of records by their names, in the order of these. */
const alphabetical = <T extends { id: string; name: string | null }>(
	recordsOf: (account: Account) => Map<string, T>,
): List => ({
	entries: (account) =>
		byName([...recordsOf(account).values()].map(({ id, name }) => ({ name: name ?? '', value: id }))),
	add: (account, name) => void addLike(account, recordsOf(account), { name } as Partial<T>),
});

const departments: List = {
	...alphabetical(({ departments }) => departments),
	add: (account, name) => void addLike(account, account.departments, { name, agents: [] }),
};
const portfolios = alphabetical(({ portfolios }) => portfolios);
const sequences = alphabetical(({ sequences }) => sequences);
/** Those that share a name are told apart by their colors. */
const tags: List = {
	...alphabetical(({ tags }) => tags),
	entries: ({ tags }) => {
		const all = [...tags.values()];
		const isAlone = (name: string | null) => all.filter((tag) => tag.name === name).length === 1;
		return byName(
			all.map(({ id, name, color }) => ({
				name: isAlone(name) ? (name ?? '') : named(name, color?.replace('_', ' ').toLowerCase()),
				value: id,
			})),
		);
	},
};

const agents = (
	valueOf: 'id' | 'userId',
	isShown: (account: Account, userId: string, chosen: Chosen) => boolean,
): List => ({
	entries: (account, chosen) =>
		byName(
			[...account.agents.values()]
				.filter(({ userId }) => isShown(account, userId, chosen))
				.map((agent) => ({ name: named(agent.name, agent.email), value: agent[valueOf] })),
		),
	add: (account, name) => {
		const { userId } = addLike(account, account.agents, { name, userId: account.id(), email: null });
		for (const { id, agents } of account.departments.values())
			agents.push({ userId, departmentId: id, isAgent: true, isSupervisor: false });
	},
});

const isMember = ({ departments }: Account, wanted: string, { departmentId }: Chosen) =>
	departmentId === undefined || departments.get(departmentId)?.agents.some(({ userId }) => userId === wanted) === true;

const isOpen = ({ status }: Session) => ['STARTED', 'PENDING', 'IN_PROGRESS'].includes(status);

const panelsOf = ({ panels }: Account, { panelId }: Chosen): Panel[] =>
	newest(panels.values()).filter(({ id, archived }) => !archived && (panelId === undefined || id === panelId));

const panelOfCard = ({ cards }: Account, { cardId = '' }: Chosen): Chosen => ({ panelId: cards.get(cardId)?.panelId });

const stepEntries = (account: Account, chosen: Chosen): Entry[] =>
	panelsOf(account, chosen).flatMap(({ title, steps }) =>
		steps
			.filter(({ archived }) => !archived)
			.toSorted((a, b) => a.position - b.position)
			.map((step) => ({ name: chosen.panelId ? (step.title ?? '') : named(title, step.title), value: step.id })),
	);

function addStep(account: Account, title: string, chosen: Chosen): void {
	const [{ steps }] = panelsOf(account, chosen);
	steps.push({ ...steps[0], id: account.id(), title, position: steps.length, archived: false });
}

const reasonEntries = (account: Account, chosen: Chosen): Entry[] =>
	panelsOf(account, chosen).flatMap(({ lostReasons }) =>
		newest(lostReasons).map(({ id, description }) => ({ name: description ?? '', value: id })),
	);

function addReason(account: Account, description: string, chosen: Chosen): void {
	const [{ lostReasons }] = panelsOf(account, chosen);
	lostReasons.push({ ...lostReasons[0], id: account.id(), description });
}

const notesOf = ({ cards }: Account, { cardId = '' }: Chosen): CardNote[] => cards.get(cardId)?.notes ?? [];

const nameOfCard = ({ panels }: Account, { key, title, panelId, stepId }: Card): string => {
	const panel = panels.get(panelId);
	return named(key, title, panel?.title, panel?.steps.find(({ id }) => id === stepId)?.title);
};

const templates = (isOfThem: (template: Template) => boolean): List => ({
	entries: (account, { from }) =>
		newest(account.templates.values())
			.filter(({ status, archived }) => status === 'Approved' && !archived)
			.filter((template) => isOfThem(template) && (from === undefined || template.channelId === from))
			.map(({ id, name, channelId }) => {
				const channel = from === undefined ? account.channels.get(channelId ?? '') : undefined;
				return { name: named(name, channel && nameOfChannel(channel)), value: id };
			}),
	add: (account, name) => {
		const model = [...account.templates.values()].find(isOfThem);
		addLike(account, account.templates, { ...model, id: account.id(), name });
	},
	typed: inQuery('Name'),
});

/** As n8n shows it, whose zone is New York's unless it is told another one. */
const timeInZone = (date: string): string =>
	new Date(date)
		.toLocaleString('sv-SE', {
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			timeZone: 'America/New_York',
			timeZoneName: 'shortOffset',
		})
		.replace('GMT−', 'UTC-');

const nameOfScheduled = (account: Account, { contactId, templateId, botId, scheduling }: ScheduledMessage): string => {
	const { contacts, templates, chatbots } = account;
	const what = templates.get(templateId ?? '')?.name ?? chatbots.get(botId ?? '')?.name;
	return named(contacts.get(contactId)?.name, what, timeInZone(scheduling));
};

const mayBeStarted = ({ publishStatus, automationUsage }: Chatbot) =>
	publishStatus === 'READY' && automationUsage?.includes('Api') === true;

/** The lists of all methods, but for those of the mappers. */
export const lists: Readonly<Record<string, List>> = {
	getChannels: channels,
	getDepartments: departments,
	getPanelTags: {
		entries: (account, chosen) =>
			panelsOf(account, chosen).flatMap(({ tags }) =>
				byName(tags.map(({ id, name }) => ({ name: name ?? '', value: id }))),
			),
		add: (account, name, chosen) => {
			const [{ tags }] = panelsOf(account, chosen);
			tags.push({ ...tags[0], id: account.id(), name });
		},
	},
	getPortfolios: portfolios,
	getSequences: sequences,
	getTags: tags,
	getWebhookEvents: {
		entries: () =>
			byName(
				webhookEvents.map((event) => ({
					name: knownEvents.find(({ value }) => value === event)?.name ?? event,
					value: event,
					description: eventDescriptions[event],
				})),
			),
	},
	searchAgents: agents('id', () => true),
	searchAllUsers: agents('userId', () => true),
	searchAuthenticationTemplates: templates(({ type }) => type?.includes('AUTHENTICATION') === true),
	searchCardNotes: {
		entries: (account, chosen) =>
			newest(notesOf(account, chosen)).map(({ id, text, createdAt }) => ({
				name: named(text, createdAt.slice(0, 10)),
				value: id,
			})),
		add: (account, text, chosen) => {
			const notes = notesOf(account, chosen);
			notes.push({ ...notes[0], id: account.id(), text });
		},
	},
	searchCards: {
		entries: (account, chosen) =>
			panelsOf(account, chosen).flatMap(({ id }) =>
				ordered(
					[...account.cards.values()].filter(({ panelId, status }) => panelId === id && status !== 'ARCHIVED'),
					({ updatedAt }) => updatedAt,
					-1,
				).map((card) => ({ name: nameOfCard(account, card), value: card.id })),
			),
		add: (account, title) => void addLike(account, account.cards, { title, status: 'OPEN' }),
		typed: inQuery('TextFilter'),
	},
	searchChannels: channels,
	searchChatbots: {
		entries: ({ chatbots }) =>
			newest(chatbots.values())
				.filter(mayBeStarted)
				.map(({ key, name }) => ({ name: name ?? '', value: key ?? '' })),
		add: (account, name) => {
			const model = [...account.chatbots.values()].find(mayBeStarted);
			addLike(account, account.chatbots, { ...model, id: account.id(), key: account.id(), name });
		},
		typed: inQuery('Name'),
	},
	searchContacts: {
		entries: ({ contacts }) =>
			newest(contacts.values())
				.filter(({ status }) => status === 'ACTIVE')
				.map(({ id, name, phoneNumberFormatted, instagram, email }) => ({
					name: named(name, phoneNumberFormatted ?? instagram ?? email),
					value: id,
				})),
		add: (account, name) => void addContact(account, { name }),
		typed: ({ body }) => (body as { textFilter: unknown }).textFilter,
	},
	searchDepartments: departments,
	searchLostReasons: { entries: reasonEntries, add: addReason },
	searchLostReasonsOfCard: {
		entries: (account, chosen) => reasonEntries(account, panelOfCard(account, chosen)),
		add: (account, name, chosen) => addReason(account, name, panelOfCard(account, chosen)),
	},
	searchOpenSessions: {
		entries: ({ sessions, contacts }) =>
			ordered(sessions.values(), ({ lastInteractionDate }) => lastInteractionDate, -1)
				.filter(isOpen)
				.map(({ id, contactId, number, status }) => ({
					name: named(contacts.get(contactId)?.name, number, status.replace('_', ' ').toLowerCase()),
					value: id,
				})),
		add: (account, name) => {
			const { id: contactId } = addContact(account, { name });
			addLike(account, account.sessions, { contactId, title: name, status: 'PENDING' });
		},
	},
	searchPanels: {
		entries: (account) => panelsOf(account, {}).map(({ id, title }) => ({ name: title ?? '', value: id })),
		add: (account, title) => void addLike(account, account.panels, { title, steps: [], tags: [], lostReasons: [] }),
		typed: inQuery('Title'),
	},
	searchPortfolios: portfolios,
	searchScheduledMessages: {
		entries: (account) =>
			ordered(account.scheduledMessages.values(), ({ scheduling }) => scheduling)
				.filter(({ status }) => status === 'SCHEDULED')
				.map((scheduled) => ({ name: nameOfScheduled(account, scheduled), value: scheduled.id })),
		add: (account, name) => {
			const { id: contactId } = addContact(account, { name });
			addLike(account, account.scheduledMessages, { contactId });
		},
	},
	searchSequences: {
		entries: ({ sequences }) => newest(sequences.values()).map(({ id, name }) => ({ name: name ?? '', value: id })),
		add: sequences.add,
		typed: inQuery('Name'),
	},
	searchSteps: { entries: stepEntries, add: addStep },
	searchStepsOfCard: {
		entries: (account, chosen) => stepEntries(account, panelOfCard(account, chosen)),
		add: (account, name, chosen) => addStep(account, name, panelOfCard(account, chosen)),
	},
	searchTags: {
		entries: ({ tags }) =>
			byName(
				[...tags.values()].map(({ id, name, color }) => ({
					name: named(name, color?.replace('_', ' ').toLowerCase()),
					value: id,
				})),
			),
		add: tags.add,
	},
	searchTemplates: templates(() => true),
	searchUsers: agents('userId', isMember),
	searchWebhookSubscriptions: {
		entries: ({ subscriptions }) =>
			byName(
				[...subscriptions.values()].map(({ id, name, url }) => ({ name: named(name, new URL(url).host), value: id })),
			),
		add: (account, name) => void addLike(account, account.subscriptions, { name }),
	},
};
