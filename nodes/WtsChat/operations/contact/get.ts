import { operation } from '../operation';
import { collection } from '../../fields/collection';
import {
	askedOf,
	contactWith,
	contactOrPhone,
	contactPath,
	contactSummary,
	includeContactDetails,
} from '../../fields/contact';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get contact',
	description: 'Retrieve one contact by its ID or phone number',
	endpoint: ['GET /core/v1/contact/{id}', 'GET /core/v1/contact/phonenumber/{phone}'],
	properties: [contactOrPhone, collection.options([ifNotFound, includeContactDetails])],
	request: ({ contactId, options }) => {
		const path = contactPath(contactId);
		const query = { IncludeDetails: askedOf(options) };
		return 'id' in path
			? { endpoint: 'GET /core/v1/contact/{id}', path, query }
			: { endpoint: 'GET /core/v1/contact/phonenumber/{phone}', path, query };
	},
	output: (contact, { options }) => contactWith(contact, options),
	simplify: contactSummary,
});
