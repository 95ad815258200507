import type { IDataObject, IExecuteFunctions, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { bytesAllowed } from '../fields/download';
import { withContractFields } from '../fields/session';
import { filesToBegin, filesToFetch } from '../steps/files';
import { explained } from '../transport/words';
import type { Event } from '../waiting/event';
import { withoutAddresses } from '../waiting/wayBack';
import { isNewToN8n } from './duplicates';
import {
	cardIdOf,
	contactIdOf,
	filtersOf,
	fingerprintOf,
	isMessage,
	isWanted,
	needsCard,
	needsSession,
	sessionIdOf,
	type Options,
	type Records,
} from './event';
import { isPassedOn, isReply, WHOSE } from '../waiting/relay';
import { picked, withIds } from './picked';
import { hintOn, staticDataOf } from './subscription';

/** What was fetched beside an event. */
export interface Details extends Records {
	/** Why something could not be fetched. */
	detailsError?: string;
}

/** What an event can be shown with. */
type Detail = keyof Records;

/**
 * What the workflow begins with: the event that started the execution, if no other execution has it already. What needs
 * the service happens here and not while the event is received: by now n8n has recorded the event, so none is lost while
 * the account's limits make it wait.
 * @returns the event with `session`, `card` and `contact` if the user wants them, its files as binary data if they are,
 * and `detailsError` and `fileError` for what could not be had; nothing if it turns out that it is not wanted
 */
export async function begin(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const given = filtersOf((name) => context.getNodeParameter(name, 0, undefined));
	const known = withIds(given, staticDataOf(context).picked);
	const filters = known ?? withIds(given, await picked(context.getNode(), given, await connect(context))) ?? given;
	const addDetails = context.getNodeParameter('addDetails', 0, true) === true;
	const { resumeWaiting, downloadFiles, largestFile } = context.getNodeParameter('options', 0, {}) as Options;
	const message = hintOn(context.getWorkflowStaticData('node'));
	if (message !== undefined) context.addExecutionHints({ message, location: 'outputPane' });
	const begun = context.getInputData().map(async ({ json }, item) => {
		const { session, ...content } = json;
		const event: Event = {
			eventType: json.event as string,
			date: json.date as string,
			content: json.content as IDataObject,
		};
		const fingerprint = fingerprintOf(event);
		if (fingerprint !== undefined && !(await isNewToN8n(context, fingerprint))) return [];

		// What could not be decided within the time in which the event was received.
		const mayBeReply = !session && resumeWaiting === true && isReply(event);
		const undecided: Detail[] = [];
		if (mayBeReply) undecided.push(...WHOSE);
		else if (!session && needsSession(event, filters)) undecided.push('session');
		if (needsCard(event, filters)) undecided.push('card');
		const wanted: Detail[] = addDetails ? ['session', 'card', 'contact'] : undecided;
		const details = await detailsOf(context, event, wanted, session ? { session: session as IDataObject } : {});
		context.getExecutionCancelSignal()?.throwIfAborted();
		if (mayBeReply && details.session) {
			const own = String(context.evaluateExpression('{{ $execution.resumeUrl }}', item));
			const detailsNow = async () => await detailsOf(context, event, WHOSE);
			if (await isPassedOn(context, own, event, details, detailsNow)) return [];
		}
		if ((undecided.length > 0 || !known) && !isWanted(event, filters, details)) return [];
		const { detailsError } = details;
		const shown = addDetails ? details : detailsError ? { detailsError } : {};
		const files = downloadFiles === true && isMessage(event) ? filesToFetch(event.content) : [];
		const service = async () => await connect(context);
		const { binary, fileError } = await filesToBegin(context, files, bytesAllowed(largestFile), service);
		const more = withoutAddresses({ ...shown, ...(fileError !== undefined && { fileError }) });
		return [{ json: { ...content, ...more }, ...(binary && { binary }), pairedItem: { item } }];
	});
	return (await Promise.all(begun)).flat();
}

/**
 * Fetches what an event speaks of, with the names of what it belongs to.
 * @param wanted what to fetch, as far as the event speaks of it
 * @param known what is there already
 * @param signal ends the attempt
 * @returns the records; if one cannot be had, the reason, and those that came before it
 */
export async function detailsOf(
	context: IExecuteFunctions | IWebhookFunctions,
	event: Event,
	wanted: readonly Detail[],
	known: Records = {},
	signal?: AbortSignal,
): Promise<Details> {
	const details: Details = { ...known };
	if (wanted.length === 0) return details;
	try {
		const client = await connect(context, signal);
		for (const detail of wanted) {
			const record = details[detail] ?? (await fetchers[detail](client, event, details));
			if (record) details[detail] = record;
		}
	} catch (error) {
		// What cannot be had does not cost the event.
		details.detailsError = explained(error);
	}
	return details;
}

/** How each detail is asked for; undefined if the event does not say which it is. */
const fetchers: Record<Detail, (client: Client, event: Event, known: Records) => Promise<IDataObject | undefined>> = {
	session: async ({ send }, event) => {
		const id = sessionIdOf(event);
		if (id === undefined) return undefined;
		const session = await send({
			endpoint: 'GET /chat/v2/session/{id}',
			path: { id },
			query: { includeDetails: ['AgentDetails', 'ChannelDetails', 'ClassificationDetails', 'DepartmentsDetails'] },
		});
		return withContractFields(session);
	},
	card: async ({ send }, event) => {
		const id = cardIdOf(event);
		if (id === undefined) return undefined;
		return await send({
			endpoint: 'GET /crm/v2/panel/card/{id}',
			path: { id },
			query: {
				IncludeDetails: ['PanelTitle', 'StepTitle', 'StepPhase', 'ResponsibleUser', 'Contacts', 'CustomFields'],
			},
		});
	},
	contact: async ({ send }, event, { session }) => {
		const id = contactIdOf(event) ?? session?.contactId;
		if (typeof id !== 'string') return undefined;
		return await send({
			endpoint: 'GET /core/v1/contact/{id}',
			path: { id },
			query: { IncludeDetails: ['CustomFields', 'Portfolios', 'Tags'] },
		});
	},
};
