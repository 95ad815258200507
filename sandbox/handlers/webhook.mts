import type { components } from '../../contract/core.d.ts';
import { find, type Account, type WebhookSubscription } from '../account.mts';
import { formError } from '../errors.mts';
import { eventDescriptions, webhookEvents } from '../events.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];

const findSubscription = (account: Account, id: string): WebhookSubscription =>
	find(account.subscriptions, id, 'Webhook não encontrado');

/** Create takes events as strings, answers give them as objects with a description (observed.md §4). */
const subscriptionView = (subscription: WebhookSubscription): Schemas['PublicWebhookSubscriptionDTO'] => ({
	...subscription,
	events: subscription.events.map((event) => ({ event, description: eventDescriptions[event] })),
});

function checkUrl(url: string): string {
	if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw formError('URL inválida');
	return url;
}

type Changes = Schemas['PublicReqUpdateWebhookSubscriptionDTO'];

const updates: Record<Changes['fields'][number], (subscription: WebhookSubscription, changes: Changes) => void> = {
	Name: (subscription, { name }) => void (subscription.name = name ?? subscription.name),
	Url: (subscription, { url }) => void (subscription.url = checkUrl(url ?? '')),
	Events: (subscription, { events }) => void (subscription.events = events ?? subscription.events),
	Enabled: (subscription, { enabled }) => void (subscription.enabled = enabled ?? true),
};

export const webhook = {
	webhookEventList: () => webhookEvents.map((event) => ({ event, description: eventDescriptions[event] })),

	webhookSubscriptionList: (account) => [...account.subscriptions.values()].map(subscriptionView),

	webhookSubscriptionGet: (account, { path }) => subscriptionView(findSubscription(account, path.subscriptionId)),

	// The same address may be registered twice (observed.md §4).
	webhookSubscriptionCreate: (account, { body }) => {
		const now = account.clock.iso();
		const subscription: WebhookSubscription = {
			id: account.id(),
			createdAt: now,
			updatedAt: now,
			companyId: account.companyId,
			name: body.name,
			url: checkUrl(body.url),
			enabled: body.enabled ?? true,
			events: body.events,
		};
		account.subscriptions.set(subscription.id, subscription);
		return subscriptionView(subscription);
	},

	webhookSubscriptionUpdate: (account, { path, body }) => {
		const subscription = findSubscription(account, path.subscriptionId);
		for (const field of body.fields) updates[field](subscription, body);
		subscription.updatedAt = account.clock.iso();
		return subscriptionView(subscription);
	},

	webhookSubscriptionDelete: (account, { path }) =>
		void account.subscriptions.delete(findSubscription(account, path.subscriptionId).id),
} satisfies Handlers;
