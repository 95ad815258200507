import { operation } from '../operation';
import { dateFilters, dateQuery, limit, listOptions, returnAll, sortingQuery } from '../../fields/list';
import { messageEssentials } from '../../fields/message';
import { sessionId } from '../../fields/session';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many messages of session',
	description: 'Retrieve the messages of a session, narrowed down by filters',
	endpoint: 'GET /chat/v1/session/{id}/message',
	properties: [
		{ ...sessionId, description: 'The conversation whose messages to retrieve' },
		returnAll,
		limit,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			holds: 'filters',
			placeholder: 'Add filter',
			default: {},
			options: dateFilters,
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: listOptions,
		},
	],
	paging: 'PageNumber',
	simplify: messageEssentials,
	request: ({ sessionId, filters, options }) => ({
		path: { id: sessionId },
		query: { ...dateQuery(filters), ...sortingQuery(options) },
	}),
});
