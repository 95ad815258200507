import type { Answer } from '../../../contract';
import type { SearchMethod } from '../fields/methods';
import { momentOf } from '../fields/date';
import { OPEN } from '../fields/session';
import { matches } from './ask';
import {
	agents,
	channels,
	chatbot,
	contact,
	departments,
	inUse,
	joined,
	named,
	panel,
	portfolios,
	tags,
	users,
} from './choices';
import { atOnce, byPages, source, type ListSearch } from './editorLists';
import { cardNotes, cards, lostReasons, lostReasonsOfCard, steps, stepsOfCard } from './panels';
import { responseKeys } from './responseKeys';
import { templates } from './templates';
import { usersOfChosenDepartment } from './users';

type Session = NonNullable<Answer<'GET /chat/v2/session'>['items']>[number];

/** What fills the lists of locators in the editor, and finds there what was typed. */
export const listSearch = {
	searchAgents: atOnce(agents),
	searchAllUsers: atOnce(users),
	searchAuthenticationTemplates: byPages(templates({ Type: 'AUTHENTICATION' })),
	searchCardNotes: byPages(cardNotes),
	searchCards: byPages(cards),
	searchChannels: atOnce(channels),
	/** Chatbots that the API may start. */
	searchChatbots: byPages((_directory, _context, filter) => [
		source(
			{
				endpoint: 'GET /chat/v1/chatbot',
				query: { Name: filter, AutomationUsages: ['Api'], PublishStatuses: ['Ready'] },
			},
			(record) => [chatbot(record)],
		),
	]),
	/** Contacts by name, phone number, email or Instagram name; the service does the searching. */
	searchContacts: byPages((_directory, _context, filter) => [
		source(
			{ endpoint: 'POST /core/v1/contact/filter', body: { textFilter: filter || null } },
			(record) => [contact(record)],
			'body',
		),
	]),
	searchDepartments: atOnce(departments),
	searchLostReasons: byPages(lostReasons),
	searchLostReasonsOfCard: byPages(lostReasonsOfCard),
	/** Sessions that are not completed, most recently active first, by contact, phone number or session number. */
	searchOpenSessions: byPages((_directory, _context, filter) => [
		source(
			{
				endpoint: 'GET /chat/v2/session',
				query: {
					Status: [...OPEN],
					IncludeDetails: ['ContactDetails'],
					OrderBy: 'LastInteractionAt',
					OrderDirection: 'DESCENDING',
				},
			},
			(session) => {
				const { id = '', title, number, contactDetails: contact } = session;
				return matches(filter, contact?.name, contact?.phonenumber, contact?.phonenumberFormatted, title, number)
					? [{ id, name: nameOfSession(session) }]
					: [];
			},
		),
	]),
	/** Panels by title; the service does the searching. */
	searchPanels: byPages((_directory, _context, filter) => [
		source({ endpoint: 'GET /crm/v2/panel', query: { Title: filter } }, (record) =>
			inUse(record) ? [panel(record)] : [],
		),
	]),
	searchPortfolios: atOnce(portfolios),
	searchResponseKeys: responseKeys,
	/** Scheduled messages that have not gone out, the next one first, by recipient, template or chatbot. */
	searchScheduledMessages: byPages((_directory, context, filter) => [
		source(
			{
				endpoint: 'GET /chat/v1/scheduled-message',
				query: {
					Status: 'SCHEDULED',
					IncludeDetails: ['Contact', 'Template', 'Chatbot'],
					OrderBy: 'Scheduling',
					OrderDirection: 'ASCENDING',
				},
			},
			({ id = '', scheduling, contact, template, chatbot: started }) => {
				const recipient = contact?.name ?? contact?.phonenumberFormatted ?? contact?.instagram;
				// n8n tells lists its own timezone and not the workflow's, so the offset stands beside the time.
				const at = momentOf(scheduling, 'UTC')?.setZone(context.getTimezone()).toFormat("yyyy-MM-dd HH:mm 'UTC'Z");
				const name = joined(recipient, template?.name ?? started?.name, at);
				return matches(filter, name) ? [{ id, name }] : [];
			},
		),
	]),
	/** Sequences by name; the service does the searching. */
	searchSequences: byPages((_directory, _context, filter) => [
		source({ endpoint: 'GET /chat/v1/sequence', query: { Name: filter } }, (sequence) => [named(sequence)]),
	]),
	searchSteps: byPages(steps),
	searchStepsOfCard: byPages(stepsOfCard),
	searchTags: atOnce(tags),
	searchTemplates: byPages(templates({})),
	searchUsers: atOnce(usersOfChosenDepartment),
	/** Webhook subscriptions by name or address. */
	searchWebhookSubscriptions: atOnce(async (directory) =>
		(await directory.list({ endpoint: 'GET /core/v1/webhook/subscription' }, 'whole')).map(
			({ id = '', name, url }) => ({
				id,
				name: name ?? '',
				label: joined(name, url && hostOf(url)),
				also: [url],
			}),
		),
	),
} as const satisfies Record<SearchMethod, ListSearch>;

function nameOfSession({ contactDetails: contact, title, number, status }: Session): string {
	const who = contact?.name ?? contact?.phonenumberFormatted ?? contact?.phonenumber ?? title ?? 'Unknown contact';
	return joined(who, number, status?.replace('_', ' ').toLowerCase());
}

/** The rest of such an address is often a secret. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : undefined);
