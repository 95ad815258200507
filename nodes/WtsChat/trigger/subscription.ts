import { randomBytes } from 'crypto';
import { NodeOperationError, type IHookFunctions } from 'n8n-workflow';
import type { Answer, Call, Endpoint, Request } from '../../../contract';
import { connect, type Client } from '../transport/client';
import { isNotFound } from '../transport/failure';

type Subscription = Answer<'GET /core/v1/webhook/subscription'>[number];
type Events = Request<'POST /core/v1/webhook/subscription'>['body']['events'];

/** What the node remembers of its subscription, in the static data of the workflow. */
export interface Memory {
	/** The secret in the address that the service calls: the service signs nothing (observed.md §4). */
	token?: string;
	subscriptionId?: string;
}

const NAME_LENGTH = 100;

/**
 * Whether the platform holds the subscription of this node as it should be. One with our address that differs
 * (other events, another token, switched off) is brought in line; superfluous ones are removed.
 * @returns false if there is none
 * @throws NodeApiError if the service cannot be asked
 */
export async function subscriptionStands(context: IHookFunctions): Promise<boolean> {
	const client = await connect(context);
	const memory = memoryOf(context);
	const [own, ...superfluous] = await ownSubscriptions(context, client);
	for (const { id } of superfluous) await remove(client, id);
	if (!own?.id) {
		delete memory.subscriptionId;
		return false;
	}
	memory.subscriptionId = own.id;
	const wanted = wantedOf(context);
	if (!isAsWanted(own, wanted)) {
		await ask(client, {
			endpoint: 'PUT /core/v1/webhook/subscription/{subscriptionId}',
			path: { subscriptionId: own.id },
			body: { ...wanted, enabled: true, fields: ['Name', 'Url', 'Events', 'Enabled'] },
		});
	}
	return true;
}

/**
 * Registers the node's subscription.
 * @throws NodeOperationError if the service could not reach this n8n, NodeApiError if the service does not do it
 */
export async function subscribe(context: IHookFunctions): Promise<void> {
	const client = await connect(context);
	const wanted = wantedOf(context);
	refuseUnreachable(context, wanted.url, client.root);
	const { id } = await ask(client, {
		endpoint: 'POST /core/v1/webhook/subscription',
		body: { ...wanted, enabled: true },
	});
	memoryOf(context).subscriptionId = id;
}

/**
 * Removes the node's subscription, and any other with its address; one that is gone already is fine.
 * @throws NodeApiError if the service does not do it
 */
export async function unsubscribe(context: IHookFunctions): Promise<void> {
	const client = await connect(context);
	const memory = memoryOf(context);
	const own = (await ownSubscriptions(context, client)).map(({ id }) => id);
	for (const id of new Set([memory.subscriptionId, ...own])) await remove(client, id);
	delete memory.subscriptionId;
	delete memory.token;
}

/** The node's memory; it is kept with the workflow. */
export function memoryOf(context: Pick<IHookFunctions, 'getWorkflowStaticData'>): Memory {
	return context.getWorkflowStaticData('node');
}

function wantedOf(context: IHookFunctions): { name: string; url: string; events: Events } {
	const memory = memoryOf(context);
	memory.token ??= randomBytes(32).toString('hex');
	const url = new URL(addressOf(context));
	url.searchParams.set('token', memory.token);
	const name = `n8n: ${context.getWorkflow().name ?? 'workflow'} / ${context.getNode().name}`;
	return {
		name: name.slice(0, NAME_LENGTH),
		url: url.href,
		events: context.getNodeParameter('events', []) as Events,
	};
}

/** The address of the node's webhook, without the token. */
function addressOf(context: IHookFunctions): string {
	const address = context.getNodeWebhookUrl('default');
	if (!address) throw new NodeOperationError(context.getNode(), 'n8n gave this node no webhook address');
	return address;
}

async function ownSubscriptions(context: IHookFunctions, client: Client): Promise<Subscription[]> {
	const address = withoutQuery(addressOf(context));
	const subscriptions = await ask(client, { endpoint: 'GET /core/v1/webhook/subscription' });
	return subscriptions.filter(({ url }) => url && withoutQuery(url) === address);
}

function withoutQuery(url: string): string {
	return url.split('?')[0].replace(/\/$/, '');
}

function isAsWanted({ url, enabled, events, name }: Subscription, wanted: ReturnType<typeof wantedOf>): boolean {
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

const LOOPBACK = /^(localhost|127\.|\[::1\])/;

/** The service is somewhere else than this machine, so an address on this machine would never be called. */
function refuseUnreachable(context: IHookFunctions, url: string, root: string): void {
	if (!LOOPBACK.test(new URL(url).hostname) || LOOPBACK.test(new URL(root).hostname)) return;
	throw new NodeOperationError(context.getNode(), 'WTS Chat cannot reach this n8n', {
		description: `Its webhook address is ${new URL(url).origin}, which only this machine can reach. Set the environment variable WEBHOOK_URL of n8n to an address that the internet can reach, e.g. https://n8n.example.com/.`,
	});
}

async function ask<const E extends Endpoint>(client: Client, call: Call<E>): Promise<Answer<E>> {
	return (await client.send(call)) as Answer<E>;
}

const asThrown = (error: unknown) => error;
