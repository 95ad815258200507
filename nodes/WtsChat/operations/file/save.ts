import { operation } from '../operation';

export const save = operation({
	name: 'Save',
	value: 'save',
	action: 'Save uploaded file',
	description: 'Save a file that was put to the address of File: Get Upload URL, and get the ID to send it by',
	endpoint: 'POST /core/v2/file',
	// To save it once more would harm nobody.
	repeatable: true,
	properties: [
		{
			displayName: 'Temporary File ID',
			name: 'tempFileId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
			description: 'The tempFileId that File: Get Upload URL returned',
			form: 'id',
		},
	],
	request: ({ tempFileId }) => ({ body: { tempFileId } }),
});
