import type { Named } from './account.mts';
import type { Expected } from './wtsNodes.mts';

/** A request as somebody makes it with an HTTP Request node. */
export interface HttpCase {
	/** What the node sends. */
	asks: (of: Named) => Expected;
	/** What ours sends in its place, if it is not the same. */
	sends?: (of: Named) => Expected;
	/** Why it is not the same. */
	differs?: string;
}

const digits = (phone: string) => phone.replace(/\D/g, '');
const page = { PageNumber: '1', PageSize: '20' };
const dates = {
	'CreatedAt.After': '2026-01-01T00:00:00.000Z',
	'CreatedAt.Before': '2026-12-01T00:00:00.000Z',
	OrderBy: 'CreatedAt',
	OrderDirection: 'DESCENDING',
};

/** Requests to endpoints that neither of the other packages knows, and some that they know in other words. */
export const httpCases: readonly HttpCase[] = [
	{ asks: (of) => ({ method: 'GET', path: `/chat/v1/session/${of.session}/note`, query: { ...page, ...dates } }) },
	{
		asks: (of) => ({
			method: 'POST',
			path: `/chat/v1/session/${of.session}/note`,
			body: { text: 'Ligou', filesUrls: ['https://example.com/a.pdf'], filesIds: [] },
		}),
	},
	{
		asks: (of) => ({
			method: 'GET',
			path: '/chat/v1/template',
			query: { ChannelId: of.channel, ApprovedOnly: 'true', Name: 'boas', IncludeDetails: 'Params', ...page },
		}),
	},
	{ asks: (of) => ({ method: 'POST', path: '/chat/v1/send/typing', body: { sessionId: of.session } }) },
	{
		asks: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/text',
			body: { sessionId: of.session, text: 'Olá', senderId: 'a-1', delayTyping: 3 },
		}),
	},
	{
		asks: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/document',
			body: {
				to: digits(of.phone),
				from: of.channel,
				fileIdOrUrl: 'https://example.com/nota',
				text: 'A nota',
				callbackUrl: 'https://example.com/done',
				options: { enableBot: true, user: { id: of.user }, department: { name: of.departmentName } },
			},
		}),
		sends: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/document',
			body: {
				to: digits(of.phone),
				from: of.channel,
				fileIdOrUrl: 'https://example.com/nota',
				text: 'A nota',
				callbackUrl: 'https://example.com/done',
				options: { enableBot: true, user: { id: of.user }, department: { id: of.department } },
			},
		}),
		differs: 'Names are looked up.',
	},
	{
		asks: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/template',
			body: {
				to: digits(of.phone),
				from: of.channel,
				templateId: of.template,
				parameters: { [of.templateParameter]: 'Ana' },
				sessionMetadata: { pedido: '7045' },
				options: {},
			},
		}),
	},
	{
		asks: (of) => ({
			method: 'POST',
			path: '/chat/v1/send/chatbot',
			body: { botKey: of.bot, to: digits(of.phone), from: of.channel, options: {}, senderId: 'a-2' },
		}),
	},
	{ asks: (of) => ({ method: 'GET', path: `/crm/v1/panel/${of.panel}/custom-fields`, query: { NestedList: 'true' } }) },
	{ asks: (of) => ({ method: 'GET', path: `/crm/v1/panel/${of.panel}/lost-reason`, query: { ...page, ...dates } }) },
	{
		asks: (of) => ({
			method: 'PUT',
			path: `/crm/v1/panel/card/${of.card}`,
			body: { fields: ['Archived', 'MonetaryAmount'], archived: true, monetaryAmount: null },
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/crm/v3/panel/card/${of.card}`,
			body: { fields: ['MonetaryAmount', 'Status'], status: 'ARCHIVED', monetaryAmount: null },
		}),
		differs: 'The third version of the endpoint.',
	},
	{ asks: () => ({ method: 'GET', path: '/core/v1/agent' }) },
	{ asks: (of) => ({ method: 'GET', path: `/core/v1/agent/${of.agent}` }) },
	{
		asks: () => ({
			method: 'POST',
			path: '/core/v1/agent',
			body: { name: 'Bia', profile: 'Agent', email: 'bia@example.com', availability: 'AVAILABLE' },
		}),
	},
	{
		asks: (of) => ({
			method: 'PUT',
			path: `/core/v1/agent/${of.agent}`,
			body: { fields: ['Name', 'ShortName'], name: 'Ana Souza', shortName: 'Ana' },
		}),
	},
	{ asks: (of) => ({ method: 'POST', path: `/core/v1/agent/${of.agent}/status`, body: { status: 'Blocked' } }) },
	{ asks: (of) => ({ method: 'POST', path: `/core/v1/agent/${of.agent}/logout` }) },
	{
		asks: (of) => ({
			method: 'POST',
			path: `/core/v1/agent/${of.agent}/departments`,
			body: { action: 'Upsert', items: [{ departmentId: of.department, isAgent: true, isSupervisor: false }] },
		}),
	},
	{
		asks: (of) => ({
			method: 'DELETE',
			path: `/core/v1/agent/${of.agent}`,
			body: { sessionResolution: 'RETURN_TO_PENDING' },
		}),
	},
	{
		asks: () => ({
			method: 'POST',
			path: '/core/v1/department',
			body: { name: 'Pós-venda', isDefault: false, channelsConfig: { scope: 'ALL' } },
		}),
	},
	{ asks: () => ({ method: 'GET', path: '/core/v1/company/officehours' }) },
	{ asks: () => ({ method: 'GET', path: '/core/v1/tag/color' }) },
	{ asks: () => ({ method: 'POST', path: '/core/v1/tag', body: { name: 'Nova', color: 'BLUE_100' } }) },
	{ asks: (of) => ({ method: 'PUT', path: `/core/v1/tag/${of.tag}`, body: { name: 'VIP 2', color: 'RED_100' } }) },
	{ asks: (of) => ({ method: 'DELETE', path: `/core/v1/tag/${of.tag}`, body: { removeFromContacts: true } }) },
	{
		asks: (of) => ({
			method: 'PUT',
			path: `/core/v2/contact/${of.contact}`,
			body: { fields: ['Name', 'Tags', 'Email'], name: 'Ana', tagNames: [of.tagName], email: null },
		}),
		sends: (of) => ({
			method: 'PUT',
			path: `/core/v2/contact/${of.contact}`,
			body: {
				fields: ['Email', 'Name', 'Tags'],
				name: 'Ana',
				tagIds: [of.tag],
				email: null,
				options: { tagsOperation: 'ReplaceAll' },
			},
		}),
		differs: 'What the service does with tags without being told is said, and names are looked up.',
	},
];
