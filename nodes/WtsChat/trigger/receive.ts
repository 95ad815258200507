import { createHash, timingSafeEqual } from 'crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { connect, type Client } from '../transport/client';
import { RecentlySeen } from './duplicates';
import {
	contactIdOf,
	eventOf,
	identityOf,
	isWanted,
	sessionIdOf,
	withApiNames,
	type Event,
	type Filters,
} from './event';
import type { Memory } from './subscription';

/** Events are a few kilobytes; anything beyond this is none of the service's. */
const LARGEST_BODY = 1_000_000;
/** How many events of a node are remembered to know duplicates by; they came within minutes (observed.md §4). */
const REMEMBERED = 5_000;

interface Options {
	addDetails?: boolean;
	rawBody?: boolean;
}

/** What was fetched beside an event. */
interface Details {
	session?: IDataObject;
	contact?: IDataObject;
	detailsError?: string;
}

const seenByNode = new Map<string, RecentlySeen>();

/**
 * Takes a request that came to the trigger's address. Whatever it holds, it is answered with a clear status; an
 * execution starts only for an event of the service that is wanted and new.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const refusal = refusalOf(context);
	if (refusal) return answer(context, ...refusal);
	const event = eventOf(context.getBodyData());
	if (!event) return answer(context, 400, 'This is not an event of WTS Chat');
	const filters = filtersOf(context);
	if (!isWanted(event, filters)) return answer(context, 200, 'Not wanted');
	if (!seenBy(context).isNew(identityOf(event))) return answer(context, 200, 'Known already');

	// The service is answered before anything is fetched, since that may have to wait for the account's limits.
	const response = answer(context, 200, 'Received');
	const { addDetails, rawBody } = context.getNodeParameter('options', {}) as Options;
	const details = addDetails || needsSession(event, filters) ? await detailsOf(context, event) : {};
	if (!isWanted(withSession(event, details), filters)) return response;
	const json: IDataObject = { event: event.eventType, date: event.date ?? null, content: withApiNames(event) };
	if (event.changeMetadata) json.changeMetadata = event.changeMetadata as IDataObject;
	if (addDetails) Object.assign(json, details);
	if (rawBody) json.rawBody = context.getBodyData();
	return { ...response, workflowData: [[{ json }]] };
}

/** What is wrong with a request, before its content is looked at. */
function refusalOf(context: IWebhookFunctions): [number, string] | undefined {
	const { token }: Memory = context.getWorkflowStaticData('node');
	const { token: given } = context.getQueryData() as { token?: unknown };
	if (!token || typeof given !== 'string' || !isSame(given, token)) return [401, 'Unknown sender'];
	const headers = context.getHeaderData();
	if (!/^application\/(.+\+)?json\b/i.test(String(headers['content-type'] ?? ''))) return [415, 'Only JSON is taken'];
	const { rawBody } = context.getRequestObject();
	const size = rawBody?.length ?? Number(headers['content-length'] ?? 0);
	return size > LARGEST_BODY ? [413, 'Too large'] : undefined;
}

/** Compares in the same time whatever is given, so that the token cannot be found out bit by bit. */
function isSame(given: string, token: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(given), digest(token));
}

function answer(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

function filtersOf(context: IWebhookFunctions): Filters {
	const { departmentId, ...filters } = context.getNodeParameter('filters', {}) as Omit<Filters, 'departmentId'> & {
		departmentId?: { value?: string };
	};
	return { ...filters, departmentId: departmentId?.value };
}

function seenBy(context: IWebhookFunctions): RecentlySeen {
	const id = `${context.getWorkflow().id}/${context.getNode().id}/${context.getMode()}`;
	let seen = seenByNode.get(id);
	if (!seen) {
		seen = new RecentlySeen(REMEMBERED);
		seenByNode.set(id, seen);
	}
	return seen;
}

/** A message says nothing of its channel and department; its session does. */
function needsSession({ eventType, content }: Event, { channelIds = [], departmentId }: Filters): boolean {
	if (!eventType.startsWith('MESSAGE_')) return false;
	return (channelIds.length > 0 && !content.channelId) || (!!departmentId && !content.departmentId);
}

function withSession(event: Event, { session }: Details): Event {
	const { channelId, departmentId } = session ?? {};
	return { ...event, content: { channelId, departmentId, ...event.content } };
}

/** The session and the contact of an event. What cannot be had does not cost the event: `detailsError` says why. */
async function detailsOf(context: IWebhookFunctions, event: Event): Promise<Details> {
	const details: Details = {};
	try {
		const client = await connect(context);
		const sessionId = sessionIdOf(event);
		if (sessionId) details.session = await get(client, 'GET /chat/v2/session/{id}', sessionId);
		const contactId = contactIdOf(event) ?? details.session?.contactId;
		if (typeof contactId === 'string') details.contact = await get(client, 'GET /core/v1/contact/{id}', contactId);
	} catch (error) {
		details.detailsError = error instanceof Error ? error.message : String(error);
	}
	return details;
}

async function get(
	client: Client,
	endpoint: 'GET /chat/v2/session/{id}' | 'GET /core/v1/contact/{id}',
	id: string,
): Promise<IDataObject> {
	return (await client.send({ endpoint, path: { id } })) as IDataObject;
}
