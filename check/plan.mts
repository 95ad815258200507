import type { Answers } from './answers.mts';
import type { Inquiry, Parts } from './inquiry.mts';

/** The most requests that a check may send, those that are repeated after a 429 among them. */
export const MOST_REQUESTS = 60;

/** An ID that no record has. */
export const unknownId = '00000000-0000-4000-8000-000000000000';

/** Asks with the first ID that an earlier answer gave. */
const idFrom =
	(source: string, field = 'id', part = 'id') =>
	(answers: Answers): Parts | undefined => {
		const id = answers.first(source, field);
		return id === undefined ? undefined : { [part]: id };
	};

const list = (name: string, path: string, query?: string): Inquiry => ({
	name,
	method: 'GET',
	path,
	query,
	isReading: true,
});
const one = (name: string, path: string, source: string, needs: string, query?: string, part = 'id'): Inquiry => ({
	...list(name, path, query),
	needs,
	parts: idFrom(source, 'id', part),
});
const panelWith = (
	answers: Answers,
	fits?: (record: Readonly<Record<string, unknown>>) => boolean,
): Parts | undefined => {
	const id = answers.first('panels', 'id', fits);
	return id === undefined ? undefined : { id };
};

const details = (name: string, ...values: string[]) => values.map((value) => `${name}=${value}`).join('&');
const sessionDetails = [
	'AgentDetails',
	'DepartmentsDetails',
	'ContactDetails',
	'ChannelTypeDetails',
	'ClassificationDetails',
	'ChannelDetails',
];
const contactDetails = details('IncludeDetails', 'Tags', 'CustomFields', 'Portfolios');
const cardDetails = details(
	'IncludeDetails',
	'PanelTitle',
	'StepTitle',
	'StepPhase',
	'ResponsibleUser',
	'Contacts',
	'CustomFields',
	'LostReason',
);
const scheduledDetails = ['Contact', 'Channel', 'User', 'Department', 'Template', 'Chatbot'];

/** A contact whose name has an accent in it, and a search for which the accent counts. */
export function accented(answers: Answers): { name: string; plain: string } | undefined {
	const plainOf = (text: string) => text.normalize('NFD').replace(/\p{Diacritic}/gu, '');
	for (const { name } of answers.records('contacts')) {
		if (typeof name !== 'string') continue;
		const word = name.split(/\s+/).find((part) => part.length > 2 && plainOf(part) !== part.normalize('NFD'));
		if (word !== undefined) return { name: word, plain: plainOf(word) };
	}
	return undefined;
}

/** The digits of a contact's phone number. */
function phoneOf(answers: Answers): string | undefined {
	const number = answers.first('contacts', 'phoneNumber', ({ phoneNumber }) =>
		/\d{8}/.test(String(phoneNumber).replace(/\D/g, '')),
	);
	return number?.replace(/\D/g, '');
}
const phone = (answers: Answers): Parts | undefined => {
	const digits = phoneOf(answers);
	return digits === undefined ? undefined : { phone: digits };
};

