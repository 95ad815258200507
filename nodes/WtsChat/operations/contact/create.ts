import { UserError } from 'n8n-workflow';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { additionalFields, changedContact, contactSummary, name, newContact, phoneNumber } from '../../fields/contact';
import { contactCustomFields } from '../../fields/customFields';
import { instantOf } from '../../fields/date';
import { inKeptForm, withAllGiven, type Contact } from '../../steps/contact';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create contact',
	description: 'Add a new contact to the account; one that exists already is not changed',
	endpoint: 'POST /core/v1/contact',
	properties: [
		name,
		phoneNumber,
		...contactCustomFields,
		additionalFields,
		collection.options([
			{
				displayName: 'If Contact Exists',
				name: 'ifExists',
				type: 'options',
				options: [
					{ name: 'Return an Error', value: 'error' },
					{ name: 'Return the Contact', value: 'get', description: 'Nothing of it is changed' },
				],
				default: 'error',
				description: 'What to do when a contact has this phone number, Instagram name or email address already',
			},
		]),
	],
	// A contact that is kept with the other form of the number exists.
	lookUp: async ({ phoneNumber }, service) => await inKeptForm(service, phoneNumber),
	request: ({ options, ...filledIn }) => {
		const contact = newContact(filledIn);
		if (!contact.name && !contact.phoneNumber && !contact.email && !contact.instagram) {
			throw new UserError('The contact has neither a name nor an address', {
				description: "Fill in 'Name' or 'Phone Number', or add 'Email' or 'Instagram' to the additional fields.",
			});
		}
		return { body: { ...contact, options: { upsert: false, getIfExists: options.ifExists === 'get' } } };
	},
	complete: async (contact, { options, ...filledIn }, service) =>
		options.ifExists === 'get' && !isNew(contact)
			? contact
			: await withAllGiven(service, contact, newContact(filledIn)),
	output: changedContact,
	simplify: contactSummary,
});

/** A contact that was made at most so long ago, by the clock of this machine, and never changed was made just now. */
const JUST_NOW = 60_000;
/** Between the dates of one and the same writing. */
const AT_ONCE = 1_000;

/** Whether a contact is new: the service does not say whether it has made it or found it. */
function isNew({ createdAt, updatedAt }: Contact): boolean {
	const [made, changed] = [instantOf(createdAt), instantOf(updatedAt)];
	if (made === undefined || changed === undefined) return false;
	return changed - made < AT_ONCE && Math.abs(Date.now() - made) < JUST_NOW;
}
