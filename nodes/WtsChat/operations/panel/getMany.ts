import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { includeDetails } from '../../fields/details';
import { dateFilters, filterByText, listOptions, listQuery } from '../../fields/list';
import { panelSummary, stepsInOrder } from '../../fields/panel';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many panels',
	description: 'Retrieve a list of CRM boards, narrowed down by filters',
	endpoint: 'GET /crm/v2/panel',
	properties: [
		collection.filters([
			...dateFilters,
			filterByText('Title', 'title', 'Vendas', 'Only panels that match this title'),
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'Management', value: 'MANAGEMENT', description: 'For work of any kind' },
					{ name: 'Sales', value: 'SALES', description: 'With cards that are won or lost' },
				],
				default: 'SALES',
				description: 'Only panels of this kind',
			},
		]),
		collection.options([
			includeDetails('What to add to each panel; counts of cards come inside the steps', {
				'Card Counts': 'StepsCardCount',
				'Overdue Card Count': 'PanelCardOverdueCount',
				Steps: 'Steps',
				Tags: 'Tags',
			}),
			...listOptions('Title'),
		]),
	],
	paging: 'PageNumber',
	request: ({ filters, options }) => ({
		query: {
			Title: filters.title,
			Type: filters.type,
			IncludeDetails: options.includeDetails,
			...listQuery(filters, options),
		},
	}),
	output: (panel) => ({ ...panel, steps: panel.steps && stepsInOrder(panel) }),
	simplify: panelSummary,
});
