import { UserError } from 'n8n-workflow';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { publicAddress } from '../../fields/file';
import { fileUrls, noteText, sessionNoteSummary } from '../../fields/note';
import { sessionId } from '../../fields/session';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create session note',
	description: 'Add an internal note to a session, which the team sees and the contact does not',
	endpoint: 'POST /chat/v1/session/{id}/note',
	properties: [
		sessionId,
		noteText,
		collection.additionalFields([
			{
				displayName: 'File IDs',
				name: 'fileIds',
				type: 'string',
				typeOptions: { multipleValues: true, multipleValueButtonText: 'Add file' },
				default: [],
				placeholder: 'e.g. 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
				description: 'Files to attach that were uploaded before, by their IDs',
				form: 'id',
			},
			fileUrls,
			{
				displayName: 'Input Binary Fields',
				name: 'binaryProperties',
				type: 'string',
				default: '',
				placeholder: 'e.g. data',
				description: 'Names of the binary fields of the item, separated by commas, whose files are to be attached',
			},
		]),
	],
	prepare: async ({ additionalFields }, { upload }) => {
		const names = (additionalFields.binaryProperties ?? '').split(',').map((name) => name.trim());
		const fileIds = [...(additionalFields.fileIds ?? [])];
		for (const name of names) if (name !== '') fileIds.push((await upload(name, 'DOCUMENT')).id);
		return { additionalFields: { ...additionalFields, fileIds } };
	},
	request: ({ sessionId, text, additionalFields: { fileIds = [], fileUrls = [], binaryProperties = '' } }) => {
		if (!text && fileIds.length + fileUrls.length === 0 && binaryProperties.trim() === '') {
			throw new UserError('The note is empty', {
				description: "Fill in 'Text', or add 'File IDs', 'File URLs' or 'Input Binary Fields'.",
			});
		}
		return { path: { id: sessionId }, body: { text, filesIds: fileIds, filesUrls: fileUrls.map(publicAddress) } };
	},
	simplify: sessionNoteSummary,
});
