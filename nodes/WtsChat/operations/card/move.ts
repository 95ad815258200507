import { operation } from '../operation';
import { cardFields, cardId, cardSummary, cardWith } from '../../fields/card';
import { collection } from '../../fields/collection';
import { ofCardsPanel } from '../../fields/panel';

const { position } = cardFields;

export const move = operation({
	name: 'Move',
	value: 'move',
	action: 'Move card',
	description: "Move a card to another step of its board, by the step's name or from the list",
	endpoint: 'PUT /crm/v3/panel/card/{id}',
	properties: [
		cardId,
		ofCardsPanel({
			displayName: 'Step',
			name: 'stepId',
			description: 'The step to move the card to. A name counts whatever its case and accents.',
			picks: 'step',
			search: 'searchStepsOfCard',
		}),
		collection.options([position]),
	],
	request: ({ cardId, stepId, options: { position } }) => ({
		path: { id: cardId },
		body: { fields: position === undefined ? ['StepId'] : ['StepId', 'Position'], stepId, position },
	}),
	output: (card) => cardWith(card),
	simplify: cardSummary,
});
