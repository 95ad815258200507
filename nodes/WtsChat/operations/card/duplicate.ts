import { operation } from '../operation';
import { cardId, cardSummary, cardWith } from '../../fields/card';
import { collection } from '../../fields/collection';
import { stepLocator } from '../../fields/panel';

export const duplicate = operation({
	name: 'Duplicate',
	value: 'duplicate',
	action: 'Duplicate card',
	description: 'Make a copy of a card, in the same step or in another one, of any board',
	endpoint: 'POST /crm/v2/panel/card/{id}/duplicate',
	properties: [
		cardId,
		collection.options([
			{
				displayName: 'Archive Original Card',
				name: 'archiveOriginalCard',
				type: 'boolean',
				default: false,
				description: 'Whether to archive the card that was copied',
			},
			{
				displayName: 'Fields to Copy',
				name: 'fields',
				type: 'multiOptions',
				options: [
					{ name: 'Contacts', value: 'Contacts' },
					{ name: 'Custom Fields', value: 'CustomFields' },
					{ name: 'Due Date', value: 'DueDate' },
					{ name: 'Monetary Amount', value: 'MonetaryAmount' },
					{ name: 'Notes', value: 'Notes' },
					{ name: 'Responsible User', value: 'ResponsibleUser' },
					{ name: 'Tags', value: 'Tags' },
				],
				default: [],
				description: 'What the copy gets besides title and description. None chosen, it gets all.',
			},
			stepLocator({
				displayName: 'Step',
				name: 'copyToStepId',
				description: "Where the copy goes, on this board or another one; the original's step if left out",
			}),
		]),
	],
	request: ({ cardId, options: { copyToStepId, archiveOriginalCard, fields } }) => ({
		path: { id: cardId },
		body: { copyToStepId, options: { archiveOriginalCard, fields } },
	}),
	output: (card) => cardWith(card),
	simplify: cardSummary,
});
