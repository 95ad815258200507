import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { PAGE_SIZE } from '../transport/paging';
import { ask, matches } from './ask';
import { nameOf, pageAfter } from './results';

// What goes on by itself in an account: sequences, scheduled messages, webhooks.

/** Sequences by name; the service does the searching. */
export async function searchSequences(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await ask(this, {
		endpoint: 'GET /chat/v1/sequence',
		query: { Name: filter?.trim(), PageNumber: pageNumber, PageSize: PAGE_SIZE },
	});
	return {
		results: (page.items ?? []).map(({ id, name }) => ({ name: name ?? id ?? '', value: id ?? '' })),
		paginationToken: pageAfter(page, pageNumber),
	};
}

/** Scheduled messages that have not gone out, the next one first, by recipient, template or chatbot. */
export async function searchScheduledMessages(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await ask(this, {
		endpoint: 'GET /chat/v1/scheduled-message',
		query: {
			Status: 'SCHEDULED',
			IncludeDetails: ['Contact', 'Template', 'Chatbot'],
			OrderBy: 'Scheduling',
			OrderDirection: 'ASCENDING',
			PageNumber: pageNumber,
			PageSize: PAGE_SIZE,
		},
	});
	return {
		results: (page.items ?? [])
			.map(({ id = '', scheduling, contact, template, chatbot }) => {
				const recipient = contact?.name ?? contact?.phonenumberFormatted ?? contact?.instagram;
				const at = scheduling?.slice(0, 16).replace('T', ' ');
				return { name: nameOf(recipient, template?.name ?? chatbot?.name, at && `${at} UTC`), value: id };
			})
			.filter(({ name }) => matches(filter, name)),
		paginationToken: pageAfter(page, pageNumber),
	};
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
