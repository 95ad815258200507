import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { color, tagName } from '../../fields/tag';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create tag',
	description: 'Make a label that can be put on contacts',
	endpoint: 'POST /core/v1/tag',
	properties: [tagName, collection.additionalFields([color])],
	request: ({ name, additionalFields }) => ({ body: { name, color: additionalFields.color } }),
});
