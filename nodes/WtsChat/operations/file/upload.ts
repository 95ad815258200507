import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { binaryPropertyName, fileType } from '../../fields/file';

export const upload = operation({
	name: 'Upload',
	value: 'upload',
	action: 'Upload file',
	description: 'Upload a file of the item, and get the ID to send it by as often as needed',
	endpoint: ['POST /core/v2/file', 'GET /core/v2/file'],
	// To save it once more would harm nobody.
	repeatable: true,
	properties: [
		binaryPropertyName,
		fileType,
		collection.options([
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. invoice.pdf',
				description: 'Another name for the file, with its extension',
			},
		]),
		// Not for the user: the file's ID between the upload and its being saved.
		{ displayName: 'Temporary File ID', name: 'tempFileId', type: 'hidden', default: '' },
	],
	prepare: async ({ binaryPropertyName, fileType, options }, { store }) => ({
		tempFileId: await store(binaryPropertyName, fileType, options.fileName),
	}),
	request: ({ tempFileId }) => ({ endpoint: 'POST /core/v2/file', body: { tempFileId } }),
});
