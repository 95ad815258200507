import { batchForm } from '../batch';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { contacts, namedContact, together } from '../../fields/enrolment';
import { oneByOne } from '../../fields/result';
import { sequenceId } from '../../fields/sequence';
import { knownContactId } from '../../steps/contact';

export const removeContact = operation({
	name: 'Remove Contact',
	value: 'removeContact',
	action: 'Remove contact from sequence',
	description: 'Take a contact, or several of them, out of a sequence, so that they get no more of its messages',
	endpoint: 'DELETE /chat/v1/sequence/{id}/contact',
	properties: [
		sequenceId,
		{ ...contacts, description: 'The contact, or several of them, to take out of the sequence' },
		collection.options([oneByOne]),
	],
	// The answer has no body, so it would not say that a number is nobody's, or kept in another form.
	lookUp: async ({ contactId }, service) => ({ contactId: await knownContactId(service, contactId) }),
	target: ({ contactId }) => contactId,
	request: ({ sequenceId, contactId }) => ({ path: { id: sequenceId }, body: namedContact(contactId) }),
	output: (_, { sequenceId, contactId }) => ({ success: true, sequenceId, ...namedContact(contactId) }),
	batch: batchForm({
		single: 'DELETE /chat/v1/sequence/{id}/contact',
		endpoint: 'DELETE /chat/v1/sequence/{id}/contact/batch',
		...together,
	}),
});
