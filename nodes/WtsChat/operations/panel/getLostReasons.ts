import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { listOptions, listQuery, onlyDateFilters } from '../../fields/list';
import { panelId } from '../../fields/panel';

export const getLostReasons = operation({
	name: 'Get Lost Reasons',
	value: 'getLostReasons',
	action: 'Get lost reasons of panel',
	description: 'Retrieve the reasons for which a card of a sales panel can be lost; other panels have none',
	endpoint: 'GET /crm/v1/panel/{id}/lost-reason',
	properties: [panelId, onlyDateFilters, collection.options(listOptions('Description'))],
	paging: 'PageNumber',
	request: ({ panelId, filters, options }) => ({
		path: { id: panelId },
		query: listQuery(filters, options),
	}),
});
