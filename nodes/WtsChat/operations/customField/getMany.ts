import { operation } from '../operation';
import { collection } from '../../fields/collection';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many custom fields',
	description:
		'Retrieve a list of the fields that the account has made for its contacts or for the cards of its panels',
	endpoint: ['GET /core/v1/contact/custom-field', 'GET /core/v1/custom-field'],
	properties: [
		{
			displayName: 'Of',
			name: 'entityType',
			type: 'options',
			options: [
				{ name: 'Contacts', value: 'CONTACT' },
				{ name: 'Panels', value: 'PANEL' },
			],
			default: 'CONTACT',
			description: 'What the fields belong to',
		},
		collection.options([
			{
				displayName: 'Inside Groups',
				name: 'nestedList',
				type: 'boolean',
				default: false,
				description: 'Whether fields of a group come inside it, as its children, instead of beside it',
			},
		]),
	],
	paging: 'whole',
	request: ({ entityType, options }) =>
		entityType === 'CONTACT'
			? { endpoint: 'GET /core/v1/contact/custom-field', query: { NestedList: options.nestedList } }
			: { endpoint: 'GET /core/v1/custom-field', query: { EntityType: entityType, NestedList: options.nestedList } },
	simplify: ['id', 'name', 'key', 'type', 'entityType', 'scopeId', 'parentId', 'required', 'options', 'children'],
});
