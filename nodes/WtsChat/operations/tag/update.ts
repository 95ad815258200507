import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { tag } from '../../fields/pick';
import { color, tagName } from '../../fields/tag';

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update tag',
	description: 'Give a tag another name or color; contacts that carry it keep it',
	endpoint: 'PUT /core/v1/tag/{id}',
	properties: [
		tag,
		{ ...tagName, description: 'What the tag is to be called; its present name if only the color changes' },
		collection.updateFields([color]),
	],
	request: ({ tagId, name, updateFields }) => ({
		path: { id: tagId },
		body: { name, color: updateFields.color },
	}),
});