/** Each reading operation of the contract once: those first that any key may read. */
const readings: readonly Inquiry[] = [
	list('tags', '/core/v1/tag'),
	list('webhook events', '/core/v1/webhook/event'),
	list('webhook subscriptions', '/core/v1/webhook/subscription'),
	one('webhook subscription', '/core/v1/webhook/subscription/{id}', 'webhook subscriptions', 'a webhook subscription'),
	list('tag colors', '/core/v1/tag/color'),
	list('office hours', '/core/v1/company/officehours'),
	list('agents', '/core/v1/agent'),
	one('agent', '/core/v1/agent/{id}', 'agents', 'an agent'),
	list('departments', '/core/v2/department'),
	one('department', '/core/v1/department/{id}', 'departments', 'a department', 'includeDetails=All'),
	one('channels of a department', '/core/v1/department/{id}/channel', 'departments', 'a department'),
	list('custom fields of contacts', '/core/v1/contact/custom-field'),
	list('custom fields', '/core/v1/custom-field', 'EntityType=CONTACT&NestedList=true'),
	list('portfolios', '/core/v1/portfolio', `PageSize=100&${details('IncludeDetails', 'Departments', 'ContactCount')}`),
	one('contacts of a portfolio', '/core/v1/portfolio/{id}/contact', 'portfolios', 'a portfolio', 'PageSize=100'),
	list('contacts', '/core/v1/contact', `PageSize=100&${contactDetails}`),
	one('contact', '/core/v1/contact/{id}', 'contacts', 'a contact', contactDetails),
	{
		...list('contact by phone', '/core/v1/contact/phonenumber/{phone}'),
		needs: 'a contact with a phone number',
		parts: phone,
	},
	{
		...list('search for contacts', '/core/v1/contact/filter'),
		method: 'POST',
		body: { pageNumber: 1, pageSize: 100, name: '{name}' },
		needs: 'a contact with a name',
		parts: (answers) => {
			const name = accented(answers)?.name ?? answers.first('contacts', 'name');
			return name === undefined ? undefined : { name };
		},
	},
	list('channels', '/chat/v1/channel'),
	list('chatbots', '/chat/v1/chatbot', 'PageSize=100'),
	list('templates', '/chat/v1/template', `PageSize=100&${details('IncludeDetails', 'Params', 'File', 'Interactive')}`),
	list(
		'sequences',
		'/chat/v1/sequence',
		`PageSize=100&${details('IncludeDetails', 'ContactExecutingCount', 'ExecutionStats')}`,
	),
	one(
		'contacts of a sequence',
		'/chat/v2/sequence/{id}/contact',
		'sequences',
		'a sequence',
		'PageSize=100&IncludeDetails=ContactDetails',
	),
	list('sessions', '/chat/v2/session', `PageSize=100&${details('IncludeDetails', ...sessionDetails)}`),
	one('session', '/chat/v2/session/{id}', 'sessions', 'a session', details('includeDetails', ...sessionDetails)),
	one('messages of a session', '/chat/v1/session/{id}/message', 'sessions', 'a session', 'PageSize=100'),
	one('messages', '/chat/v1/message', 'sessions', 'a session', 'PageSize=100&SessionId={id}'),
	one('message', '/chat/v1/message/{id}', 'messages of a session', 'a message'),
	one('status of a message', '/chat/v1/message/{id}/status', 'messages of a session', 'a message'),
	one('notes of a session', '/chat/v1/session/{id}/note', 'sessions', 'a session', 'PageSize=100'),
	one('note of a session', '/chat/v1/session/note/{id}', 'notes of a session', 'a note in the first session'),
	list(
		'scheduled messages',
		'/chat/v1/scheduled-message',
		`PageSize=100&${details('IncludeDetails', ...scheduledDetails)}`,
	),
	one(
		'scheduled message',
		'/chat/v1/scheduled-message/{id}',
		'scheduled messages',
		'a scheduled message',
		details('includeDetails', ...scheduledDetails),
	),
	list(
		'panels',
		'/crm/v2/panel',
		`PageSize=100&${details('IncludeDetails', 'Tags', 'Steps', 'StepsCardCount', 'PanelCardOverdueCount')}`,
	),
	one(
		'panel',
		'/crm/v1/panel/{id}',
		'panels',
		'a panel',
		details('IncludeDetails', 'Tags', 'Steps', 'StepsFields', 'StepsCardCount'),
	),
	one('custom fields of a panel', '/crm/v1/panel/{id}/custom-fields', 'panels', 'a panel'),
	{
		...list('lost reasons', '/crm/v1/panel/{id}/lost-reason'),
		needs: 'a sales panel',
		parts: (answers) => panelWith(answers, ({ type }) => type === 'SALES'),
	},
	{
		...list('cards', '/crm/v2/panel/card', `PanelId={id}&PageSize=100&${cardDetails}`),
		needs: 'a panel',
		parts: (answers) => panelWith(answers),
	},
	one('card', '/crm/v2/panel/card/{id}', 'cards', 'a card', cardDetails),
	one('notes of a card', '/crm/v1/panel/card/{cardId}/note', 'cards', 'a card', 'PageSize=100', 'cardId'),
	list('status of an unknown send', `/chat/v1/send/message/${unknownId}`),
	list('status of an unknown chatbot start', `/chat/v1/send/chatbot/${unknownId}`),
	list('status of an unknown one-time password', `/chat/v1/send/otp/${unknownId}`),
];

const ask = (name: string, path: string, query?: string): Inquiry => ({ name, method: 'GET', path, query });

/** What the contract leaves open: requests that depart from it on purpose, or whose answer is compared with another. */
const questions: readonly Inquiry[] = [
	ask('contacts, PageNumber', '/core/v1/contact', 'PageSize=2&PageNumber=2'),
	ask('contacts, Page', '/core/v1/contact', 'PageSize=2&Page=2'),
	ask('sessions, PageNumber', '/chat/v2/session', 'PageSize=2&PageNumber=2'),
	ask('sessions, Page', '/chat/v2/session', 'PageSize=2&Page=2'),
	ask('page size 101', '/core/v1/contact', 'PageSize=101'),
	ask('page 0', '/core/v1/contact', 'PageSize=2&PageNumber=0'),
	ask('small letters', '/core/v1/contact', 'pagesize=1'),
	ask('comma', '/chat/v2/session', 'PageSize=100&Status=IN_PROGRESS,COMPLETED'),
	ask('unknown session', `/chat/v2/session/${unknownId}`),
	ask('ID that is none', '/chat/v2/session/not-an-id'),
	ask('unknown value', '/core/v1/contact', 'PageSize=1&IncludeDetails=Nonsense'),
	{
		...ask('phone with +', '/core/v1/contact/phonenumber/{phone}'),
		needs: 'a contact with a phone number',
		parts: (answers) => {
			const digits = phoneOf(answers);
			return digits === undefined ? undefined : { phone: `+${digits}` };
		},
	},
	{
		...ask('search without accents', '/core/v1/contact/filter'),
		method: 'POST',
		body: { pageNumber: 1, pageSize: 100, name: '{name}' },
		needs: 'a contact whose name has an accent',
		parts: (answers) => {
			const found = accented(answers);
			return found === undefined ? undefined : { name: found.plain };
		},
	},
	{ ...ask('key without Bearer', '/core/v1/tag'), authorization: 'without Bearer' },
];

/** All that is asked, in its order. It only reads: `POST /core/v1/contact/filter` is a search. */
export const plan: readonly Inquiry[] = [...readings, ...questions];

/** What `--write` sends for a session of one's own: it is completed twice. */
export const completions: readonly Inquiry[] = ['first completion', 'second completion'].map((name) => ({
	name,
	method: 'PUT',
	path: '/chat/v1/session/{id}/complete',
	body: { reactivateOnNewMessage: false, stopBotInExecution: false },
	isReading: true,
}));
