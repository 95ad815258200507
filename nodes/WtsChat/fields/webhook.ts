import type { INodeProperties } from 'n8n-workflow';
import type { Request } from '../../../contract';
import { CHOOSE, locatorById } from './locator';
import type { LoadMethod } from './methods';

type Event = Request<'POST /core/v1/webhook/subscription'>['body']['events'][number];

export const subscriptionId = locatorById({
	displayName: 'Webhook Subscription',
	name: 'subscriptionId',
	description: 'The subscription to work on',
	thing: 'webhook subscription',
	search: 'searchWebhookSubscriptions',
});

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

/** Events by their names, as they come from the account's own list, which can be newer than the contract. */
export const eventsOf = (names: string[]) => names as Event[];
