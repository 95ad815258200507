import { NodeOperationError, type IHookFunctions, type IN8nHttpFullResponse } from 'n8n-workflow';
import { differencesOf, KEPT_BY_TRIGGERS, type Subscription, type WantedSubscription } from '../fields/webhook';
import { refuseForgetful } from '../steps/forgetful';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { isNotFound } from '../transport/failure';
import { refuseUnreachable } from '../waiting/reachable';
import { newSecret } from '../waiting/secret';
import { isLeftBehind, RELAY, REPLY_EVENT } from '../waiting/wayBack';
import { asThrown } from '../transport/words';
import { parametersOf } from '../values/parameters';
import { switches } from './switches';
import { chosenEvents } from './events';
import { hasNames, picked, type Picked } from './picked';
import { faultOfJoining, joiningOf } from './thought';
import { checkedFiltersOf, filtersOf } from './wanted';

/** What the node remembers of its subscription, in the static data of the workflow. */
export interface StaticData {
	/**
	 * The secret in the address that the service calls, since the service signs nothing (observed.md §4). It stays the same
	 * from one activation to the next: a run that began before an activation may write its older static data back.
	 */
	token?: string;
	subscriptionId?: string;
	/** The address of another n8n with a subscription of this workflow: this n8n's database was copied from it. */
	elsewhere?: string;
	/** The names that filters pick, looked up when the workflow was activated. */
	picked?: Picked;
}

// The contract allows no longer name.
const NAME_LENGTH = 100;
const NODE_NAME_LENGTH = 40;

/** How long another n8n may take to answer, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Whether the platform has the subscription of this node. One that is not as it should be (other events, another token, an
 * old address, switched off) is corrected. Superfluous ones are removed, and those that waiting executions have left behind.
 * @returns false if there is none
 * @throws NodeOperationError if the service could not reach this n8n, n8n could not remember the subscription, or a filter
 * picks what is not there; NodeApiError if the service does not do it
 */
export async function subscriptionStands(context: IHookFunctions): Promise<boolean> {
	const client = await connect(context);
	const wanted = wantedOf(context, client);
	const remembered = staticDataOf(context);
	const filters = checkedFiltersOf(context, (name) => context.getNodeParameter(name, undefined));
	delete remembered.picked;
	if (hasNames(filters)) remembered.picked = await picked(context.getNode(), filters, client);
	const subscriptions = await client.send({ endpoint: 'GET /core/v1/webhook/subscription' });
	const moved: Subscription[] = [];
	delete remembered.elsewhere;
	for (const subscription of elsewhereAmong(subscriptions, context)) {
		if (await isAbandoned(context, subscription)) moved.push(subscription);
		else remembered.elsewhere = originOf(subscription);
	}
	const [own, ...superfluous] = [...hereAmong(subscriptions, context), ...moved];
	const leftBehind = subscriptions.filter((subscription) => isLeftBehind(subscription, new URL(wanted.url).origin));
	for (const { id } of [...superfluous, ...leftBehind]) await remove(client, id);
	if (!own?.id) {
		delete remembered.subscriptionId;
		return false;
	}
	if (differencesOf(own, wanted).length > 0) {
		await client.send({
			endpoint: 'PUT /core/v1/webhook/subscription/{subscriptionId}',
			path: { subscriptionId: own.id },
			body: { ...wanted, fields: ['Name', 'Url', 'Events', 'Enabled'] },
		});
	}
	remembered.subscriptionId = own.id;
	return true;
}

/**
 * Registers the node's subscription.
 * @throws NodeOperationError if the service could not reach this n8n, NodeApiError if the service does not do it
 */
export async function subscribe(context: IHookFunctions): Promise<void> {
	const client = await connect(context);
	const body = wantedOf(context, client);
	const { id } = await client.send({ endpoint: 'POST /core/v1/webhook/subscription', body });
	staticDataOf(context).subscriptionId = id;
}

/** How long each request of a deactivation waits for the account's limits, and for an end of refusals, in milliseconds. */
const BRIEFLY = { longestWait: 3_000, longestRefusal: 3_000 };

/**
 * Removes the node's subscriptions with this n8n's address; one that is gone already is fine.
 * @throws NodeApiError if the service does not do it
 */
export async function unsubscribe(context: IHookFunctions): Promise<void> {
	const client = await connect(context, undefined, BRIEFLY);
	const subscriptions = await client.send({ endpoint: 'GET /core/v1/webhook/subscription' });
	for (const { id } of hereAmong(subscriptions, context)) await remove(client, id);
	delete staticDataOf(context).subscriptionId;
}

/** What the node remembers, which n8n keeps with the workflow. */
export function staticDataOf(context: Pick<IHookFunctions, 'getWorkflowStaticData'>): StaticData {
	return context.getWorkflowStaticData('node');
}

