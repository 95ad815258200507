import { operation } from '../operation';
import { cardDetails, cardSummary, includeCardDetails } from '../../fields/card';
import { collection } from '../../fields/collection';
import { withAskedDetails } from '../../fields/details';
import { changeOptions, dateFilters, dateQuery, limit, listOptions, returnAll, sortingQuery } from '../../fields/list';
import { panelId, stepLocator } from '../../fields/panel';
import { contact, user } from '../../fields/pick';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many cards',
	description: 'Retrieve the cards of a CRM board, narrowed down by filters',
	endpoint: 'GET /crm/v2/panel/card',
	properties: [
		panelId,
		returnAll,
		limit,
		collection.filters([
			{ ...contact, description: 'Only cards of this contact' },
			...dateFilters,
			{
				...user,
				displayName: 'Responsible User',
				name: 'responsibleUserId',
				description: "Only cards that this person looks after. By ID, it is the agent's user ID or the agent ID.",
			},
			{
				displayName: 'Status',
				name: 'statuses',
				type: 'multiOptions',
				options: [
					{ name: 'Archived', value: 'ARCHIVED' },
					{ name: 'Lost', value: 'LOST' },
					{ name: 'Open', value: 'OPEN' },
					{ name: 'Won', value: 'WON' },
				],
				default: [],
				description: 'Only cards in one of these states',
			},
			stepLocator({ displayName: 'Step', name: 'stepId', description: 'Only cards in this step' }),
			{
				displayName: 'Text',
				name: 'text',
				type: 'string',
				default: '',
				placeholder: 'e.g. Ana',
				description: 'Only cards that hold this text, as in their title',
			},
		]),
		collection.options([
			includeCardDetails,
			...changeOptions,
			...listOptions('Title', 'Position', 'DueDate', 'Number'),
		]),
	],
	paging: 'PageNumber',
	request: ({ panelId, filters, options }) => ({
		query: {
			PanelId: panelId,
			StepId: filters.stepId,
			ContactId: filters.contactId,
			ResponsibleUserId: filters.responsibleUserId,
			TextFilter: filters.text,
			Statuses: filters.statuses,
			IncludeDetails: options.includeDetails,
			...dateQuery(filters),
			...sortingQuery(options),
		},
	}),
	output: (card, { options }) => withAskedDetails(card, options.includeDetails, cardDetails),
	simplify: cardSummary,
});
