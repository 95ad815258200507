import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { Answer } from '../../../contract';
import { ask, matches } from './ask';
import { search, source } from './choices';
import { nameOfChannel } from './names';
import { nameOf } from './results';

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

/** Sessions that are not completed, most recently active first, by contact, phone number or session number. */
export async function searchOpenSessions(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const sessions = source(
		{
			endpoint: 'GET /chat/v2/session',
			query: {
				Status: ['STARTED', 'PENDING', 'IN_PROGRESS'],
				IncludeDetails: ['ContactDetails'],
				OrderBy: 'LastInteractionAt',
				OrderDirection: 'DESCENDING',
			},
		},
		(session) => {
			const { title, number, contactDetails: contact } = session;
			return matches(filter, contact?.name, contact?.phonenumber, contact?.phonenumberFormatted, title, number)
				? [{ name: nameOfSession(session), value: session.id ?? '' }]
				: [];
		},
	);
	return await search(this, [sessions], paginationToken);
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
	const contacts = source(
		{ endpoint: 'POST /core/v1/contact/filter', body: { textFilter: filter?.trim() || null } },
		({ id, name, phoneNumberFormatted, phoneNumber, instagram, email }) => [
			{ name: nameOf(name, phoneNumberFormatted ?? phoneNumber ?? instagram ?? email), value: id ?? '' },
		],
		'body',
	);
	return await search(this, [contacts], paginationToken);
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
	const chatbots = source(
		{
			endpoint: 'GET /chat/v1/chatbot',
			query: { Name: filter?.trim(), AutomationUsages: ['Api'], PublishStatuses: ['Ready'] },
		},
		({ key, name }) => [{ name: name ?? key ?? '', value: key ?? '' }],
	);
	return await search(this, [chatbots], paginationToken);
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
