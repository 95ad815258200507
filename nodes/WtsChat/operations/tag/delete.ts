import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { tag } from '../../fields/pick';
import { deleted } from '../../fields/result';

export const deleteTag = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete tag',
	description: 'Delete a tag for good; one that contacts carry only if it may be taken off them',
	endpoint: 'DELETE /core/v1/tag/{id}',
	properties: [
		tag,
		collection.options([
			{
				displayName: 'Remove From Contacts',
				name: 'removeFromContacts',
				type: 'boolean',
				default: false,
				description:
					'Whether to take the tag off all contacts that carry it. Otherwise the service refuses to delete a tag that is in use.',
			},
		]),
	],
	request: ({ tagId, options }) => ({
		path: { id: tagId },
		body: { removeFromContacts: options.removeFromContacts ?? false },
	}),
	output: (_, { tagId }) => deleted(tagId),
});
