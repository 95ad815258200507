import { operation } from '../operation';
import { cardDetails, cardId, cardSummary } from '../../fields/card';
import { withAskedDetails } from '../../fields/details';
import { isId } from '../../fields/locator';
import { idByName, type Named } from '../../fields/name';
import { ofCardsPanel } from '../../fields/panel';
import { panelOfCard } from '../../steps/card';

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
				thing: 'lost reason',
				search: 'searchLostReasonsOfCard',
				example: 'Preço',
			}),
			optional: true,
		},
	],
	prepare: async ({ cardId, lostReasonId }, workbench) => {
		if (!lostReasonId || isId(lostReasonId)) return {};
		const endpoint = 'GET /crm/v1/panel/{id}/lost-reason';
		const path = { id: await panelOfCard(workbench, cardId) };
		const reasons: Named[] = [];
		for await (const { id = '', description } of workbench.list({ endpoint, path }, 'PageNumber')) {
			reasons.push({ id, name: description ?? '' });
		}
		return { lostReasonId: idByName(reasons, lostReasonId, ['lost reason', 'lost reasons']) };
	},
	request: ({ cardId, lostReasonId }) => ({
		path: { id: cardId },
		body: { fields: ['Status'], status: 'LOST', lostReasonId: lostReasonId || undefined },
	}),
	output: (card) => withAskedDetails(card, undefined, cardDetails),
	simplify: cardSummary,
});
