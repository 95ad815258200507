import type { IDataObject } from 'n8n-workflow';
import type { Answer } from '../../../contract';
import { withUsableValues } from '../fields/usableValues';
import { KEPT_BY_TRIGGERS } from '../fields/webhook';
import { isRecord } from '../transport/record';
import type { Service } from '../transport/service';

/** The event that brings a contact's reply. */
export const REPLY_EVENT = 'MESSAGE_RECEIVED';
/** The event that tells of a message's delivery. */
export const STATUS_EVENT = 'MESSAGE_UPDATED';
/** How the metadata of a contact begins that holds the address of an execution which waits for a reply. */
const WAITING_EXECUTION = 'n8nWaitingExecution';
/** The mark in the address of a trigger's subscription that says that it passes replies on to waiting executions. */
export const RELAY = { name: 'relay', value: 'replies' } as const;

/** The end of the address at which a sleeping execution is woken. */
export const WAKING_PATH = 'reply';
/** The secret in that address. */
export const WAKING_KEY = 'key';

const NAME = `${KEPT_BY_TRIGGERS[0]}a workflow waits`;

/**
 * How a reply finds back to the execution that waits for it: through a subscription of its own, or through a WTS Chat
 * Trigger that passes replies on and finds the execution's address, which is `relay`, in the metadata of the contact:
 * what a session holds is gone when it is completed, and the contact may answer after that.
 */
export type WayBack = { subscriptionId: string } | { relay: string; note?: Note };

/** Where an address is noted. */
type Note = { contactId: string; name: string };

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
	'PUT /core/v2/contact/{id}',
] as const;
export type WayBackEndpoint = (typeof wayBackEndpoints)[number];

/**
 * Opens the way back for replies, before the question is sent. With a subscription of its own each waiting execution
 * costs n8n a request for every message that the account receives, so a trigger that passes replies on is used where
 * there is one.
 * @param address where the execution is woken
 * @param until when its time is up
 */
export async function openWayBack(service: Service<WayBackEndpoint>, address: string, until: Date): Promise<WayBack> {
	const { origin: own } = new URL(address);
	const subscriptions = await service.send({ endpoint: 'GET /core/v1/webhook/subscription' });
	const relays = subscriptions.some(({ enabled, events, url: other }) => {
		if (!enabled || !other || !URL.canParse(other)) return false;
		const { origin, searchParams } = new URL(other);
		const passesOn = searchParams.get(RELAY.name) === RELAY.value;
		return passesOn && origin === own && (events ?? []).some(({ event }) => event === REPLY_EVENT);
	});
	return relays
		? { relay: withEnd(address, until) }
		: await subscribe(service, address, until, REPLY_EVENT, subscriptions);
}

/**
 * Opens a way back through a subscription of its own. Those that other executions have left behind are removed.
 * @param event what the execution waits for
 * @param subscriptions those that there are, if they were asked for already
 */
export async function subscribe(
	service: Service<SubscriptionEndpoint>,
	address: string,
	until: Date,
	event: typeof REPLY_EVENT | typeof STATUS_EVENT,
	subscriptions?: Subscriptions,
): Promise<{ subscriptionId: string }> {
	const url = withEnd(address, until);
	const others = subscriptions ?? (await service.send({ endpoint: 'GET /core/v1/webhook/subscription' }));
	for (const other of others) {
		if (isLeftBehind(other, new URL(url).origin)) await unsubscribe(service, { subscriptionId: other.id ?? '' });
	}
	const { id } = await service.send({
		endpoint: 'POST /core/v1/webhook/subscription',
		body: { name: NAME, url, events: [event], enabled: true },
	});
	return { subscriptionId: id ?? '' };
}

/** An address that says when the wait is over, so that whoever comes across it later knows. */
function withEnd(address: string, until: Date): string {
	const url = new URL(address);
	url.searchParams.set('until', String(until.getTime()));
	return url.href;
}

const isOver = (address: string) => Number(new URL(address).searchParams.get('until') ?? NaN) < Date.now();

/**
 * Tells the way back in which session the question is asked.
 * @returns the way back, which is a subscription of its own where the trigger's is of no use
 * @throws NodeApiError if neither can be had
 */
export async function tieToSession(
	service: Service<WayBackEndpoint>,
	wayBack: WayBack,
	sessionId: string,
	until: Date,
): Promise<WayBack> {
	if (!('relay' in wayBack)) return wayBack;
	const { relay } = wayBack;
	const noted = await service.attempt(async () => await noteAtContact(service, relay, sessionId));
	if ('value' in noted && noted.value) return { relay, note: noted.value };
	return await subscribe(service, relay, until, REPLY_EVENT);
}

/** Takes the way back down; what cannot be had now is removed by the next execution that waits. */
export async function closeWayBack(service: Service<WayBackEndpoint>, wayBack: WayBack): Promise<void> {
	if ('subscriptionId' in wayBack) return await unsubscribe(service, wayBack);
	const { note } = wayBack;
	if (note) await service.attempt(async () => await writeNotes(service, note.contactId, { [note.name]: null }));
}

