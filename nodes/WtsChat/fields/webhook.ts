import { UserError, type INodeProperties, type INodePropertyOptions } from 'n8n-workflow';
import type { Listed, Request } from '../../../contract';
import { CHOOSE, locatorById } from './locator';
import type { LoadMethod } from './methods';
import { plain } from './name';

/** A subscription as the service shows it. */
export type Subscription = Listed<'GET /core/v1/webhook/subscription'>;
/** A subscription as it is to be. */
export type WantedSubscription = Request<'POST /core/v1/webhook/subscription'>['body'];
type Event = WantedSubscription['events'][number];

export const subscriptionId = locatorById({
	displayName: 'Webhook Subscription',
	name: 'subscriptionId',
	description: 'The subscription to work on',
	thing: 'webhook subscription',
	search: 'searchWebhookSubscriptions',
});

/** The events that are known, in the user's words; the service's own list (`getWebhookEvents`) may hold newer ones. */
export const knownEvents = [
	{ name: 'Card Created', value: 'PANEL_CARD_NEW', description: 'A card was put on a CRM board' },
	{
		name: 'Card Moved to Another Step',
		value: 'PANEL_CARD_STEP_CHANGE',
		description: 'A card went to another step of its CRM board',
	},
	{ name: 'Card Note Added', value: 'PANEL_CARD_NOTE_NEW', description: 'Somebody wrote a note on a card' },
	{ name: 'Card Note Updated', value: 'PANEL_CARD_NOTE_UPDATE', description: 'A note on a card was changed' },
	{ name: 'Card Updated', value: 'PANEL_CARD_UPDATE', description: 'Anything of a card was changed' },
	{ name: 'Contact Created', value: 'CONTACT_NEW', description: 'The account got a new contact' },
	{ name: 'Contact Tags Changed', value: 'CONTACT_TAG_UPDATE', description: 'A contact got or lost a tag' },
	{ name: 'Contact Updated', value: 'CONTACT_UPDATE', description: 'Anything of a contact was changed' },
	{
		name: 'Message Received',
		value: 'MESSAGE_RECEIVED',
		description: 'A contact wrote, on WhatsApp, Instagram or Messenger',
	},
	{
		name: 'Message Sent',
		value: 'MESSAGE_SENT',
		description: 'An agent, a chatbot or an integration wrote to a contact',
	},
	{
		name: 'Message Updated',
		value: 'MESSAGE_UPDATED',
		description: 'A message went on, such as to delivered or read: several times for each message',
	},
	{ name: 'Payment Created', value: 'PAYMENT_NEW', description: 'A payment was asked for' },
	{ name: 'Payment Updated', value: 'PAYMENT_UPDATE', description: 'A payment changed, such as by being paid' },
	{ name: 'Session Completed', value: 'SESSION_COMPLETE', description: 'A conversation was closed' },
	{ name: 'Session Created', value: 'SESSION_NEW', description: 'A conversation began' },
	{
		name: 'Session Updated',
		value: 'SESSION_UPDATE',
		description: 'Anything of a conversation changed, such as its agent, department or status',
	},
	{ name: 'Template Created', value: 'TEMPLATE_NEW', description: 'The account got a new message template' },
	{
		name: 'Template Updated',
		value: 'TEMPLATE_UPDATE',
		description: 'A message template changed, such as by being approved',
	},
] as const satisfies ReadonlyArray<INodePropertyOptions & { value: Event }>;

/** How the names begin of the subscriptions that triggers and waiting executions keep by themselves, in test runs too. */
export const KEPT_BY_TRIGGERS = ['n8n: ', 'n8n (test): '] as const;

/** What a subscription consists of. */
export const subscriptionFields = {
	enabled: {
		displayName: 'Enabled',
		name: 'enabled',
		type: 'boolean',
		default: true,
		description: 'Whether events are sent',
	},
	events: {
		displayName: 'Event Names or IDs',
		name: 'events',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getWebhookEvents' satisfies LoadMethod },
		default: [],
		description: `What to be told of. ${CHOOSE}.`,
	},
	name: {
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Orders of the shop',
		description: 'What the subscription is called in the platform, up to 100 characters',
	},
	url: {
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/events',
		description: 'The address that the service sends the events to',
	},
} as const satisfies Record<string, INodeProperties>;

/** What of a subscription is not as it should be, as an update names it. */
export function differencesOf({ name, url, events, enabled }: Subscription, wanted: WantedSubscription) {
	const present = (events ?? []).map(({ event }) => event).toSorted();
	const differences = [
		name !== wanted.name && ('Name' as const),
		url !== wanted.url && ('Url' as const),
		present.join() !== [...wanted.events].toSorted().join() && ('Events' as const),
		enabled !== wanted.enabled && ('Enabled' as const),
	];
	return differences.filter((difference) => difference !== false);
}

/**
 * Events as the service calls them, each once.
 * @param given by the names that the editor shows, in whatever case, or as the service calls them; also such as are in
 * the account's own list alone, which can be newer than the contract
 * @throws UserError for what is neither
 */
export const eventsOf = (given: readonly string[]): Event[] => [...new Set(given.map(eventOf))];

function eventOf(given: string): Event {
	const text = given.trim();
	const known = knownEvents.find(({ name, value }) => [name, value].map(plain).includes(plain(text)));
	if (known) return known.value;
	if (/^[A-Z][A-Z\d]*(_[A-Z\d]+)+$/.test(text)) return text as Event;
	throw new UserError('No event has this name', {
		description: `“${text}” was given. The events are ${knownEvents.map(({ name }) => `“${name}”`).join(', ')}; one that is newer is given as the service calls it, such as MESSAGE_RECEIVED.`,
	});
}
