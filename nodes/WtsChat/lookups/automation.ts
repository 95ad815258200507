import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { ask, matches } from './ask';
import { search, source } from './choices';
import { nameOf } from './results';

// What goes on by itself in an account: sequences, scheduled messages, webhooks.

/** Sequences by name; the service does the searching. */
export async function searchSequences(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const sequences = source({ endpoint: 'GET /chat/v1/sequence', query: { Name: filter?.trim() } }, ({ id, name }) => [
		{ name: name ?? id ?? '', value: id ?? '' },
	]);
	return await search(this, [sequences], paginationToken);
}

/** Scheduled messages that have not gone out, the next one first, by recipient, template or chatbot. */
export async function searchScheduledMessages(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const scheduledMessages = source(
		{
			endpoint: 'GET /chat/v1/scheduled-message',
			query: {
				Status: 'SCHEDULED',
				IncludeDetails: ['Contact', 'Template', 'Chatbot'],
				OrderBy: 'Scheduling',
				OrderDirection: 'ASCENDING',
			},
		},
		({ id = '', scheduling, contact, template, chatbot }) => {
			const recipient = contact?.name ?? contact?.phonenumberFormatted ?? contact?.instagram;
			const at = scheduling?.slice(0, 16).replace('T', ' ');
			const name = nameOf(recipient, template?.name ?? chatbot?.name, at && `${at} UTC`);
			return matches(filter, name) ? [{ name, value: id }] : [];
		},
	);
	return await search(this, [scheduledMessages], paginationToken);
}

/** Webhook subscriptions by name or address. */
export async function searchWebhookSubscriptions(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const subscriptions = await ask(this, { endpoint: 'GET /core/v1/webhook/subscription' });
	return {
		results: subscriptions
			.filter(({ name, url }) => matches(filter, name, url))
			.map(({ id, name, url }) => ({ name: nameOf(name, url && hostOf(url)), value: id ?? '' }))
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}

/** The rest of such an address is often a secret. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : undefined);
