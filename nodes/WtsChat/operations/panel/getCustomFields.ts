import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { panelId } from '../../fields/panel';

export const getCustomFields = operation({
	name: 'Get Custom Fields',
	value: 'getCustomFields',
	action: 'Get custom fields of panel',
	description: 'Retrieve the custom fields that the cards of a panel have, with their keys, types and options',
	endpoint: 'GET /crm/v1/panel/{id}/custom-fields',
	properties: [
		panelId,
		collection.options([
			{
				displayName: 'Nested List',
				name: 'nestedList',
				type: 'boolean',
				default: false,
				description: 'Whether to put fields that belong to a group inside of it',
			},
		]),
	],
	paging: 'whole',
	request: ({ panelId, options }) => ({ path: { id: panelId }, query: { NestedList: options.nestedList } }),
	simplify: ['id', 'name', 'key', 'type', 'required', 'options', 'position', 'parentId', 'children'],
});
