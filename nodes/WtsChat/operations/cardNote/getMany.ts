import { operation } from '../operation';
import { cardId } from '../../fields/card';
import { listQuery, onlyDateFilters, onlySorting } from '../../fields/list';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many card notes',
	description: 'Retrieve the notes of a card',
	endpoint: 'GET /crm/v1/panel/card/{cardId}/note',
	properties: [cardId, onlyDateFilters, onlySorting],
	paging: 'PageNumber',
	request: ({ cardId, filters, options }) => ({
		path: { cardId },
		query: listQuery(filters, options),
	}),
});
