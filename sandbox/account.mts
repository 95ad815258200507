import type { components as ChatComponents } from '../contract/chat.d.ts';
import type { components as CoreComponents } from '../contract/core.d.ts';
import type { components as CrmComponents } from '../contract/crm.d.ts';
import type { Clock } from './clock.mts';
import { formError, notFound } from './errors.mts';
import type { Delivery } from './delivery.mts';
import { Random } from './random.mts';
import { Schedule } from './schedule.mts';
import type { Block, BlockCall, Talk } from './talks.mts';

type Chat = ChatComponents['schemas'];
type Core = CoreComponents['schemas'];
type Crm = CrmComponents['schemas'];

export type Channel = Required<Chat['PublicChannelDTO']>;
export type Chatbot = Required<Chat['PublicChatbotDTO']>;
export type Template = Required<Chat['PublicTemplateDTO']>;
export type SequenceContact = Required<Omit<Chat['PublicSequenceContactDTO'], 'contactName' | 'contactDetails'>>;
export type Sequence = Required<Omit<Chat['PublicSequenceDTO'], 'contactExecutingCount'>> & {
	/** The contacts in the sequence by contact id. */
	contacts: Map<string, SequenceContact>;
};
export type ScheduledMessage = Required<
	Omit<
		Chat['PublicScheduledMessageDTO'],
		'contact' | 'user' | 'channel' | 'department' | 'chatbot' | 'template' | 'sessionId'
	>
> & {
	sessionId: string | null;
	templateParams: Chat['PublicScheduledMessageTemplateParamsDTO'] | null;
	/** What it became when it was due, unless it starts a chatbot. */
	message: Message | null;
};

export type MessageStatus = NonNullable<Chat['PublicMessageDTO']['status']>;

/** A message or an internal note of a session, with what the service keeps about its delivery. */
export type Message = Required<Chat['PublicMessageDTO']> &
	Delivery & {
		updatedAt: string;
		callbackUrl: string | null;
		waitReply: boolean;
		/** The one-time password, when it carries one. */
		code: string | null;
	};

/** A chatbot start that was queued by a send operation. */
export type ChatbotStart = Required<Chat['PublicRespSendMessageDTO']> & Delivery;

type SessionFields = Required<
	Omit<
		Chat['PublicSessionDTOV2'],
		| 'contactId'
		| 'contactDetails'
		| 'agentDetails'
		| 'channelDetails'
		| 'departmentDetails'
		| 'statusDescription'
		| 'timeService'
		| 'timeWait'
		| 'windowStatus'
		| 'previewUrl'
		| 'channelType'
	>
>;
export type SessionStatus = SessionFields['status'];

/** A session with what the API does not show of it. */
export type Session = SessionFields & {
	contactId: string;
	/** Set by completing: whether the contact's next message reopens the session. */
	reactivateOnNewMessage: boolean;
	/** When it last became active: at its start or at a reactivation. */
	activeAt: string;
	/** The chatbot that starts with the contact's next message. */
	waitingBotId: string | null;
	messages: Message[];
	notes: Message[];
};

/** An agent; its departments are kept with the departments. */
export type Agent = Required<Omit<Core['PublicAgentDTO'], 'departments'>> & {
	status: 'Active' | 'Blocked';
	loggedIn: boolean;
};
export type Department = Required<Omit<Core['PublicDepartmentDTO'], 'agents' | 'channels'>> & {
	agents: Required<Core['PublicDepartmentAgentDTO']>[];
	channelScope: 'ALL' | 'NONE' | 'SELECTED';
	channelIds: string[];
};
export type Tag = Required<Core['PublicTagDTO']>;
export type CustomField = Required<Omit<Core['PublicCustomFieldDTO'], 'children'>>;
export type PortfolioContact = Required<Omit<Core['PublicContactPortfolioDTO'], 'contactDetails'>>;
export type Portfolio = Required<Omit<Core['PublicPortfolioDTO'], 'contactsCount'>> & {
	/** The contacts in the portfolio by contact id. */
	contacts: Map<string, PortfolioContact>;
};
export type Contact = Required<
	Omit<
		Core['PublicContactDTO'],
		'tagIds' | 'tagNames' | 'portfolioIds' | 'portfolioNames' | 'customFields' | 'metadata' | 'utm'
	>
> & {
	tagIds: string[];
	customFields: Record<string, unknown>;
	metadata: Record<string, unknown>;
	utm: Core['PublicUtmDTO'];
	pictureUrl: string | null;
};
export type OfficeHours = Required<Core['PublicCompanyOfficeHoursDTO']>;
export type WebhookEvent = NonNullable<Core['PublicWebhookEventDTO']['event']>;
export type WebhookSubscription = Required<Omit<Core['PublicWebhookSubscriptionDTO'], 'events' | 'url' | 'name'>> & {
	name: string;
	url: string;
	events: WebhookEvent[];
};
/** A file: `content` comes with the upload, `id` with the confirmation. */
export type StoredFile = Required<Core['PublicFileV2DTO']> & {
	tempFileId: string;
	createdAt: string;
	content: Buffer | null;
	saved: boolean;
	/** What the address for its upload has in its query. */
	signature: string;
};

