import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { meantBy } from '../fields/meant';
import { withContractFields } from '../fields/session';
import { isFromContact } from '../steps/message';
import type { Client } from '../transport/client';
import { connect } from '../transport/connect';
import { explained } from '../transport/words';
import type { Event } from '../waiting/event';
import { cardIdOf, contactIdOf, sessionIdOf } from './event';
import { byMoment, writtenOf } from './thought';
import type { Detail, Records } from './wanted';

/** What was fetched beside an event. */
export interface Details extends Records {
	/** Why something could not be fetched. */
	detailsError?: string;
}

/** How many earlier messages of a session are read at the most to find one of the contact. */
const MOST_READ = 500;

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
		// The workflow starts with the event all the same.
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
	earlier: async ({ list }, event) => {
		const id = sessionIdOf(event);
		const message = writtenOf(event.content);
		if (id === undefined || !message) return undefined;
		const query = { 'CreatedAt.Before': new Date(message.at).toISOString() };
		const call = { endpoint: 'GET /chat/v1/session/{id}/message', path: { id }, query } as const;
		for await (const one of list(call, 'PageNumber', MOST_READ, meantBy(call))) {
			const written = writtenOf({ ...one });
			if (written && isFromContact(one) && byMoment(written, message) < 0) return { id: written.id };
		}
		return {};
	},
};
