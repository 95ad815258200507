import assert from 'node:assert/strict';
import type { Card, CardNote, Panel } from '../../sandbox/account.mts';
import { addCard, addCardNote } from '../../sandbox/cards.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';

/** The account's panel of a type. */
export function panelOf({ account }: Sandbox, type: Panel['type']): Panel {
	const panel = [...account.panels.values()].find((candidate) => candidate.type === type);
	assert.ok(panel);
	return panel;
}

/** The ID of the panel's step with a title. */
export function stepOf({ steps }: Panel, title: string): string {
	const step = steps.find((candidate) => candidate.title === title);
	assert.ok(step);
	return step.id;
}

/** A new card in the first step of a panel. */
export function cardOn(
	{ account }: Sandbox,
	panel: Panel,
	given: Partial<Omit<Card, 'title'>> & { title?: string } = {},
): Card {
	const step = panel.steps.find(({ isInitial }) => isInitial);
	assert.ok(step);
	return addCard(account, panel, step.id, { title: 'Pedido', ...given });
}

/** A note on a card, with a file unless others are given. */
export function addNote(
	{ account, url }: Sandbox,
	card: Card,
	files: NonNullable<CardNote['files']> = [{ id: account.id(), name: 'nota.txt', publicUrl: `${url}/` }],
): CardNote {
	const now = account.clock.iso();
	const note: CardNote = {
		id: account.id(),
		createdAt: now,
		updatedAt: now,
		companyId: account.companyId,
		panelId: card.panelId,
		cardId: card.id,
		userId: account.companyId,
		text: 'Contrato',
		files,
		isFromPublicApi: false,
	};
	addCardNote(account, card, note);
	return note;
}
