import type { INodeProperties } from 'n8n-workflow';
import { byId, locatorById } from './locator';

const note = {
	displayName: 'Note',
	name: 'noteId',
	description: 'The note to work on',
	thing: 'note',
} as const;

/** A note of the card that `cardId` holds. */
export const cardNoteId = {
	...locatorById({ ...note, search: 'searchCardNotes' }),
	typeOptions: { loadOptionsDependsOn: ['cardId.value'] },
} as const satisfies INodeProperties;

/** A note of a session: by its ID alone, since it does not need the session and the service has no list of all notes. */
export const sessionNoteId = {
	...cardNoteId,
	default: { mode: 'id', value: '' },
	typeOptions: undefined,
	modes: [byId(note.thing)],
} as const satisfies INodeProperties;

/** The text of a note. */
export const noteText = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	placeholder: 'e.g. Called back, wants an offer by Friday',
	description: 'What the note says; may be empty if it has files',
} as const satisfies INodeProperties;

/** Files of a note by their public addresses. */
export const fileUrls = {
	displayName: 'File URLs',
	name: 'fileUrls',
	type: 'string',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add file' },
	default: [],
	placeholder: 'e.g. https://example.com/offer.pdf',
	description: 'Public addresses of files to attach',
} as const satisfies INodeProperties;

/** What is left of a session's note in simple output. */
export const sessionNoteSummary = [
	'id',
	'createdAt',
	'updatedAt',
	'sessionId',
	'userId',
	'text',
	'filesIds',
	'details',
] as const;
