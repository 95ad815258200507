import { batchForm } from '../batch';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { contacts, namedContact, together } from '../../fields/enrolment';
import { portfolio } from '../../fields/pick';
import { oneByOne } from '../../fields/result';
import { knownContactId } from '../../steps/contact';

export const removeContact = operation({
	name: 'Remove Contact',
	value: 'removeContact',
	action: 'Remove contact from portfolio',
	description: 'Take a contact, or several of them, out of a portfolio; the contacts themselves remain',
	endpoint: 'DELETE /core/v1/portfolio/{id}/contact',
	properties: [
		portfolio,
		{ ...contacts, description: 'The contact, or several of them, to take out of the portfolio' },
		collection.options([oneByOne]),
	],
	// The answer has no body, so it would not say that a number is nobody's, or kept in another form.
	lookUp: async ({ contactId }, service) => ({ contactId: await knownContactId(service, contactId) }),
	target: ({ contactId }) => contactId,
	request: ({ portfolioId, contactId }) => ({ path: { id: portfolioId }, body: namedContact(contactId) }),
	output: (_, { portfolioId, contactId }) => ({ success: true, portfolioId, ...namedContact(contactId) }),
	batch: batchForm({
		single: 'DELETE /core/v1/portfolio/{id}/contact',
		endpoint: 'DELETE /core/v1/portfolio/{id}/contact/batch',
		...together,
	}),
});
