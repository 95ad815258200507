import { operation } from '../operation';
import { cardDetails, cardFields, cardSummary, contactIdsOf } from '../../fields/card';
import { collection } from '../../fields/collection';
import { tagsOf } from '../../fields/contact';
import { cardCustomFields, customFieldValues } from '../../fields/customFields';
import { metadata, metadataObject } from '../../fields/metadata';
import { panelOfLists, stepLocator } from '../../fields/panel';
import { withAskedDetails } from '../../fields/details';

const { contacts, description, dueDate, monetaryAmount, position, responsibleUserId, sessionId, tagIds, tagNames } =
	cardFields;

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create card',
	description: 'Put a new card into a step of a CRM board',
	endpoint: 'POST /crm/v2/panel/card',
	properties: [
		panelOfLists,
		stepLocator({ displayName: 'Step', name: 'stepId', description: 'The column of the board that gets the card' }),
		{
			displayName: 'Title',
			name: 'title',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. Quote for Ana Silva',
			description: 'What the card is called, up to 500 characters',
		},
		collection.additionalFields([
			contacts,
			description,
			dueDate,
			metadata,
			monetaryAmount,
			position,
			responsibleUserId,
			sessionId,
			tagNames,
			tagIds,
		]),
		cardCustomFields,
	],
	request: ({
		stepId,
		title,
		additionalFields: { contacts, metadata, tagIds, tagNames, ...fields },
		customFields,
	}) => ({
		body: {
			stepId,
			title,
			...fields,
			...tagsOf({ tagIds, tagNames }),
			contactIds: contactIdsOf(contacts),
			metadata: metadataObject(metadata),
			customFields: customFieldValues(customFields),
		},
	}),
	output: (card) => withAskedDetails(card, undefined, cardDetails),
	simplify: cardSummary,
});
