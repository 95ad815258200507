import { batchForm } from '../batch';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { contacts, namedContact, together } from '../../fields/enrolment';
import { oneByOne } from '../../fields/result';
import { sequenceId } from '../../fields/sequence';

export const removeContact = operation({
	name: 'Remove Contact',
	value: 'removeContact',
	action: 'Remove contact from sequence',
	description:
		'Take a contact out of a sequence, found by its ID or phone number, so that it gets no more of its messages',
	endpoint: 'DELETE /chat/v1/sequence/{id}/contact',
	properties: [
		sequenceId,
		{ ...contacts, description: 'The contact, or several of them, to take out of the sequence' },
		collection.options([oneByOne]),
	],
	target: ({ contactId }) => contactId,
	request: ({ sequenceId, contactId }) => ({ path: { id: sequenceId }, body: namedContact(contactId) }),
	output: (_, { sequenceId, contactId }) => ({ success: true, sequenceId, ...namedContact(contactId) }),
	// The answer has no body, so it says nothing of single contacts.
	batch: batchForm({
		single: 'DELETE /chat/v1/sequence/{id}/contact',
		endpoint: 'DELETE /chat/v1/sequence/{id}/contact/batch',
		...together,
	}),
});
