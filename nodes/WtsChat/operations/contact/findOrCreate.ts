import type { Request } from '../../../../contract';
import { stepwise } from '../operation';
import { collection } from '../../fields/collection';
import type { Workbench } from '../../steps/workbench';
import {
	additionalFields,
	askedOf,
	changedContact,
	contactDetails,
	contactFields,
	contactSummary,
	includeContactDetails,
	name,
	newContact,
	phoneNumber,
	tagOperation,
} from '../../fields/contact';
import { contactCustomFields } from '../../fields/customFields';
import { withAskedDetails } from '../../fields/details';
import { changedFields } from '../../fields/update';
import { contactWithPhone, withCustomFields, type Contact } from '../../steps/contact';

export const findOrCreate = stepwise({
	name: 'Find or Create',
	value: 'findOrCreate',
	action: 'Find or create contact',
	description: 'Get the contact that has a phone number, in any usual writing; one that nobody has is created',
	endpoint: ['GET /core/v1/contact/phonenumber/{phone}', 'POST /core/v1/contact', 'PUT /core/v2/contact/{id}'],
	properties: [
		{ ...phoneNumber, required: true, skippable: true },
		{ ...name, description: `${name.description}, if it is new` },
		contactCustomFields,
		{ ...additionalFields, description: 'What else the contact gets, if it is new' },
		collection.options([
			includeContactDetails,
			{ ...tagOperation, description: 'What the given tags do to those of a contact that is found and updated' },
			{
				displayName: 'Update If Found',
				name: 'updateIfFound',
				type: 'boolean',
				default: false,
				description: 'Whether a contact that exists gets the values above too. Otherwise nothing of it is changed.',
			},
		]),
	],
	// All that is filled in is checked on the way. Two items with one number make one contact.
	target: (parameters) => newContact(parameters).phoneNumber ?? '',
	execute: async ({ options, ...filledIn }, workbench) => {
		const { phoneNumber, ...values } = newContact(filledIn);
		const asked = askedOf(options);
		const find = async () => await contactWithPhone(workbench, phoneNumber ?? '', { IncludeDetails: asked });
		const known = await find();
		const { contact, created } = known
			? { contact: known, created: false }
			: await make(workbench, { phoneNumber, ...values }, find);
		if (created)
			return [{ created, ...changedContact(await withCustomFields(workbench, contact, values.customFields)) }];
		const fields = changedFields(values, contactFields);
		if (!options.updateIfFound || fields.length === 0)
			return [{ created, ...withAskedDetails(contact, asked, contactDetails) }];
		const updated = await workbench.send({
			endpoint: 'PUT /core/v2/contact/{id}',
			path: { id: contact.id ?? '' },
			body: { ...values, options: { tagsOperation: options.tagOperation ?? 'InsertIfNotExists' }, fields },
		});
		// A change may be answered without a word.
		const isTold = updated.createdAt !== undefined;
		return [{ created, ...changedContact(isTold ? updated : ((await find()) ?? updated)) }];
	},
	example: (record) => ({ created: true, ...changedContact(record('POST /core/v1/contact')) }),
	simplify: ['created', ...contactSummary],
});

/** Makes the contact. Where that fails, it may be there all the same: the answer was lost, or somebody was faster. */
async function make(
	workbench: Workbench<'POST /core/v1/contact'>,
	contact: Omit<Request<'POST /core/v1/contact'>['body'], 'options'>,
	find: () => Promise<Contact | undefined>,
): Promise<{ contact: Contact; created: boolean }> {
	const made = await workbench.attempt(
		async () =>
			await workbench.send({
				endpoint: 'POST /core/v1/contact',
				body: { ...contact, options: { upsert: false, getIfExists: false } },
			}),
	);
	if ('value' in made) return { contact: made.value, created: true };
	const found = await find();
	if (!found) throw made.error;
	return { contact: found, created: !made.refused };
}
