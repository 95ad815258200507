import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { changeOptions, dateFilters, listOptions, listQuery } from '../../fields/list';
import { messageSummary, messageWith } from '../../fields/message';
import { sessionId } from '../../fields/session';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many messages of session',
	description: 'Retrieve the messages of a session, narrowed down by filters',
	endpoint: 'GET /chat/v1/session/{id}/message',
	properties: [
		{ ...sessionId, description: 'The conversation whose messages to retrieve' },
		collection.filters(dateFilters),
		collection.options([...changeOptions, ...listOptions('Timestamp')]),
	],
	paging: 'PageNumber',
	output: messageWith,
	simplify: messageSummary,
	request: ({ sessionId, filters, options }) => ({
		path: { id: sessionId },
		query: listQuery(filters, options),
	}),
});
