import { operation } from '../operation';
import { listQuery, onlyDateFilters, onlySorting } from '../../fields/list';
import { sessionNoteSummary } from '../../fields/note';
import { sessionId } from '../../fields/session';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many session notes',
	description: 'Retrieve the internal notes of a session, which the contact does not see',
	endpoint: 'GET /chat/v1/session/{id}/note',
	properties: [sessionId, onlyDateFilters, onlySorting],
	paging: 'PageNumber',
	request: ({ sessionId, filters, options }) => ({
		path: { id: sessionId },
		query: listQuery(filters, options),
	}),
	simplify: sessionNoteSummary,
});
