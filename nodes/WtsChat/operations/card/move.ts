import { operation } from '../operation';
import { cardDetails, cardFields, cardId, cardSummary } from '../../fields/card';
import { collection } from '../../fields/collection';
import { withAskedDetails } from '../../fields/details';
import { isId } from '../../fields/locator';
import { idByName } from '../../fields/name';
import { ofCardsPanel, stepsInOrder } from '../../fields/panel';
import { panelOfCard } from '../../steps/card';

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
			thing: 'step',
			search: 'searchStepsOfCard',
			example: 'Proposta',
		}),
		collection.options([position]),
	],
	prepare: async ({ cardId, stepId }, workbench) => {
		if (isId(stepId)) return {};
		const panel = await workbench.sendOnce({
			endpoint: 'GET /crm/v1/panel/{id}',
			path: { id: await panelOfCard(workbench, cardId) },
			query: { IncludeDetails: ['Steps'] },
		});
		const steps = stepsInOrder(panel).filter(({ archived }) => !archived);
		const named = steps.map(({ id = '', title }) => ({ id, name: title ?? '' }));
		return { stepId: idByName(named, stepId, ['step', 'steps']) };
	},
	request: ({ cardId, stepId, options: { position } }) => ({
		path: { id: cardId },
		body: { fields: position === undefined ? ['StepId'] : ['StepId', 'Position'], stepId, position },
	}),
	output: (card) => withAskedDetails(card, undefined, cardDetails),
	simplify: cardSummary,
});
