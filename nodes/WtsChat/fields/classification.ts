import type { Request } from '../../../contract';
import type { Declaration, Parameters } from './field';

const category = {
	displayName: 'Category',
	name: 'category',
	type: 'options',
	options: [
		{ name: 'Info', value: 'INFO' },
		{ name: 'Lost', value: 'LOST' },
		{ name: 'Other', value: 'OTHER' },
		{ name: 'Undefined', value: 'UNDEFINED' },
		{ name: 'Won', value: 'WON' },
	],
	default: 'INFO',
	description: 'The outcome of the conversation',
} as const satisfies Declaration;

const description = {
	displayName: 'Description',
	name: 'description',
	type: 'string',
	default: '',
	description: 'The outcome in words',
} as const satisfies Declaration;

const amount = {
	displayName: 'Amount',
	name: 'amount',
	type: 'number',
	typeOptions: { numberPrecision: 2 },
	default: 0,
	description: "What the outcome is worth, in the account's currency",
} as const satisfies Declaration;

const common = {
	displayName: 'Classification',
	name: 'classification',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Set classification',
} as const;

/** How a conversation ended, as it is set when the conversation is completed. */
export const classification = {
	...common,
	description: 'How the conversation ended, to set before it is completed',
	whenEmptied: 'refuse',
	options: [
		{
			displayName: 'Details',
			name: 'details',
			// No outcome is made up for an expression that gives none.
			values: [{ ...category, required: true }, description, amount],
		},
	],
} as const satisfies Declaration;

/** The same as a change of a session, whose parts can be cleared. */
export const classificationChange = {
	...common,
	description: 'How the conversation ended. Added and left empty, it is cleared.',
	whenEmptied: 'clear',
	options: [
		{
			displayName: 'Details',
			name: 'details',
			values: [
				{ ...category, whenEmptied: 'clear' },
				{ ...description, whenEmptied: 'clear' },
				{ ...amount, whenEmptied: 'clear' },
			],
		},
	],
} as const satisfies Declaration;

type Given = Parameters<[typeof classification]>['classification'];

/** The classification as the service wants it; undefined if none is given. */
export const classificationOf = (
	given: Given | undefined,
): NonNullable<Request<'PUT /chat/v2/session/{id}/partial'>['body']['classification']> | undefined =>
	given?.details && { ...given.details, description: given.details.description || undefined };
