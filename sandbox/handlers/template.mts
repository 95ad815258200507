import type { Template } from '../account.mts';
import { byDates, containsText, fromQuery, page, withinDates, type Orders } from '../paging.mts';
import type { Handlers } from '../handler.mts';

const orders: Orders<Template> = { ...byDates, name: ({ name }) => name };

/** The usage in a template that each value of the filter `Type` stands for. */
const usages = {
	QUICKREPLY: 'QUICKREPLY',
	ATTENDANCE: 'TEMPLATE',
	CAMPAIGN: 'TEMPLATE_CAMPAIGN',
	SEQUENCE: 'TEMPLATE_SEQUENCE',
	SCHEDULEDMESSAGE: 'TEMPLATE_SCHEDULED_MESSAGE',
	AUTHENTICATION: 'AUTHENTICATION',
} as const;

export const template = {
	templateList: (account, { query }) => {
		const matches = [...account.templates.values()].filter(
			(template) =>
				(query.Archived === undefined || template.archived === query.Archived) &&
				(query.Name === undefined || containsText(template.name, query.Name)) &&
				(query.SearchableText === undefined || containsText(template.text, query.SearchableText)) &&
				(query.ChannelId === undefined || template.channelId === query.ChannelId) &&
				(query.ApprovedOnly !== true || template.status === 'Approved') &&
				(query.Type === undefined || template.type.includes(usages[query.Type])) &&
				withinDates(template, query),
		);
		const withParams = query.IncludeDetails?.some((detail) => detail === 'Params' || detail === 'All') === true;
		return page(account, matches, fromQuery(query), orders, (template) => ({
			...template,
			params: withParams ? template.params : null,
		}));
	},
} satisfies Handlers;
