import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type IWebhookFunctions,
} from 'n8n-workflow';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { explained } from '../transport/words';
import type { Event } from '../steps/event';
import { withoutAddresses } from '../steps/wayBack';
import { isNewToN8n } from './duplicates';
import { contactIdOf, filtersOf, identityOf, isWanted, needsSession, sessionIdOf, type Options } from './event';
import { isPassedOn, isReply } from './relay';
import { hintOn } from './subscription';

/** What was fetched beside an event. */
export interface Details {
	session?: IDataObject;
	contact?: IDataObject;
	/** Why something could not be fetched. */
	detailsError?: string;
}

/**
 * What the workflow begins with: the event that started the execution, if no other execution has it already. What needs
 * the service happens here and not while the event is received: by now n8n has recorded the event, so none is lost while
 * the account's limits make it wait.
 * @returns the event with `session` and `contact` if the user wants them, and `detailsError` for what could not be had;
 * nothing if it turns out that it is not wanted
 */
export async function begin(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const filters = filtersOf(context.getNodeParameter('filters', 0, {}));
	const { addDetails, resumeWaiting } = context.getNodeParameter('options', 0, {}) as Options;
	const message = hintOn(context.getWorkflowStaticData('node'));
	if (message !== undefined) context.addExecutionHints({ message, location: 'outputPane' });
	const begun = context.getInputData().map(async ({ json }, item) => {
		const { session: known, ...content } = json;
		const event: Event = {
			eventType: json.event as string,
			date: json.date as string,
			content: json.content as IDataObject,
		};
		const identity = identityOf(event);
		if (identity !== undefined && !(await isNewToN8n(context, identity))) return [];

		// What could not be decided within the time in which the event was received.
		const mayBeReply = !known && resumeWaiting === true && isReply(event);
		const isUndecided = mayBeReply || (!known && needsSession(event, filters));
		const fetched = addDetails
			? await detailsOf(context, event, known as IDataObject | undefined)
			: isUndecided
				? await sessionOf(context, event)
				: {};
		context.getExecutionCancelSignal()?.throwIfAborted();
		const { session } = fetched;
		if (mayBeReply && session) {
			const own = String(context.evaluateExpression('{{ $execution.resumeUrl }}', item));
			const sessionNow = async () => (await sessionOf(context, event)).session;
			if (await isPassedOn(context, own, event, session, sessionNow)) return [];
		}
		if (isUndecided && !isWanted(event, filters, session)) return [];
		const { detailsError } = fetched;
		const shown = addDetails ? fetched : detailsError ? { detailsError } : {};
		return [{ json: { ...content, ...withoutAddresses({ ...shown }) }, pairedItem: { item } }];
	});
	return (await Promise.all(begun)).flat();
}

/**
 * Fetches the session that an event speaks of.
 * @param signal ends the attempt
 * @returns the session; if it cannot be had, the reason instead
 */
export async function sessionOf(
	context: IExecuteFunctions | IWebhookFunctions,
	event: Event,
	signal?: AbortSignal,
): Promise<Details> {
	return await gather(
		context,
		async (client, details) => await addSession(client, details, sessionIdOf(event)),
		signal,
	);
}

/** Fetches the session and the contact that an event speaks of. */
async function detailsOf(context: IExecuteFunctions, event: Event, known?: IDataObject): Promise<Details> {
	return await gather(context, async (client, details) => {
		if (known) details.session = known;
		else await addSession(client, details, sessionIdOf(event));
		await addContact(client, details, contactIdOf(event) ?? details.session?.contactId);
	});
}

/** What cannot be had does not cost the event. */
async function gather(
	context: IExecuteFunctions | IWebhookFunctions,
	addTo: (client: Client, details: Details) => Promise<void>,
	signal?: AbortSignal,
): Promise<Details> {
	const details: Details = {};
	try {
		await addTo(await connect(context, signal), details);
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
