import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { includeDetails } from '../../fields/details';
import { panelId, panelSummary, stepsInOrder } from '../../fields/panel';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get panel',
	description: 'Retrieve one CRM board, on request with its steps in their order, its tags and its cards',
	endpoint: 'GET /crm/v1/panel/{id}',
	properties: [
		panelId,
		collection.options([
			ifNotFound,
			// For one panel the service knows other details than for many (observed.md §8).
			includeDetails('What to add to the panel; cards, counts and fields come inside the steps', {
				'Card Counts': 'StepsCardCount',
				Cards: 'Cards',
				'Step Fields': 'StepsFields',
				Steps: 'Steps',
				Tags: 'Tags',
			}),
		]),
	],
	request: ({ panelId, options }) => ({ path: { id: panelId }, query: { IncludeDetails: options.includeDetails } }),
	output: (panel) => ({ ...panel, steps: panel.steps && stepsInOrder(panel) }),
	simplify: panelSummary,
});
