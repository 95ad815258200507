import { operation } from '../operation';
import { cardId, cardSummary, cardWith } from '../../fields/card';

export const markWon = operation({
	name: 'Mark Won',
	value: 'markWon',
	action: 'Mark card as won',
	description: 'Say that a deal was made; only cards of sales panels are won',
	endpoint: 'PUT /crm/v3/panel/card/{id}',
	properties: [cardId],
	request: ({ cardId }) => ({ path: { id: cardId }, body: { fields: ['Status'], status: 'WON' } }),
	output: (card) => cardWith(card),
	simplify: cardSummary,
});
