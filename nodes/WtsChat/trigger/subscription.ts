import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import type { Answer, Call, Endpoint, Request } from '../../../contract';
import { connect, type Client } from '../transport/client';
import { isNotFound } from '../transport/failure';
import { refuseUnreachable } from '../transport/reachable';
import { newSecret } from '../transport/secret';
import { isLeftBehind, RELAY, REPLY_EVENT } from '../steps/wayBack';
import { asThrown } from '../transport/words';
import type { Options } from './event';

type Subscription = Answer<'GET /core/v1/webhook/subscription'>[number];
type Wanted = Request<'POST /core/v1/webhook/subscription'>['body'];

/** What the node remembers of its subscription, in the static data of the workflow. */
export interface Memory {
	/**
	 * The secret in the address that the service calls, since the service signs nothing (observed.md §4). It stays the
	 * same from one activation to the next: n8n lets a run that began before write static data back as it was then.
	 */
	token?: string;
	subscriptionId?: string;
}

// The contract allows no longer name.
const NAME_LENGTH = 100;
const NODE_NAME_LENGTH = 40;

/**
 * Whether the platform holds the subscription of this node as it should be. One of ours that differs (other events,
 * another address or token, switched off) is brought in line; superfluous ones are removed, and those that waiting
 * executions have left behind.
 * @returns false if there is none
 * @throws NodeOperationError if the service could not reach this n8n, NodeApiError if the service does not do it
 */
export async function subscriptionStands(context: IHookFunctions): Promise<boolean> {
	const client = await connect(context);
	const wanted = wantedOf(context, client);
	const memory = memoryOf(context);
	const subscriptions = await ask(client, { endpoint: 'GET /core/v1/webhook/subscription' });
	const [own, ...superfluous] = ownAmong(subscriptions, context);
	const { origin } = new URL(wanted.url);
	const leftBehind = subscriptions.filter((subscription) => isLeftBehind(subscription, origin));
	for (const { id } of [...superfluous, ...leftBehind]) await remove(client, id);
	if (!own?.id) {
		delete memory.subscriptionId;
		return false;
	}
	if (!isAsWanted(own, wanted)) {
		await ask(client, {
			endpoint: 'PUT /core/v1/webhook/subscription/{subscriptionId}',
			path: { subscriptionId: own.id },
			body: { ...wanted, fields: ['Name', 'Url', 'Events', 'Enabled'] },
		});
	}
	memory.subscriptionId = own.id;
	return true;
}

/**
 * Registers the node's subscription.
 * @throws NodeOperationError if the service could not reach this n8n, NodeApiError if the service does not do it
 */
export async function subscribe(context: IHookFunctions): Promise<void> {
	const client = await connect(context);
	const body = wantedOf(context, client);
	const { id } = await ask(client, { endpoint: 'POST /core/v1/webhook/subscription', body });
	memoryOf(context).subscriptionId = id;
}

/**
 * Removes the node's subscriptions; one that is gone already is fine.
 * @throws NodeApiError if the service does not do it
 */
export async function unsubscribe(context: IHookFunctions): Promise<void> {
	const client = await connect(context);
	const subscriptions = await ask(client, { endpoint: 'GET /core/v1/webhook/subscription' });
	for (const { id } of ownAmong(subscriptions, context)) await remove(client, id);
	delete memoryOf(context).subscriptionId;
}

/** The node's memory; it is kept with the workflow. */
export function memoryOf(context: Pick<IHookFunctions, 'getWorkflowStaticData'>): Memory {
	return context.getWorkflowStaticData('node');
}

/** The subscription as it should be. */
function wantedOf(context: IHookFunctions, client: Client): Wanted {
	const url = new URL(addressOf(context));
	refuseUnreachable(context.getNode(), url, client.root);
	const memory = memoryOf(context);
	memory.token ??= newSecret();
	url.searchParams.set('token', memory.token);
	const events = eventsOf(context);
	const { resumeWaiting } = context.getNodeParameter('options', {}) as Options;
	if (resumeWaiting) {
		if (!events.includes(REPLY_EVENT)) throw noReplies(context);
		url.searchParams.set(RELAY.name, RELAY.value);
	}
	return { name: nameOf(context), url: url.href, events, enabled: true };
}

const noReplies = (context: IHookFunctions) =>
	new NodeOperationError(context.getNode(), 'Waiting executions can only be resumed by messages of contacts', {
		description: `Add the event ${REPLY_EVENT} under Events, or switch the option 'Resume Waiting Executions' off.`,
	});

/** What the subscription is called in the platform: the workflow and the node, so that people know whose it is. */
function nameOf(context: IHookFunctions): string {
	const start = context.getActivationMode() === 'manual' ? 'n8n (test): ' : 'n8n: ';
	const end = ` / ${cut(context.getNode().name, NODE_NAME_LENGTH)}`;
	const workflow = context.getWorkflow().name ?? 'workflow';
	return start + cut(workflow, NAME_LENGTH - start.length - end.length) + end;
}

function cut(text: string, length: number): string {
	if (text.length <= length) return text;
	let shorter = '';
	for (const character of text) {
		if (shorter.length + character.length >= length) break;
		shorter += character;
	}
	return `${shorter}…`;
}

function eventsOf(context: IHookFunctions): Wanted['events'] {
	const events = context.getNodeParameter('events', []);
	if (Array.isArray(events) && events.length > 0) return events as Wanted['events'];
	throw new NodeOperationError(context.getNode(), 'No events are chosen', {
		description: 'Choose under Events what starts the workflow.',
	});
}

/** The address of the node's webhook, without the token. */
function addressOf(context: IHookFunctions): string {
	const address = context.getNodeWebhookUrl('default');
	if (!address) throw new NodeOperationError(context.getNode(), 'n8n gave this node no webhook address');
	return address;
}

/** Those with our address, whatever their token, and the one that we remember, whatever its address. */
function ownAmong(subscriptions: Subscription[], context: IHookFunctions): Subscription[] {
	const { subscriptionId } = memoryOf(context);
	const place = placeOf(addressOf(context));
	return subscriptions.filter(({ id, url }) => id === subscriptionId || placeOf(url) === place);
}

/** An address without its query, always written in the same way. */
function placeOf(url: string | null | undefined): string | undefined {
	if (!url || !URL.canParse(url)) return undefined;
	const { origin, pathname } = new URL(url);
	return origin + pathname.replace(/\/+$/, '');
}

function isAsWanted({ url, enabled, events, name }: Subscription, wanted: Wanted): boolean {
	const present = (events ?? []).map(({ event }) => event).sort();
	return (
		url === wanted.url &&
		name === wanted.name &&
		enabled === true &&
		present.join() === [...wanted.events].sort().join()
	);
}

async function remove(client: Client, subscriptionId: string | undefined): Promise<void> {
	if (!subscriptionId) return;
	try {
		await ask(client, { endpoint: 'DELETE /core/v1/webhook/subscription/{subscriptionId}', path: { subscriptionId } });
	} catch (error) {
		if (!isNotFound(error)) throw asThrown(error);
	}
}

async function ask<const E extends Endpoint>(client: Client, call: Call<E>): Promise<Answer<E>> {
	return (await client.send(call)) as Answer<E>;
}
