import { operation } from '../operation';
import { cardId, cardSummary, cardWith } from '../../fields/card';
import { ofCardsPanel } from '../../fields/panel';

export const markLost = operation({
	name: 'Mark Lost',
	value: 'markLost',
	action: 'Mark card as lost',
	description: 'Say that no deal was made, and why; only cards of sales panels are lost',
	endpoint: 'PUT /crm/v3/panel/card/{id}',
	properties: [
		cardId,
		{
			...ofCardsPanel({
				displayName: 'Lost Reason',
				name: 'lostReasonId',
				description: 'Why the card was lost; may stay empty. A name counts whatever its case and accents.',
				picks: 'lostReason',
				search: 'searchLostReasonsOfCard',
			}),
			optional: true,
		},
	],
	request: ({ cardId, lostReasonId }) => ({
		path: { id: cardId },
		body: { fields: ['Status'], status: 'LOST', lostReasonId: lostReasonId || undefined },
	}),
	output: (card) => cardWith(card),
	simplify: cardSummary,
});
