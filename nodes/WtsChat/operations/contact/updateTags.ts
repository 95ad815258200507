import { UserError } from 'n8n-workflow';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import {
	changedContact,
	contactOrPhone,
	contactPath,
	contactSummary,
	tagNames,
	tagOperation,
	tagsOf,
} from '../../fields/contact';
import { tags } from '../../fields/pick';

export const updateTags = operation({
	name: 'Update Tags',
	value: 'updateTags',
	action: 'Update tags of contact',
	description: 'Put tags on a contact, take them off, or replace all of them',
	endpoint: ['POST /core/v1/contact/{id}/tags', 'POST /core/v1/contact/phonenumber/{phone}/tags'],
	properties: [
		contactOrPhone,
		tagOperation,
		{ ...tags, mayCreate: true, whenEmptied: 'clear' },
		collection.options([{ ...tagNames, mayCreate: true, whenEmptied: 'refuse' }]),
	],
	repeatable: true,
	request: ({ contactId, tagOperation, tagIds, options }) => {
		const path = contactPath(contactId);
		const tags = tagsOf({ tagIds, tagNames: options.tagNames });
		if (!tags.tagIds?.length && tagOperation !== 'ReplaceAll') {
			throw new UserError('No tags are given', {
				description: "Choose 'Tag Names or IDs', or add 'Tag Names' to the options.",
			});
		}
		const body = { ...tags, operation: tagOperation };
		return 'id' in path
			? { endpoint: 'POST /core/v1/contact/{id}/tags', path, body }
			: { endpoint: 'POST /core/v1/contact/phonenumber/{phone}/tags', path, body };
	},
	output: changedContact,
	simplify: [...contactSummary, 'tagIds'],
});
