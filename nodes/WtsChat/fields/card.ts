import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { tagsOf } from './contact';
import { customFieldValues, type cardCustomFields } from './customFields';
import { fieldsFilled, includeDetails, withAskedDetails } from './details';
import { metadata, metadataFields, metadataObject } from './metadata';
import { contact, user } from './pick';
import { CHOOSE, locatorWithLink, severalOf } from './locator';
import type { Declaration, Parameters } from './field';
import { sessionId } from './session';

export const cardId = locatorWithLink({
	displayName: 'Card',
	name: 'cardId',
	description: 'The card to work on',
	picks: 'card',
});

/** What a card can hold, apart from title, place, status and custom fields. */
export const cardFields = {
	contacts: {
		displayName: 'Contacts',
		name: 'contacts',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add contact',
		default: {},
		description: 'The people and groups that the card is about',
		options: [
			{
				displayName: 'Contact',
				name: 'entries',
				values: [{ ...contact, description: 'Whom to link the card to', required: true }],
			},
		],
	},
	description: {
		displayName: 'Description',
		name: 'description',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		description: 'Text of the card, up to 8,000 characters',
	},
	dueDate: {
		displayName: 'Due Date',
		name: 'dueDate',
		type: 'dateTime',
		default: '',
		description: 'When the work on the card is to be done',
	},
	monetaryAmount: {
		displayName: 'Monetary Amount',
		name: 'monetaryAmount',
		type: 'number',
		typeOptions: { numberPrecision: 2 },
		default: 0,
		description: "What the card is worth, in the account's currency",
	},
	position: {
		displayName: 'Position',
		name: 'position',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 2_147_483_647 },
		default: 0,
		description: 'Place within the step; 0 is the first',
	},
	responsibleUserId: {
		...user,
		displayName: 'Responsible User',
		name: 'responsibleUserId',
		description: "The person who looks after the card. By ID, it is the agent's user ID or the agent ID.",
	},
	sessionId: { ...sessionId, displayName: 'Session', description: 'The conversation that the card belongs to' },
	tagIds: {
		...severalOf({
			displayName: 'Tag Names or IDs',
			name: 'tagIds',
			description: `Tags of the panel. ${CHOOSE}.`,
			picks: 'panelTag',
			load: 'getPanelTags',
		}),
		typeOptions: { loadOptionsMethod: 'getPanelTags', loadOptionsDependsOn: ['panelId.value'] },
	},
	tagNames: {
		displayName: 'Tag Names',
		name: 'tagNames',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add tag name' },
		picks: 'panelTag',
		default: [],
		description: 'Tags of the panel by name, instead of choosing them from the list',
	},
} as const satisfies Record<string, Declaration>;

/** The IDs of `cardFields.contacts`. */
export const contactIdsOf = (
	contacts: { entries?: ReadonlyArray<{ contactId: string }> } | undefined,
): string[] | undefined => contacts && (contacts.entries ?? []).map(({ contactId }) => contactId);

export const cardTitle = {
	displayName: 'Title',
	name: 'title',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. Quote for Ana Silva',
	description: 'What the card is called, up to 500 characters',
} as const satisfies INodeProperties;

/** What else a card that is made can hold, beside its contacts. */
export const newCardFields = [
	cardFields.description,
	cardFields.dueDate,
	...metadataFields(metadata),
	cardFields.monetaryAmount,
	cardFields.position,
	cardFields.responsibleUserId,
	cardFields.sessionId,
	cardFields.tagNames,
	cardFields.tagIds,
] as const;

/** A card that is to be made, as the service wants it, without its step and contacts. */
export function newCard({
	title,
	additionalFields: { metadata: rows, metadataJson: json, tagIds, tagNames, ...fields },
	customFields,
}: Parameters<[typeof cardTitle, (typeof cardCustomFields)[1]]> & {
	additionalFields: Partial<Parameters<typeof newCardFields>>;
}) {
	return {
		title,
		...fields,
		...tagsOf({ tagIds, tagNames }),
		metadata: metadataObject({ rows, json }),
		customFields: customFieldValues(customFields),
	};
}

const cardDetails = {
	Contacts: ['Contacts', 'contacts'],
	'Custom Fields': ['CustomFields', 'customFields'],
	'Lost Reason': ['LostReason', 'lostReason'],
	'Panel Title': ['PanelTitle', 'panelTitle'],
	'Responsible User': ['ResponsibleUser', 'responsibleUser'],
	'Step Phase': ['StepPhase', 'stepPhase'],
	'Step Title': ['StepTitle', 'stepTitle'],
} as const;

export const includeCardDetails = includeDetails('What to add to the card', cardDetails);

/** A card as it comes out: the details are left out that were not asked for. */
export const cardWith = (card: object, asked?: readonly string[]): IDataObject =>
	withAskedDetails(card, asked, cardDetails);

/** What is left of a card in simple output, besides the details that were asked for. */
export const cardSummary = [
	'id',
	'key',
	'title',
	'status',
	'createdAt',
	'updatedAt',
	'panelId',
	'stepId',
	'contactIds',
	'responsibleUserId',
	'monetaryAmount',
	'dueDate',
	...fieldsFilled(cardDetails),
] as const;