/** The subscription as it should be. */
function wantedOf(context: IHookFunctions, client: Client): WantedSubscription {
	const url = new URL(webhookAddress(context));
	refuseUnreachable(context.getNode(), url, client.root);
	// Where n8n does not keep static data, the trigger forgets its token and refuses all events.
	if (context.getActivationMode() !== 'manual') refuseForgetful(context, "this workflow's subscription");
	const remembered = staticDataOf(context);
	remembered.token ??= newSecret();
	url.searchParams.set('token', remembered.token);
	const events = chosenEvents(context);
	const read = (name: string, otherwise?: unknown) => context.getNodeParameter(name, otherwise);
	const { options } = parametersOf(context, switches, read);
	const fault = faultOfJoining(context, read);
	if (fault !== undefined)
		throw new NodeOperationError(context.getNode(), 'Messages cannot be joined so', { description: fault });
	if (joiningOf(context, read) && !events.includes(REPLY_EVENT)) throw noMessages(context);
	if (events.includes('MESSAGE_SENT') && filtersOf(context, read).onlyFromContacts) throw noneSent(context);
	if (options.resumeWaiting) {
		if (!events.includes(REPLY_EVENT)) throw noReplies(context);
		url.searchParams.set(RELAY.name, RELAY.value);
	}
	return { name: subscriptionName(context), url: url.href, events, enabled: true };
}

const noReplies = (context: IHookFunctions) =>
	new NodeOperationError(context.getNode(), 'Waiting executions can only be resumed by messages of contacts', {
		description: `Add 'Message Received' under Events, or switch the option 'Resume Waiting Executions' off.`,
	});

const noMessages = (context: IHookFunctions) =>
	new NodeOperationError(context.getNode(), 'There are no messages to join', {
		description: `Add 'Message Received' under Events, or switch 'Join Messages' off.`,
	});

const noneSent = (context: IHookFunctions) =>
	new NodeOperationError(context.getNode(), "'Only From Contacts' lets no sent message through", {
		description: `Switch it off, or take 'Message Sent' away from Events. With both, what the workflow itself sends would start it again.`,
	});

/** What the subscription is called in the platform: the workflow and the node, so that people know whose it is. */
function subscriptionName(context: IHookFunctions): string {
	const [published, test] = KEPT_BY_TRIGGERS;
	const start = context.getActivationMode() === 'manual' ? test : published;
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

/** The address of the node's webhook, without the token. */
function webhookAddress(context: IHookFunctions): string {
	const address = context.getNodeWebhookUrl('default');
	if (!address) throw new NodeOperationError(context.getNode(), 'n8n gave this node no webhook address');
	return address;
}

/** The subscriptions with our address, whatever their token. */
function hereAmong(subscriptions: Subscription[], context: IHookFunctions): Subscription[] {
	const place = placeOf(webhookAddress(context));
	return subscriptions.filter(({ url }) => placeOf(url) === place);
}

/**
 * The subscriptions of this node with another address: the one that is remembered, and those with the same path. Either this
 * n8n had another address before, or they belong to the n8n that its database was copied from.
 */
function elsewhereAmong(subscriptions: Subscription[], context: IHookFunctions): Subscription[] {
	const { subscriptionId } = staticDataOf(context);
	const here = hereAmong(subscriptions, context);
	const path = pathOf(webhookAddress(context));
	return subscriptions.filter(
		(subscription) =>
			!here.includes(subscription) && (subscription.id === subscriptionId || pathOf(subscription.url) === path),
	);
}

/**
 * Whether no n8n serves a subscription any more. In doubt one does: to take the events away from another n8n would stop its
 * workflow.
 */
async function isAbandoned({ helpers }: IHookFunctions, { url }: Subscription): Promise<boolean> {
	const address = placeOf(url);
	if (address === undefined) return true;
	try {
		// The address is without its token, so that nothing begins there.
		const { statusCode } = (await helpers.httpRequest({
			method: 'POST',
			url: address,
			body: {},
			json: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: PATIENCE,
		})) as IN8nHttpFullResponse;
		return statusCode === 404 || statusCode === 410;
	} catch (error) {
		return error instanceof Error && 'code' in error && ['ECONNREFUSED', 'ENOTFOUND'].includes(String(error.code));
	}
}

/** What the workflow's executions tell the user about a subscription of another n8n. */
export function hintOn({ elsewhere }: StaticData): string | undefined {
	if (elsewhere === undefined) return undefined;
	return `The account has another subscription of this workflow, for the n8n at ${elsewhere}. It seems to be in use and was left alone. If it is not, delete it in the platform or with the operation 'Webhook Subscription: Delete'.`;
}

const originOf = ({ url }: Subscription) => new URL(url ?? '').origin;

const pathOf = (url: string | null | undefined) =>
	url && URL.canParse(url) ? endless(new URL(url).pathname) : undefined;

const endless = (path: string) => path.replace(/\/+$/, '');

/** An address without its query, always written in the same way. */
function placeOf(url: string | null | undefined): string | undefined {
	if (!url || !URL.canParse(url)) return undefined;
	const { origin, pathname } = new URL(url);
	return origin + endless(pathname);
}

async function remove(client: Client, subscriptionId: string | undefined): Promise<void> {
	if (!subscriptionId) return;
	try {
		await client.send({ endpoint: 'DELETE /core/v1/webhook/subscription/{subscriptionId}', path: { subscriptionId } });
	} catch (error) {
		if (!isNotFound(error)) throw asThrown(error);
	}
}
