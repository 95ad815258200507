import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { fileType } from '../../fields/file';

export const getUploadUrl = operation({
	name: 'Get Upload URL',
	value: 'getUploadUrl',
	action: 'Get upload URL for file',
	description:
		'Ask for an address to which another program can put a file itself; afterwards it is saved with File: Save. For files of items there is File: Upload.',
	endpoint: 'GET /core/v2/file',
	properties: [
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. invoice.pdf',
			description: 'The name of the file with its extension',
		},
		fileType,
		collection.options([
			{
				displayName: 'MIME Type',
				name: 'mimeType',
				type: 'string',
				default: '',
				placeholder: 'e.g. application/pdf',
				description:
					'The kind of content, which must come with it as Content-Type; found from the extension if left out',
			},
		]),
	],
	request: ({ fileName, fileType, options }) => ({
		query: { Name: fileName, Type: fileType, MimeType: options.mimeType },
	}),
});
