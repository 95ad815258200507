import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { connect, type Client } from '../transport/client';
import { explained } from '../transport/words';
import type { Event } from '../steps/event';
import { withoutAddresses } from '../steps/wayBack';
import { contactIdOf, sessionIdOf } from './event';

/** What was fetched beside an event. */
export interface Details {
	session?: IDataObject;
	contact?: IDataObject;
	/** Why something could not be fetched. */
	detailsError?: string;
}

/**
 * Adds the session and the contact to the event that started an execution. This happens in the execution, not while the
 * event is received: by then n8n has recorded the event, so none is lost while the account's limits make it wait.
 * @returns the same items with `session` and `contact`, and `detailsError` for what could not be had
 */
export async function addDetails(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const withDetails = async (json: IDataObject): Promise<IDataObject> => {
		const event = { eventType: json.event as string, content: json.content as IDataObject };
		const details = await detailsOf(context, event, json.session as IDataObject | undefined);
		return { ...json, ...withoutAddresses({ ...details }) };
	};
	const items = context.getInputData();
	return await Promise.all(
		items.map(async ({ json }, item) => ({ json: await withDetails(json), pairedItem: { item } })),
	);
}

/**
 * Fetches the session that an event speaks of.
 * @returns the session; if it cannot be had, the reason instead
 */
export async function sessionOf(context: IWebhookFunctions, event: Event): Promise<Details> {
	return await gather(context, async (client, details) => await addSession(client, details, sessionIdOf(event)));
}

async function detailsOf(context: IExecuteFunctions, event: Event, known?: IDataObject): Promise<Details> {
	const details = await gather(context, async (client, found) => {
		if (known) found.session = known;
		else await addSession(client, found, sessionIdOf(event));
		await addContact(client, found, contactIdOf(event) ?? found.session?.contactId);
	});
	context.getExecutionCancelSignal()?.throwIfAborted();
	return details;
}

/** What cannot be had does not cost the event. */
async function gather(
	context: IExecuteFunctions | IWebhookFunctions,
	addTo: (client: Client, details: Details) => Promise<void>,
): Promise<Details> {
	const details: Details = {};
	try {
		await addTo(await connect(context), details);
	} catch (error) {
		details.detailsError = explained(error);
	}
	return details;
}

async function addSession(client: Client, details: Details, id: unknown): Promise<void> {
	if (typeof id !== 'string') return;
	details.session = (await client.send({ endpoint: 'GET /chat/v2/session/{id}', path: { id } })) as IDataObject;
}

async function addContact(client: Client, details: Details, id: unknown): Promise<void> {
	if (typeof id !== 'string') return;
	details.contact = (await client.send({ endpoint: 'GET /core/v1/contact/{id}', path: { id } })) as IDataObject;
}
