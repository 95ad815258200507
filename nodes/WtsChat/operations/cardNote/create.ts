import { UserError } from 'n8n-workflow';
import { operation } from '../operation';
import { cardId } from '../../fields/card';
import { collection } from '../../fields/collection';
import { fileUrls, noteText } from '../../fields/note';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create card note',
	description: 'Put a note on a card, with a text, files or both',
	endpoint: 'POST /crm/v1/panel/card/{cardId}/note',
	properties: [
		cardId,
		noteText,
		collection.additionalFields([
			{ ...fileUrls, description: 'Public addresses of up to three files of at most 25 MB to attach' },
		]),
	],
	request: ({ cardId, text, additionalFields: { fileUrls = [] } }) => {
		if (!text && fileUrls.length === 0) throw new UserError('The note is empty', { description: "Fill in 'Text', or add 'File URLs'." });
		return { path: { cardId }, body: { text, fileUrls } };
	},
});
