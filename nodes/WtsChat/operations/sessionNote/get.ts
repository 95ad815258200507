import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { sessionNoteId, sessionNoteSummary } from '../../fields/note';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get session note',
	description: 'Retrieve one internal note of a session by its ID',
	endpoint: 'GET /chat/v1/session/note/{id}',
	properties: [sessionNoteId, collection.options([ifNotFound])],
	request: ({ noteId }) => ({ path: { id: noteId } }),
	simplify: sessionNoteSummary,
});
