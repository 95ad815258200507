import type { CardNote } from '../account.mts';
import { addCardNote } from '../cards.mts';
import { formError, notFound } from '../errors.mts';
import { byDates, fromQuery, page, withinDates } from '../paging.mts';
import { findCard } from './card.mts';
import type { Handlers } from '../handler.mts';

export const cardNote = {
	cardNoteList: (account, { path, query }) => {
		const { notes } = findCard(account, path.cardId);
		const matches = notes.filter((note) => withinDates(note, query));
		return page(account, matches, fromQuery(query), byDates, (note) => note);
	},

	cardNoteCreate: (account, { path, body: { text = null, fileUrls } }) => {
		const card = findCard(account, path.cardId);
		const urls = fileUrls ?? [];
		if ((text ?? '') === '' && urls.length === 0) throw formError('Informe o texto da nota');
		if (urls.some((url) => !URL.canParse(url))) throw formError('URL do arquivo inválida');
		const now = account.clock.iso();
		const [author] = account.agents.values();
		const note: CardNote = {
			id: account.id(),
			createdAt: now,
			updatedAt: now,
			companyId: account.companyId,
			panelId: card.panelId,
			cardId: card.id,
			// The API has no user of its own; whom the service names was not seen.
			userId: author?.userId ?? account.companyId,
			text,
			files: urls.map((publicUrl) => ({
				id: account.id(),
				name: new URL(publicUrl).pathname.split('/').pop() ?? null,
				publicUrl,
			})),
			isFromPublicApi: true,
		};
		addCardNote(account, card, note);
		return note;
	},

	cardNoteDelete: (account, { path }) => {
		const { notes } = findCard(account, path.cardId);
		const place = notes.findIndex(({ id }) => id === path.noteId);
		if (place === -1) throw notFound('Nota não encontrada');
		notes.splice(place, 1);
	},
} satisfies Handlers;
