import type { IDataObject } from 'n8n-workflow';
import type { Answer } from '../../../contract';
import type { Steps } from '../operations/operation';
import { isObject } from './event';

/** The event that brings a contact's reply. */
export const REPLY_EVENT = 'MESSAGE_RECEIVED';
/** The event that tells of a message's delivery. */
export const STATUS_EVENT = 'MESSAGE_UPDATED';
/** The metadata of a session that holds the address of the execution which waits for a reply in it. */
export const WAITING_EXECUTION = 'n8nWaitingExecution';
/** The mark in the address of a trigger's subscription that says that it passes replies on to waiting executions. */
export const RELAY = { name: 'relay', value: 'replies' } as const;

/** The end of the address at which a sleeping execution is woken. */
export const WAKING_PATH = 'reply';
/** The secret in that address. */
export const WAKING_KEY = 'key';

const NAME = 'n8n: a workflow waits';

/**
 * How a reply finds back to the execution that waits for it: through a subscription of its own, or through a WTS Chat
 * Trigger that passes replies on and finds the execution's address, which is `relay`, in the metadata of the session.
 */
export type WayBack = { subscriptionId: string } | { relay: string };

/** What a subscription of one's own needs of the service. */
export const subscriptionEndpoints = [
	'GET /core/v1/webhook/subscription',
	'POST /core/v1/webhook/subscription',
	'DELETE /core/v1/webhook/subscription/{subscriptionId}',
] as const;
type SubscriptionEndpoint = (typeof subscriptionEndpoints)[number];
type Subscriptions = Answer<'GET /core/v1/webhook/subscription'>;

/** What the way back for replies needs of the service. */
export const wayBackEndpoints = [
	...subscriptionEndpoints,
	'GET /chat/v2/session/{id}',
	'PUT /chat/v2/session/{id}/partial',
] as const;
export type WayBackEndpoint = (typeof wayBackEndpoints)[number];

/**
 * Opens the way back for replies, before the question is sent. With a subscription of its own each waiting execution
 * costs n8n a request for every message that the account receives, so a trigger that passes replies on is used where
 * there is one.
 * @param address where the execution is woken
 * @param until when its time is up
 */
export async function openWayBack(steps: Steps<WayBackEndpoint>, address: string, until: Date): Promise<WayBack> {
	const { origin: own } = new URL(address);
	const subscriptions = await steps.send({ endpoint: 'GET /core/v1/webhook/subscription' });
	const relays = subscriptions.some(({ enabled, events, url: other }) => {
		if (!enabled || !other || !URL.canParse(other)) return false;
		const { origin, searchParams } = new URL(other);
		const passesOn = searchParams.get(RELAY.name) === RELAY.value;
		return passesOn && origin === own && (events ?? []).some(({ event }) => event === REPLY_EVENT);
	});
	return relays ? { relay: address } : await subscribe(steps, address, until, REPLY_EVENT, subscriptions);
}

/**
 * Opens a way back through a subscription of its own. Those that other executions have left behind are removed.
 * @param event what the execution waits for
 * @param subscriptions those that there are, if they were asked for already
 */
export async function subscribe(
	steps: Steps<SubscriptionEndpoint>,
	address: string,
	until: Date,
	event: typeof REPLY_EVENT | typeof STATUS_EVENT,
	subscriptions?: Subscriptions,
): Promise<{ subscriptionId: string }> {
	const url = new URL(address);
	url.searchParams.set('until', String(until.getTime()));
	const others = subscriptions ?? (await steps.send({ endpoint: 'GET /core/v1/webhook/subscription' }));
	for (const other of others) {
		if (isLeftBehind(other, url.origin)) await unsubscribe(steps, { subscriptionId: other.id ?? '' });
	}
	const { id } = await steps.send({
		endpoint: 'POST /core/v1/webhook/subscription',
		body: { name: NAME, url: url.href, events: [event], enabled: true },
	});
	return { subscriptionId: id ?? '' };
}

