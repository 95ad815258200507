import type { Panel } from '../account.mts';
import { customFieldViews } from '../custom-fields.mts';
import { formError } from '../errors.mts';
import { byDates, containsText, fromQuery, page, withinDates, type Orders } from '../paging.mts';
import { findPanel, panelView } from '../panels.mts';
import type { Handlers } from '../handler.mts';

const orders: Orders<Panel> = { ...byDates, title: ({ title }) => title };

const lostReasonOrders: Orders<Panel['lostReasons'][number]> = {
	...byDates,
	description: ({ description }) => description,
};

export const panel = {
	panelGet: (account, { path, query }) => panelView(account, findPanel(account, path.id), query.IncludeDetails),

	panelList: (account, { query }) => {
		const matches = [...account.panels.values()].filter(
			(panel) =>
				(query.Title === undefined || containsText(panel.title, query.Title)) &&
				(query.Type === undefined || panel.type === query.Type) &&
				withinDates(panel, query),
		);
		return page(account, matches, fromQuery(query), orders, (panel) => panelView(account, panel, query.IncludeDetails));
	},

	panelListCustomFields: (account, { path, query }) =>
		customFieldViews(account, 'PANEL', { scopeId: findPanel(account, path.id).id, nested: query.NestedList }),

	panelListLostReasons: (account, { path, query }) => {
		const panel = findPanel(account, path.id);
		if (panel.type !== 'SALES') throw formError('Motivos de perda existem somente em painéis de vendas');
		const matches = panel.lostReasons.filter((reason) => withinDates(reason, query));
		return page(account, matches, fromQuery(query), lostReasonOrders, (reason) => reason);
	},
} satisfies Handlers;
