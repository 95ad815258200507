import { operation } from '../operation';
import { cardId } from '../../fields/card';
import { dateQuery, limit, onlyDateFilters, onlySorting, returnAll, sortingQuery } from '../../fields/list';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many card notes',
	description: 'Retrieve the notes of a card',
	endpoint: 'GET /crm/v1/panel/card/{cardId}/note',
	properties: [cardId, returnAll, limit, onlyDateFilters, onlySorting],
	paging: 'PageNumber',
	request: ({ cardId, filters, options }) => ({
		path: { cardId },
		query: { ...dateQuery(filters), ...sortingQuery(options) },
	}),
});
