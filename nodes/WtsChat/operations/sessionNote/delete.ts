import { operation } from '../operation';
import { sessionNoteId } from '../../fields/note';
import { deleted } from '../../fields/result';

export const deleteNote = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete session note',
	description: 'Delete an internal note of a session for good',
	endpoint: 'DELETE /chat/v1/session/note/{id}',
	properties: [sessionNoteId],
	request: ({ noteId }) => ({ path: { id: noteId } }),
	output: (_, { noteId }) => deleted(noteId),
});
