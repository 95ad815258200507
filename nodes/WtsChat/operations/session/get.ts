import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { ifNotFound } from '../../fields/result';
import { includeSessionDetails, sessionId, sessionSummary, sessionWith } from '../../fields/session';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get session',
	description: 'Retrieve one session by its ID',
	endpoint: 'GET /chat/v2/session/{id}',
	properties: [sessionId, collection.options([ifNotFound, includeSessionDetails])],
	request: ({ sessionId, options }) => ({
		path: { id: sessionId },
		query: { includeDetails: options.includeDetails },
	}),
	output: (session, { options }) => sessionWith(session, options.includeDetails),
	simplify: sessionSummary,
});
