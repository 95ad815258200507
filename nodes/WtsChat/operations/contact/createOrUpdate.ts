import { UserError } from 'n8n-workflow';
import { batchForm } from '../batch';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import {
	additionalFields,
	changedContact,
	contactFields,
	contactSummary,
	name,
	newContact,
	phoneNumber,
	tagOperation,
} from '../../fields/contact';
import { contactCustomFields } from '../../fields/customFields';
import { oneByOne } from '../../fields/result';
import { oneSpelling } from '../../fields/spelling';
import { changedFields } from '../../fields/update';
import { inKeptForm, withAllGiven } from '../../steps/contact';

/** What a contact is known by, for the answers of a batch: its addresses, whatever their writing. */
const identitiesOf = ({ phoneNumber, email, instagram }: Addresses) => [
	phoneNumber && oneSpelling(phoneNumber),
	email && oneSpelling(email),
	instagram && oneSpelling(instagram.replace(/^@?/, '@')),
];

interface Addresses {
	phoneNumber?: string | null;
	email?: string | null;
	instagram?: string | null;
}

// This route writes in capitals what the others do not (observed.md §8).
const inCapitals = <const Text extends string>(text: Text) => text.toUpperCase() as Uppercase<Text>;

export const createOrUpdate = operation({
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update contact',
	description: 'Create a new record, or update the current one if it already exists (upsert)',
	endpoint: 'POST /core/v1/contact',
	properties: [
		{ ...name, description: `${name.description}; left empty, it is not changed` },
		{
			...phoneNumber,
			description: `${phoneNumber.description}. A contact that exists is found by its phone number, Instagram name or email address.`,
		},
		...contactCustomFields,
		{
			...additionalFields,
			holds: 'changes',
			description: 'What is added here and left empty is cleared on a contact that exists',
		},
		collection.options([
			{
				displayName: 'Match Ninth Digit',
				name: 'matchNinthDigit',
				type: 'boolean',
				default: true,
				description:
					'Whether to update also a contact that the account keeps with the other form of a Brazilian mobile number, with or without the ninth digit, instead of making a second one; done also if this option is not added. It costs a request more for each such number. Switch it off for a large import of contacts that are new, or whose numbers are as the account has them.',
			},
			oneByOne,
			{ ...tagOperation, description: 'What the given tags do to those that a contact has already' },
		]),
	],
	repeatable: true,
	lookUp: async ({ phoneNumber, options }, service) =>
		options.matchNinthDigit === false ? {} : await inKeptForm(service, phoneNumber),
	request: ({ options, ...filledIn }) => {
		const contact = newContact(filledIn);
		if (!contact.phoneNumber && !contact.email && !contact.instagram) {
			throw new UserError('The contact has no address to be found by', {
				description: "Fill in 'Phone Number', or add 'Email' or 'Instagram' to the additional fields.",
			});
		}
		return {
			body: {
				...contact,
				options: {
					upsert: true,
					// Without it the service changes all fields, also those that were not given.
					upsertFields: changedFields(contact, contactFields),
					upsertTagOperation: inCapitals(options.tagOperation ?? 'InsertIfNotExists'),
				},
			},
		};
	},
	batch: batchForm({
		single: 'POST /core/v1/contact',
		endpoint: 'POST /core/v2/contact/batch',
		size: 100,
		split: ({ body: { options, ...contact } }) => ({ shared: options, entry: contact }),
		join: (options, items) => ({ body: { items, options } }),
		identityOf: (contact) => identitiesOf(contact).find((identity) => identity) ?? '',
		results: (contacts) => contacts,
		identitiesOf,
	}),
	complete: async (contact, { options, ...filledIn }, service) =>
		await withAllGiven(service, contact, newContact(filledIn), options.tagOperation),
	output: changedContact,
	simplify: contactSummary,
});