/** Removes a subscription; what cannot be had now is removed by the next execution that waits. */
export async function unsubscribe(
	service: Service<SubscriptionEndpoint>,
	{ subscriptionId }: { subscriptionId: string },
): Promise<void> {
	const endpoint = 'DELETE /core/v1/webhook/subscription/{subscriptionId}';
	await service.attempt(async () => await service.find({ endpoint, path: { subscriptionId } }));
}

/**
 * Each wait has a note of its own, so none takes another one's place. Notes of this n8n that were left behind are removed.
 * @returns undefined if nobody knows whose the session is
 */
async function noteAtContact(
	service: Service<WayBackEndpoint>,
	address: string,
	sessionId: string,
): Promise<Note | undefined> {
	const path = { id: sessionId };
	const { contactId, channelId } = await service.send({ endpoint: 'GET /chat/v2/session/{id}', path });
	if (!contactId || !channelId) return undefined;
	const { origin, searchParams } = new URL(address);
	const name = `${notesOf(channelId)}${searchParams.get(WAKING_KEY)?.slice(0, 8) ?? ''}`;
	const { metadata } = await writeNotes(service, contactId, { [name]: address });
	const leftBehind = Object.entries(metadata ?? {}).filter(
		([other, noted]) => other.startsWith(WAITING_EXECUTION) && isWakingAddress(noted, origin) && isOver(noted),
	);
	if (leftBehind.length > 0) {
		await writeNotes(service, contactId, Object.fromEntries(leftBehind.map(([other]) => [other, null])));
	}
	return { contactId, name };
}

/** How the names of the notes begin that are about a channel. */
const notesOf = (channelId: string) => `${WAITING_EXECUTION}-${channelId}-`;

/** What else the metadata of a contact holds stays as it is (contract, PublicReqUpdateContactDTO). */
const writeNotes = async (service: Service<WayBackEndpoint>, id: string, metadata: Record<string, string | null>) =>
	await service.send({ endpoint: 'PUT /core/v2/contact/{id}', path: { id }, body: { fields: ['Metadata'], metadata } });

/**
 * The addresses of the executions of this n8n that wait for a reply of a contact on a channel.
 * @param contact as the API shows it
 * @param origin where this n8n is
 */
export function addressesIn(contact: IDataObject, channelId: unknown, origin: string): string[] {
	const notes = isRecord(contact.metadata) ? Object.entries(contact.metadata) : [];
	return notes
		.filter(([name]) => name.startsWith(notesOf(String(channelId))))
		.map(([, address]) => address)
		.filter((address) => isWakingAddress(address, origin))
		.filter((address) => !isOver(address));
}

/**
 * Whether a subscription belongs to a wait of this n8n that is over: no code runs when the time is up, so it is removed
 * later, by whoever comes across it.
 * @param origin where this n8n is
 */
export function isLeftBehind({ name, url }: Subscriptions[number], origin: string): boolean {
	if (name !== NAME || !url || !URL.canParse(url)) return false;
	return new URL(url).origin === origin && isOver(url);
}

/**
 * Whether an address is one at which an execution of this n8n is woken. Whoever may write metadata must not be able to
 * send events elsewhere.
 * @param origin where this n8n is
 */
function isWakingAddress(address: unknown, origin: string): address is string {
	if (typeof address !== 'string' || !URL.canParse(address)) return false;
	const { origin: other, pathname, searchParams } = new URL(address);
	return other === origin && pathname.endsWith(`/${WAKING_PATH}`) && searchParams.has(WAKING_KEY);
}

/** What an item shows of what came from the service: values as other nodes take them, no address of a waiting execution. */
export const shown = (content: IDataObject): IDataObject => withUsableValues(withoutAddresses(content));

/**
 * What comes from the service without the addresses of waiting executions: whoever knows one can answer in the contact's
 * name, and what becomes an item is stored, shown and passed on.
 * @param content a contact, or what holds one
 * @param depth how deep it is looked into
 */
export function withoutAddresses(content: IDataObject, depth = METADATA_DEPTH): IDataObject {
	const entries = Object.entries(content).filter(([name]) => !name.startsWith(WAITING_EXECUTION));
	return Object.fromEntries(entries.map(([name, value]) => [name, inner(value, depth - 1)]));
}

function inner(value: IDataObject[string], depth: number): IDataObject[string] {
	if (depth < 0) return value;
	if (Array.isArray(value)) return value.map((entry: IDataObject[string]) => inner(entry, depth - 1)) as IDataObject[];
	return isRecord(value) ? withoutAddresses(value, depth) : value;
}

/** How deep metadata stands at the most: that of a contact in a list in the content of an event's raw body. */
const METADATA_DEPTH = 6;
