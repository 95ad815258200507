import { batchForm } from '../batch';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { contacts, namedContact, together } from '../../fields/enrolment';
import { oneByOne } from '../../fields/result';
import { oneSpelling } from '../../fields/spelling';
import { sequenceId } from '../../fields/sequence';
import { knownOrNew } from '../../steps/contact';

export const addContact = operation({
	name: 'Add Contact',
	value: 'addContact',
	action: 'Add contact to sequence',
	description: 'Put a contact, or several of them, into a sequence, so that they get its messages',
	endpoint: 'POST /chat/v1/sequence/{id}/contact',
	properties: [
		sequenceId,
		{ ...contacts, description: 'The contact, or several of them, to put into the sequence' },
		collection.options([oneByOne]),
	],
	repeatable: true,
	// The service makes a second contact of one that it keeps with the other form of the number.
	lookUp: async ({ contactId }, service) => ({ contactId: await knownOrNew(service, contactId) }),
	target: ({ contactId }) => contactId,
	request: ({ sequenceId, contactId }) => ({ path: { id: sequenceId }, body: namedContact(contactId) }),
	batch: batchForm({
		single: 'POST /chat/v1/sequence/{id}/contact',
		endpoint: 'POST /chat/v1/sequence/{id}/contact/batch',
		...together,
		// The answer names contacts by ID, and by phone number only where details come with it, which is not documented.
		split: (request) => (request.body.contactId ? together.split(request) : undefined),
		results: ({ items }) => items ?? [],
		identitiesOf: ({ contactId }) => [contactId && oneSpelling(contactId)],
	}),
});
