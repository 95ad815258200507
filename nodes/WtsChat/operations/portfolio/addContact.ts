import { batchForm } from '../batch';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { contacts, namedContact, together } from '../../fields/enrolment';
import { portfolio } from '../../fields/pick';
import { oneByOne } from '../../fields/result';
import { oneSpelling } from '../../fields/spelling';

export const addContact = operation({
	name: 'Add Contact',
	value: 'addContact',
	action: 'Add contact to portfolio',
	description: 'Put a contact, or several of them, into a portfolio',
	endpoint: 'POST /core/v1/portfolio/{id}/contact',
	properties: [
		portfolio,
		{ ...contacts, description: 'The contact, or several of them, to put into the portfolio' },
		collection.options([oneByOne]),
	],
	repeatable: true,
	target: ({ contactId }) => contactId,
	request: ({ portfolioId, contactId }) => ({ path: { id: portfolioId }, body: namedContact(contactId) }),
	batch: batchForm({
		single: 'POST /core/v1/portfolio/{id}/contact',
		endpoint: 'POST /core/v1/portfolio/{id}/contact/batch',
		...together,
		results: ({ items }) => items ?? [],
		identitiesOf: ({ contactId, contactDetails }) =>
			[contactId, contactDetails?.phonenumber].map((name) => name && oneSpelling(name)),
	}),
});
