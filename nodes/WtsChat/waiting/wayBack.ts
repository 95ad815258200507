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
/** The parameter in the address of a trigger's subscription which says that the trigger passes replies on. */
export const RELAY = { name: 'relay', value: 'replies' } as const;

/** The end of the address at which a sleeping execution is woken. */
export const WAKING_PATH = 'reply';
/** The secret in that address. */
export const WAKING_KEY = 'key';

const NAME = `${KEPT_BY_TRIGGERS[0]}a workflow waits`;

/**
 * How a reply finds back to the execution that waits for it: through a subscription of the execution's own, or through a
 * WTS Chat Trigger that passes replies on. The trigger finds the execution's address, which is `relay`, in a note in the
 * metadata of the contact. A note at the session would be gone when the session is completed, and the contact may answer
 * after that.
 */
export type WayBack = { subscriptionId: string } | { relay: string; note?: Note };

/** Where an address is noted. */
type Note = { contactId: string; name: string };

/** The endpoints that a subscription of one's own needs. */
export const subscriptionEndpoints = [
	'GET /core/v1/webhook/subscription',
	'POST /core/v1/webhook/subscription',
	'DELETE /core/v1/webhook/subscription/{subscriptionId}',
] as const;
type SubscriptionEndpoint = (typeof subscriptionEndpoints)[number];
type Subscriptions = Answer<'GET /core/v1/webhook/subscription'>;

/** The endpoints that the way back for replies needs. */
export const wayBackEndpoints = [
	...subscriptionEndpoints,
	'GET /chat/v2/session/{id}',
	'PUT /core/v2/contact/{id}',
] as const;
export type WayBackEndpoint = (typeof wayBackEndpoints)[number];

/**
 * Opens the way back for replies, before the question is sent. A trigger that passes replies on is used where there is one:
 * with subscriptions of their own, every message that the account receives is one request to n8n for each waiting execution.
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
 * @param subscriptions those of the account, if they are known already
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

/** An address that tells when the wait is over, so that other executions can remove it then. */
function withEnd(address: string, until: Date): string {
	const url = new URL(address);
	url.searchParams.set('until', String(until.getTime()));
	return url.href;
}

const isOver = (address: string) => Number(new URL(address).searchParams.get('until') ?? NaN) < Date.now();

/**
 * Tells the way back in which session the question is asked.
 * @returns the way back: a subscription of its own if the address cannot be noted at the contact
 * @throws NodeApiError if there can be neither
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

/** Removes the way back. If that fails now, the next execution that waits removes it. */
export async function closeWayBack(service: Service<WayBackEndpoint>, wayBack: WayBack): Promise<void> {
	if ('subscriptionId' in wayBack) return await unsubscribe(service, wayBack);
	const { note } = wayBack;
	if (note) await service.attempt(async () => await writeNotes(service, note.contactId, { [note.name]: null }));
}

/** Removes a subscription. If that fails now, the next execution that waits removes it. */
export async function unsubscribe(
	service: Service<SubscriptionEndpoint>,
	{ subscriptionId }: { subscriptionId: string },
): Promise<void> {
	const endpoint = 'DELETE /core/v1/webhook/subscription/{subscriptionId}';
	await service.attempt(async () => await service.find({ endpoint, path: { subscriptionId } }));
}

/**
 * Notes an address at the contact of a session. Each wait has a note of its own, so that none overwrites another. Notes of
 * this n8n whose wait is over are removed.
 * @returns undefined if the session does not say its contact and channel
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

/** Writes into the metadata of a contact; what else it holds stays (contract, PublicReqUpdateContactDTO). */
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
 * Whether a subscription belongs to a wait of this n8n that is over. n8n runs no code of the node when the time is up, so the
 * next execution or trigger that sees the subscription removes it.
 * @param origin where this n8n is
 */
export function isLeftBehind({ name, url }: Subscriptions[number], origin: string): boolean {
	if (name !== NAME || !url || !URL.canParse(url)) return false;
	return new URL(url).origin === origin && isOver(url);
}

/**
 * Whether an address is one at which an execution of this n8n is woken. Others can write metadata too, and must not make the
 * trigger send events elsewhere.
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
 * The same without the addresses of waiting executions. Items are stored, shown and passed on, and whoever knows such an
 * address can answer in the contact's name.
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

/** How deep the metadata of a contact can stand: in the raw body of an event, inside a list inside the content. */
const METADATA_DEPTH = 6;
