import { UserError } from 'n8n-workflow';
import { operation } from '../operation';
import { cardFields, cardId, cardSummary, cardTitle, cardWith, contactIdsOf } from '../../fields/card';
import { collection } from '../../fields/collection';
import { tagChanges, tagOperation } from '../../fields/contact';
import { cardCustomFieldChanges, customFieldValues } from '../../fields/customFields';
import { locator } from '../../fields/locator';
import { metadataChanges, metadataFields } from '../../fields/metadata';
import { panelOfLists, stepLocator } from '../../fields/panel';
import { neededChanges } from '../../fields/update';
import { cardWithUser } from '../../steps/user';

const { contacts, description, dueDate, monetaryAmount, position, responsibleUserId, sessionId, tagIds, tagNames } =
	cardFields;

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update card',
	description: 'Change a card: move it to another step, mark it won or lost, change its tags, texts and people',
	endpoint: 'PUT /crm/v3/panel/card/{id}',
	properties: [
		panelOfLists,
		cardId,
		collection.updateFields([
			{
				...contacts,
				description: 'The people and groups that the card is about, instead of those it has. None takes all away.',
				whenEmptied: 'clear',
			},
			{
				...description,
				description: 'Text of the card, up to 8,000 characters. Left empty, it is cleared.',
				whenEmptied: 'clear',
			},
			{
				...dueDate,
				description: 'When the work on the card is to be done. Left empty, it is cleared.',
				whenEmptied: 'clear',
			},
			{
				...locator({
					displayName: 'Lost Reason',
					name: 'lostReasonId',
					description: "Why the card was lost; goes with the status 'Lost', on sales panels only",
					picks: 'lostReason',
				}),
				typeOptions: { loadOptionsDependsOn: ['panelId.value'] },
			},
			{
				...monetaryAmount,
				description: "What the card is worth, in the account's currency. An expression that gives null clears it.",
				whenEmptied: 'clear',
			},
			position,
			{
				...responsibleUserId,
				description: `${responsibleUserId.description} Left empty, nobody does.`,
				whenEmptied: 'clear',
			},
			{
				...sessionId,
				description: 'The conversation that the card belongs to. Left empty, it belongs to none.',
				whenEmptied: 'clear',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [
					{ name: 'Archived', value: 'ARCHIVED', description: 'Off the board' },
					{ name: 'Lost', value: 'LOST', description: 'On sales panels; a lost reason can go with it' },
					{ name: 'Open', value: 'OPEN', description: 'Still worked on' },
					{ name: 'Won', value: 'WON', description: 'On sales panels' },
				],
				default: 'OPEN',
				description: 'Where the card stands, whatever its step',
			},
			stepLocator({ displayName: 'Step', name: 'stepId', description: 'The step of the board to move the card to' }),
			{ ...tagNames, whenEmptied: 'clear' },
			{ ...tagIds, whenEmptied: 'clear' },
			{ ...cardTitle, required: undefined, placeholder: undefined },
			...metadataFields({
				displayName: 'Metadata',
				name: 'metadata',
				description:
					'Names and values of your own that are kept with the card; others stay, and one without a value is removed',
			}),
		]),
		...cardCustomFieldChanges,
		collection.options([{ ...tagOperation, description: 'What the given tags do to those that the card has' }]),
	],
	request: ({ cardId, updateFields, customFields, options }) => {
		const { contacts, metadata: rows, metadataJson: json, lostReasonId, tagIds, tagNames, ...values } = updateFields;
		if (lostReasonId && values.status !== 'LOST') {
			throw new UserError('A lost reason goes with the status Lost', {
				description: "Add 'Status' to 'Update Fields' and set it to Lost, or take 'Lost Reason' out.",
			});
		}
		const upsertTagOperation = options.tagOperation ?? tagOperation.default;
		const changes = {
			...values,
			...tagChanges({ tagIds, tagNames }, upsertTagOperation),
			contactIds: contactIdsOf(contacts),
			metadata: metadataChanges({ rows, json }),
			customFields: customFieldValues(customFields),
		};
		const fields = neededChanges(changes);
		return {
			path: { id: cardId },
			body: {
				fields,
				...changes,
				lostReasonId,
				// Said explicitly: what the service does otherwise has been seen to differ (observed.md §8).
				options: fields.includes('TagIds') ? { upsertTagOperation } : undefined,
			},
		};
	},
	complete: async (card, { updateFields: { responsibleUserId } }, service) =>
		await cardWithUser(service, responsibleUserId, card),
	output: (card) => cardWith(card),
	simplify: cardSummary,
});
