import { UserError } from 'n8n-workflow';
import { operation } from '../operation';
import { cardSummary, cardWith, includeCardDetails } from '../../fields/card';
import { collection } from '../../fields/collection';
import { changeOptions, dateFilters, filterByText, listOptions, listQuery } from '../../fields/list';
import { panelId, stepLocator } from '../../fields/panel';
import { contact, user } from '../../fields/pick';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many cards',
	description: 'Retrieve the cards of a CRM board, or of all boards, narrowed down by filters',
	endpoint: 'GET /crm/v2/panel/card',
	properties: [
		{
			...panelId,
			description: 'The CRM board; left empty, the cards of all boards that are not archived come, board by board',
			optional: true,
			// Not all boards for an expression that brings none.
			whenEmptied: 'refuse',
		},
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
			filterByText('Text', 'text', 'Ana', 'Only cards that hold this text, as in their title'),
		]),
		collection.options([
			includeCardDetails,
			...changeOptions,
			...listOptions('Title', 'Position', 'DueDate', 'Number'),
		]),
	],
	paging: 'PageNumber',
	spread: async ({ panelId, filters: { stepId } }, service) => {
		if (panelId !== undefined) return [{ panelId }];
		const ids: string[] = [];
		const query = { IncludeDetails: stepId === undefined ? undefined : ['Steps' as const] };
		for await (const { id, archived, steps } of service.list({ endpoint: 'GET /crm/v2/panel', query }, 'PageNumber')) {
			// One that does not tell its steps may have this one (observed.md §8).
			const isMeant = stepId === undefined || (steps?.some((step) => step.id === stepId) ?? true);
			if (id && !archived && isMeant) ids.push(id);
		}
		return ids.map((each) => ({ panelId: each }));
	},
	request: ({ panelId, filters, options }) => {
		if (panelId === undefined && options.onlyChanged === true) throw oneBoard();
		return {
			query: {
				// Empty until it is known which boards there are.
				PanelId: panelId ?? '',
				StepId: filters.stepId,
				ContactId: filters.contactId,
				ResponsibleUserId: filters.responsibleUserId,
				TextFilter: filters.text,
				Statuses: filters.statuses,
				IncludeDetails: options.includeDetails,
				...listQuery(filters, options),
			},
		};
	},
	output: (card, { options }) => cardWith(card, options.includeDetails),
	simplify: cardSummary,
});

const oneBoard = () =>
	new UserError('Panel is empty! Fill in the Panel field', {
		description: "What has changed since the last run is known of one board: choose it in 'Panel'.",
	});