export type PanelStep = Required<
	Omit<Crm['PublicPanelStepDTO'], 'cardCount' | 'overdueCardCount' | 'monetaryAmount' | 'cards'>
>;
export type Panel = Required<
	Omit<Crm['PublicPanelDTO'], 'overdueCardCount' | 'stepTitles' | 'tags' | 'steps' | 'thumbnailFile'>
> & {
	tags: Required<Crm['PublicPanelTagDTO']>[];
	steps: PanelStep[];
	lostReasons: Required<Crm['PublicPanelCardResultDTO']>[];
	/** The number that the panel's next card gets; its readable key is `<panel key>-<number>`. */
	nextCardNumber: number;
};
export type CardNote = Required<Crm['PublicPanelCardNoteDTO']>;
export type Card = Required<
	Omit<
		Crm['PublicPanelCardDTOV2'],
		| 'panelTitle'
		| 'stepTitle'
		| 'stepPhase'
		| 'isOverdue'
		| 'responsibleUser'
		| 'contacts'
		| 'lostReason'
		| 'tagIds'
		| 'contactIds'
		| 'customFields'
		| 'metadata'
	>
> & {
	tagIds: string[];
	contactIds: string[];
	customFields: Record<string, unknown>;
	metadata: Record<string, unknown>;
	lostReasonId: string | null;
	notes: CardNote[];
};

/** Where the account's news go. */
export interface Outbox {
	/** Tells the subscriptions that something happened; the content is made only if one wants the event. */
	emit(event: WebhookEvent, content: () => object): void;
	/** Posts a body to the callback address that a send request gave. */
	callBack(url: string, body: object): void;
	/**
	 * Posts a body to an address that answers something, at once and beside all else.
	 * @param patience milliseconds after which it is given up
	 * @param answered is told the answer, or why there is none
	 */
	ask(url: string, body: unknown, patience: number, answered: (asked: Asked) => void): void;
}

/** What came back from an address that was asked. */
export interface Asked {
	status: number | null;
	text: string | null;
	/** Why nothing came back. */
	problem: string | null;
	/** In milliseconds. */
	duration: number;
}

/** Departures from good behaviour that a test may ask of the service. */
export interface Quirks {
	/** Lists always answer page 1 (observed.md §7). */
	ignorePageNumber: boolean;
	/** How many entries of a page come again on the next one (observed.md §7). */
	overlappingEntries: number;
	/** Lists ignore `PageNumber`, move on by `Page`, and say no more than `countPages` (observed.md §7). */
	pageOnly: boolean;
	/** Lists take no notice of what they are to be narrowed down by. */
	ignoreFilters: boolean;
	/** What is given to somebody who is no user stays as it is, without a word (observed.md §8). */
	ignoreUnknownUsers: boolean;
	/** Dates are answered without the `Z` at their end. */
	datesWithoutZone: boolean;
	/** Answers and events have the shapes that were seen beside the contract's (see `inOtherShapes`). */
	otherShapes: boolean;
	/** Batches are answered in an order of the service's own. */
	shuffledBatches: boolean;
	/** Batches are carried out entry by entry up to one that breaks a rule, and refused then; otherwise as a whole or not. */
	piecemealBatches: boolean;
}

/** What counters say about effects, however often an answer was lost on its way. */
export interface Counts {
	/** How often each session was completed, by session id. */
	completions: Map<string, number>;
	/** How many messages were accepted for each recipient, by the digits of the phone number or by contact id. */
	messages: Map<string, number>;
}

/** The state of one WTS Chat account. */
export class Account {
	readonly clock: Clock;
	readonly random: Random;
	readonly schedule: Schedule;
	readonly outbox: Outbox;
	readonly companyId: string;
	readonly origin: string;

