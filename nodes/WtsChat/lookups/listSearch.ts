import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { Answer } from '../../../contract';
import { PAGE_SIZE } from '../transport/paging';
import { ask, matches } from './ask';
import { nameOfChannel } from './names';

export { searchAgents, searchPortfolios, searchTags } from './company';
export { searchAllUsers, searchUsers } from './users';
export { searchScheduledMessages, searchSequences, searchWebhookSubscriptions } from './automation';
export {
	searchCardNotes,
	searchCards,
	searchLostReasons,
	searchLostReasonsOfCard,
	searchPanels,
	searchSteps,
	searchStepsOfCard,
} from './panels';
export { searchAuthenticationTemplates, searchTemplates } from './templates';

type Session = NonNullable<Answer<'GET /chat/v2/session'>['items']>[number];

// A search that finds little goes on through this many pages before it shows what it has.
const PAGES_PER_SEARCH = 5;

/** Sessions that are not completed, most recently active first, by contact, phone number or session number. */
export async function searchOpenSessions(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const results: INodeListSearchItems[] = [];
	let pageNumber = Number(paginationToken ?? 1);
	const last = pageNumber + PAGES_PER_SEARCH;
	while (pageNumber < last && results.length < PAGE_SIZE / 4) {
		const page = await ask(this, {
			endpoint: 'GET /chat/v2/session',
			query: {
				Status: ['STARTED', 'PENDING', 'IN_PROGRESS'],
				IncludeDetails: ['ContactDetails'],
				OrderBy: 'LastInteractionAt',
				OrderDirection: 'DESCENDING',
				PageNumber: pageNumber++,
				PageSize: PAGE_SIZE,
			},
		});
		const found = (page.items ?? []).filter(({ title, number, contactDetails: contact }) =>
			matches(filter, contact?.name, contact?.phonenumber, contact?.phonenumberFormatted, title, number),
		);
		results.push(...found.map((session) => ({ name: nameOfSession(session), value: session.id ?? '' })));
		if (!page.hasMorePages) return { results };
	}
	return { results, paginationToken: String(pageNumber) };
}

function nameOfSession({ contactDetails: contact, title, number, status }: Session): string {
	const who = contact?.name ?? contact?.phonenumberFormatted ?? contact?.phonenumber ?? title ?? 'Unknown contact';
	return [who, number, status?.replace('_', ' ').toLowerCase()].filter(Boolean).join(' · ');
}

/** Contacts by name, phone number, email or Instagram name; the service does the searching. */
export async function searchContacts(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await ask(this, {
		endpoint: 'POST /core/v1/contact/filter',
		body: { textFilter: filter?.trim() || null, pageNumber, pageSize: PAGE_SIZE },
	});
	return {
		results: (page.items ?? []).map(({ id, name, phoneNumberFormatted, phoneNumber, instagram, email }) => ({
			name: [name, phoneNumberFormatted ?? phoneNumber ?? instagram ?? email].filter(Boolean).join(' · '),
			value: id ?? '',
		})),
		paginationToken: page.hasMorePages ? String(pageNumber + 1) : undefined,
	};
}

/** Channels by name or number; what is connected to WhatsApp, Instagram or Messenger. */
export async function searchChannels(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const channels = await ask(this, { endpoint: 'GET /chat/v1/channel' });
	return sorted(
		channels
			.filter(({ identity, number, numberFormatted }) =>
				matches(filter, identity?.displayName, identity?.humanId, number, numberFormatted),
			)
			.map((channel) => ({ name: nameOfChannel(channel), value: channel.id ?? '' })),
	);
}

/** Chatbots that the API may start, by name. Their value is the key, which is what sends take (observed.md §8). */
export async function searchChatbots(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const pageNumber = Number(paginationToken ?? 1);
	const page = await ask(this, {
		endpoint: 'GET /chat/v1/chatbot',
		query: {
			Name: filter?.trim(),
			AutomationUsages: ['Api'],
			PublishStatuses: ['Ready'],
			PageNumber: pageNumber,
			PageSize: PAGE_SIZE,
		},
	});
	return {
		results: (page.items ?? []).map(({ key, name }) => ({ name: name ?? key ?? '', value: key ?? '' })),
		paginationToken: page.hasMorePages ? String(pageNumber + 1) : undefined,
	};
}

export async function searchDepartments(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const departments = await ask(this, { endpoint: 'GET /core/v2/department' });
	return sorted(
		departments
			.filter(({ name }) => matches(filter, name))
			.map(({ id, name }) => ({ name: name ?? id ?? '', value: id ?? '' })),
	);
}

function sorted(results: INodeListSearchItems[]): INodeListSearchResult {
	return { results: results.sort((a, b) => a.name.localeCompare(b.name)) };
}
