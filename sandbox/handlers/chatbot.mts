import type { Chatbot } from '../account.mts';
import { startChatbot } from '../chatbots.mts';
import { byDates, containsText, fromQuery, page, withinDates, type Orders } from '../paging.mts';
import { sessionView } from '../sessions.mts';
import type { Handlers } from '../handler.mts';

const orders: Orders<Chatbot> = { ...byDates, name: ({ name }) => name };

/** Whether a list filter lets something through: without values it lets everything, else what it shares one with. */
const shares = <T,>(wanted: readonly T[] | undefined, values: readonly T[]) =>
	wanted === undefined || wanted.some((value) => values.includes(value));

export const chatbot = {
	chatbotList: (account, { query }) => {
		const matches = [...account.chatbots.values()].filter(
			(chatbot) =>
				(query.Name === undefined || containsText(chatbot.name, query.Name)) &&
				shares(query.Types, [chatbot.type]) &&
				shares(query.ChannelIds, chatbot.channelIds ?? []) &&
				shares(query.DefaultDepartmentIds, [chatbot.defaultDepartmentId]) &&
				// The filter writes Not_Published, the answer NOT_PUBLISHED (contract).
				shares(
					query.PublishStatuses?.map((status) => status.toUpperCase()),
					[chatbot.publishStatus ?? ''],
				) &&
				shares(query.AutomationUsages, chatbot.automationUsage ?? []) &&
				withinDates(chatbot, query),
		);
		return page(account, matches, fromQuery(query), orders, (chatbot) => chatbot);
	},

	chatbotSend: (account, { body }) => sessionView(account, startChatbot(account, body)),
} satisfies Handlers;