/** Tells the way back in which session the question is asked. */
export async function tieToSession(steps: Steps<WayBackEndpoint>, wayBack: WayBack, sessionId: string): Promise<void> {
	if ('relay' in wayBack) await noteInSession(steps, sessionId, wayBack.relay);
}

/** Takes the way back down; what cannot be had now is removed by the next execution that waits. */
export async function closeWayBack(
	steps: Steps<WayBackEndpoint>,
	wayBack: WayBack,
	sessionId: string | undefined,
): Promise<void> {
	if ('subscriptionId' in wayBack) await unsubscribe(steps, wayBack);
	else if (sessionId) await steps.attempt(async () => await takeNoteAway(steps, sessionId, wayBack.relay));
}

/** Removes a subscription; what cannot be had now is removed by the next execution that waits. */
export async function unsubscribe(
	steps: Steps<SubscriptionEndpoint>,
	{ subscriptionId }: { subscriptionId: string },
): Promise<void> {
	const endpoint = 'DELETE /core/v1/webhook/subscription/{subscriptionId}';
	await steps.attempt(async () => await steps.find({ endpoint, path: { subscriptionId } }));
}

const metadataOf = async ({ send }: Steps<WayBackEndpoint>, id: string) =>
	(await send({ endpoint: 'GET /chat/v2/session/{id}', path: { id } })).metadata ?? {};

/** What else the session's metadata holds is written again, should the service replace it as a whole. */
async function noteInSession(steps: Steps<WayBackEndpoint>, id: string, address: string | null): Promise<void> {
	const metadata = { ...(await metadataOf(steps, id)), [WAITING_EXECUTION]: address };
	await steps.send({
		endpoint: 'PUT /chat/v2/session/{id}/partial',
		path: { id },
		body: { fields: ['Metadata'], metadata },
	});
}

/** Another execution may wait in the session by now; its address stays. */
async function takeNoteAway(steps: Steps<WayBackEndpoint>, id: string, address: string): Promise<void> {
	const { [WAITING_EXECUTION]: noted } = await metadataOf(steps, id);
	if (noted === address) await noteInSession(steps, id, null);
}

/**
 * Whether a subscription belongs to a wait of this n8n that is over: no code runs when the time is up, so it is removed
 * later, by whoever comes across it.
 * @param origin where this n8n is
 */
export function isLeftBehind({ name, url }: Subscriptions[number], origin: string): boolean {
	if (name !== NAME || !url || !URL.canParse(url)) return false;
	const { origin: other, searchParams } = new URL(url);
	return other === origin && Number(searchParams.get('until') ?? NaN) < Date.now();
}

/**
 * Whether an address is one at which an execution of this n8n is woken. Whoever may write metadata must not be able to
 * send events elsewhere.
 * @param origin where this n8n is
 */
export function isWakingAddress(address: string, origin: string): boolean {
	if (!URL.canParse(address)) return false;
	const { origin: other, pathname, searchParams } = new URL(address);
	return other === origin && pathname.endsWith(`/${WAKING_PATH}`) && searchParams.has(WAKING_KEY);
}

/**
 * What comes from the service without the addresses of waiting executions: whoever knows one can answer in the contact's
 * name, and what becomes an item is stored, shown and passed on.
 * @param content a session, or what holds one
 * @param depth how deep it is looked into
 */
export function withoutAddresses(content: IDataObject, depth = METADATA_DEPTH): IDataObject {
	const entries = Object.entries(content).filter(([name]) => name !== WAITING_EXECUTION);
	const inner = (value: IDataObject[string]) =>
		depth > 0 && isObject(value) ? withoutAddresses(value, depth - 1) : value;
	return Object.fromEntries(entries.map(([name, value]) => [name, inner(value)]));
}

/** How deep metadata stands at the most: that of the session in the content of an event's raw body. */
const METADATA_DEPTH = 4;
