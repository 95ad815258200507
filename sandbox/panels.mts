import type { components } from '../contract/crm.d.ts';
import { find, type Account, type Card, type Panel, type PanelStep } from './account.mts';
import { cardView, isOverdue } from './cards.mts';
import { byDates, page, type Orders } from './paging.mts';

type Schemas = components['schemas'];

export const cardOrders: Orders<Card> = {
	...byDates,
	position: ({ position }) => position,
	number: ({ number }) => number,
	title: ({ title }) => title,
	dueDate: ({ dueDate }) => dueDate,
	monetaryAmount: ({ monetaryAmount }) => monetaryAmount,
};

/** Finds a panel. @throws ServiceError 404 when there is none */
export const findPanel = (account: Account, id: string): Panel => find(account.panels, id, 'Painel não encontrado');

/** What may be asked for with a panel; the list and the single panel know different ones (observed.md §8). */
export type PanelDetail = 'Tags' | 'Steps' | 'StepsFields' | 'StepsCardCount' | 'Cards' | 'PanelCardOverdueCount';

/** A panel as the API answers it: its steps unsorted, with archived ones among them (observed.md §8). */
export function panelView(
	account: Account,
	panel: Panel,
	details: readonly PanelDetail[] = [],
): Schemas['PublicPanelDTO'] {
	const { tags, steps, lostReasons, nextCardNumber, ...shown } = panel;
	const cards = [...account.cards.values()].filter(({ panelId }) => panelId === panel.id);
	const withSteps = details.some((detail) => detail.startsWith('Steps') || detail === 'Cards');
	return {
		...shown,
		stepTitles: steps.map(({ title }) => title ?? ''),
		tags: details.includes('Tags') ? tags : null,
		steps: withSteps ? steps.map((step) => stepView(account, step, cards, details)) : null,
		overdueCardCount: details.includes('PanelCardOverdueCount') ? overdueCount(account, cards) : null,
	};
}

const overdueCount = (account: Account, cards: Card[]) => cards.filter((card) => isOverdue(account, card)).length;

function stepView(
	account: Account,
	step: PanelStep,
	cardsOfPanel: Card[],
	details: readonly PanelDetail[],
): Schemas['PublicPanelStepDTO'] {
	const cards = cardsOfPanel.filter(({ stepId }) => stepId === step.id);
	const counted = details.includes('StepsCardCount');
	return {
		...step,
		fields: details.includes('StepsFields') ? step.fields : null,
		cardCount: counted ? cards.length : null,
		overdueCardCount: counted ? overdueCount(account, cards) : null,
		monetaryAmount: counted ? cards.reduce((sum, { monetaryAmount }) => sum + (monetaryAmount ?? 0), 0) : null,
		...(details.includes('Cards') && {
			cards: page(account, cards, {}, cardOrders, (card) => olderView(account, card)),
		}),
	};
}

/** A card in the older form, in which panels hold it: archived or not, but no status. */
function olderView(account: Account, card: Card): Schemas['PublicPanelCardDTO'] {
	const { status, lostReason, ...shown } = cardView(account, card);
	return { ...shown, archived: status === 'ARCHIVED' };
}
