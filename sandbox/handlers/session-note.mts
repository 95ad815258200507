import { find, type Account, type Message } from '../account.mts';
import { formError, notFound } from '../errors.mts';
import { addMessage, messageView } from '../messages.mts';
import { fromQuery, page, withinDates } from '../paging.mts';
import { fileView } from '../sending.mts';
import { findSession, messageOrders } from './session.mts';
import type { Handlers } from '../handler.mts';

function findNote(account: Account, id: string): Message {
	const note = find(account.messages, id, 'Nota não encontrada');
	if (note.type !== 'NOTE') throw notFound('Nota não encontrada');
	return note;
}

export const sessionNote = {
	sessionNoteList: (account, { path, query }) => {
		const { notes } = findSession(account, path.id);
		return page(
			account,
			notes.filter((note) => withinDates(note, query)),
			fromQuery(query),
			messageOrders,
			messageView,
		);
	},

	sessionNoteCreate: (account, { path, body }) => {
		const session = findSession(account, path.id);
		const { text = null, filesIds, filesUrls } = body;
		if ((text ?? '') === '' && (filesIds ?? filesUrls ?? []).length === 0) throw formError('Informe o texto da nota');
		const stored = (filesIds ?? []).map((id) => fileView(account, find(account.files, id, 'Arquivo não encontrado')));
		const linked = (filesUrls ?? []).map((publicUrl) => ({ publicUrl }));
		const files = [...stored, ...linked];
		const note = addMessage(account, session, {
			type: 'NOTE',
			direction: 'TO_HUB',
			origin: 'API',
			status: 'SAVED',
			text,
			filesIds: filesIds ?? null,
			details: files.length === 0 ? {} : { files },
		});
		return messageView(note);
	},

	sessionNoteGet: (account, { path }) => messageView(findNote(account, path.id)),

	sessionNoteDelete: (account, { path }) => {
		const note = findNote(account, path.id);
		const { notes } = findSession(account, note.sessionId);
		notes.splice(notes.indexOf(note), 1);
		account.messages.delete(note.id);
		note.status = 'DELETED';
		return messageView(note);
	},
} satisfies Handlers;
