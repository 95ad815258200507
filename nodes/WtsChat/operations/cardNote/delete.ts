import { operation } from '../operation';
import { cardId } from '../../fields/card';
import { cardNoteId } from '../../fields/note';
import { deleted } from '../../fields/result';

export const deleteNote = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete card note',
	description: 'Delete a note of a card for good',
	endpoint: 'DELETE /crm/v1/panel/card/{cardId}/note/{noteId}',
	properties: [cardId, cardNoteId],
	request: ({ cardId, noteId }) => ({ path: { cardId, noteId } }),
	output: (_, { noteId }) => deleted(noteId),
});