	readonly channels = new Map<string, Channel>();
	readonly departments = new Map<string, Department>();
	readonly agents = new Map<string, Agent>();
	readonly tags = new Map<string, Tag>();
	readonly customFields = new Map<string, CustomField>();
	readonly contacts = new Map<string, Contact>();
	readonly portfolios = new Map<string, Portfolio>();
	readonly templates = new Map<string, Template>();
	readonly chatbots = new Map<string, Chatbot>();
	readonly sequences = new Map<string, Sequence>();
	readonly scheduledMessages = new Map<string, ScheduledMessage>();
	readonly sessions = new Map<string, Session>();
	/** Messages and internal notes. */
	readonly messages = new Map<string, Message>();
	/** The blocks of chatbots that have any, by chatbot ID. */
	readonly blocks = new Map<string, Block[]>();
	/** How far conversations have come in their chatbots, by session ID. */
	readonly talks = new Map<string, Talk>();
	/** What blocks have asked, oldest first. */
	readonly blockCalls: BlockCall[] = [];
	readonly chatbotStarts = new Map<string, ChatbotStart>();
	readonly subscriptions = new Map<string, WebhookSubscription>();
	/** By `tempFileId` until they are saved, then by `id` too. */
	readonly files = new Map<string, StoredFile>();
	readonly panels = new Map<string, Panel>();
	readonly cards = new Map<string, Card>();
	officeHours: OfficeHours = { limitHours: false, offlineResponse: null, timezoneDiff: -3, days: [] };

	/** Contact ids by the digits of the phone number. */
	readonly contactsByPhone = new Map<string, string>();
	/** When a contact last wrote on a channel, by `<contact id> <channel id>`. */
	readonly lastInbound = new Map<string, string>();
	/** The contacts whose phone is off, by ID: what is sent to them waits. */
	readonly offline = new Set<string>();
	/** The latest session of a contact on a channel, by `<contact id> <channel id>`. */
	readonly latestSessions = new Map<string, Session>();
	/** Ids of messages and chatbot starts by the sender's own id. */
	readonly idsBySender = new Map<string, string>();

	readonly counts: Counts = { completions: new Map(), messages: new Map() };
	readonly quirks: Quirks = {
		ignorePageNumber: false,
		overlappingEntries: 0,
		pageOnly: false,
		ignoreFilters: false,
		ignoreUnknownUsers: false,
		datesWithoutZone: false,
		otherShapes: false,
		shuffledBatches: false,
		piecemealBatches: false,
	};

	/**
	 * Makes an empty account.
	 * @param seed seed of all ids; the same one gives the same ids
	 * @param origin URL under which the account is served, for the addresses that it hands out
	 * @param outbox is told what happens
	 */
	constructor(clock: Clock, seed: number, origin: string, outbox: Outbox) {
		this.origin = origin;
		this.clock = clock;
		this.random = new Random(seed);
		this.schedule = new Schedule(clock);
		this.outbox = outbox;
		this.companyId = this.random.uuid();
	}

	/** A new id. */
	id(): string {
		return this.random.uuid();
	}
}

/**
 * Looks a record up by its id.
 * @param what the record in Portuguese, for the refusal: "Conversa não encontrada"
 * @throws ServiceError 404 when there is none
 */
export function find<T>(records: Map<string, T>, id: string, what: string): T {
	const record = records.get(id);
	if (record === undefined) throw notFound(what);
	return record;
}

/**
 * Looks a record up for whoever runs the sandbox, not for a caller of the API.
 * @param what the record in English: "session"
 * @throws RangeError when there is none
 */
export function known<T>(records: Map<string, T>, id: string, what: string): T {
	const record = records.get(id);
	if (record === undefined) throw new RangeError(`No ${what} ${id}`);
	return record;
}

/**
 * Looks a channel up for whoever runs the sandbox.
 * @param id the account's first channel if left out
 * @throws RangeError when there is none
 */
export function channelOrFirst({ channels }: Account, id: string | undefined): Channel {
	if (id !== undefined) return known(channels, id, 'channel');
	const [first] = channels.values();
	if (first === undefined) throw new RangeError('The account has no channel');
	return first;
}

/** The agent of a user; users are referred to by `agent.userId`, never by `agent.id` (observed.md §8). */
export function agentByUser(account: Account, userId: string): Agent | undefined {
	for (const agent of account.agents.values()) if (agent.userId === userId) return agent;
	return undefined;
}

/**
 * Whom something is given to: a user, by the `userId` of an agent.
 * @param before whom it belongs to so far
 * @throws ServiceError when there is no such user, unless the account takes no notice
 */
export function userGiven(account: Account, userId: string, before: string | null): string | null {
	if (agentByUser(account, userId) !== undefined) return userId;
	if (account.quirks.ignoreUnknownUsers) return before;
	throw formError('Usuário não encontrado');
}

/** Names of the tags that a contact carries. */
export const tagNames = (account: Account, contact: Contact): string[] =>
	contact.tagIds.flatMap((id) => account.tags.get(id)?.name ?? []);

/** The key of what is kept for a contact on a channel, across sessions. */
export const talkKey = ({ contactId, channelId }: { contactId: string; channelId: string }): string =>
	`${contactId} ${channelId}`;

/** Counts one more. */
export function count(counter: Map<string, number>, key: string): void {
	counter.set(key, (counter.get(key) ?? 0) + 1);
}
