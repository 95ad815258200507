import { operation } from '../operation';
import { cardFields, cardSummary, cardTitle, cardWith, contactIdsOf, newCard, newCardFields } from '../../fields/card';
import { collection } from '../../fields/collection';
import { cardCustomFields } from '../../fields/customFields';
import { panelOfLists, stepLocator } from '../../fields/panel';
import { cardWithUser } from '../../steps/user';

const { contacts } = cardFields;

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create card',
	description: 'Put a new card into a step of a CRM board',
	endpoint: 'POST /crm/v2/panel/card',
	properties: [
		panelOfLists,
		stepLocator({ displayName: 'Step', name: 'stepId', description: 'The column of the board that gets the card' }),
		cardTitle,
		collection.additionalFields([contacts, ...newCardFields]),
		...cardCustomFields,
	],
	request: ({ stepId, additionalFields: { contacts, ...additionalFields }, ...filledIn }) => ({
		body: { stepId, contactIds: contactIdsOf(contacts), ...newCard({ ...filledIn, additionalFields }) },
	}),
	complete: async (card, { additionalFields: { responsibleUserId } }, service) =>
		await cardWithUser(service, responsibleUserId, card),
	output: (card) => cardWith(card),
	simplify: cardSummary,
});
