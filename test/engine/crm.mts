import assert from 'node:assert/strict';
import type { Card, Panel } from '../../sandbox/account.mts';
import { addCard } from '../../sandbox/cards.mts';
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
