import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { dateFilters, filterByText, listOptions, listQuery } from '../../fields/list';
import { phoneDigits } from '../../fields/phone';
import { contact } from '../../fields/pick';
import { sequenceId } from '../../fields/sequence';

export const getContacts = operation({
	name: 'Get Contacts',
	value: 'getContacts',
	action: 'Get contacts of sequence',
	description: 'Retrieve a list of the contacts in a sequence, narrowed down by filters',
	endpoint: 'GET /chat/v2/sequence/{id}/contact',
	properties: [
		sequenceId,
		collection.filters([
			{ ...contact, description: 'Only this contact, to see whether it is in the sequence' },
			...dateFilters,
			filterByText('Name', 'name', 'Ana', 'Only contacts with this name'),
			filterByText('Phone Number', 'phoneNumber', '+55 11 98888-7777', 'Only the contact with this phone number'),
		]),
		collection.options([
			{
				displayName: 'Include Contact Details',
				name: 'includeContactDetails',
				type: 'boolean',
				default: false,
				description: 'Whether to add phone number, email and the like of each contact',
			},
			...listOptions(),
		]),
	],
	paging: 'PageNumber',
	request: ({ sequenceId, filters, options }) => ({
		path: { id: sequenceId },
		query: {
			IncludeDetails: options.includeContactDetails ? ['ContactDetails'] : undefined,
			Name: filters.name,
			ContactId: filters.contactId,
			PhoneNumber: filters.phoneNumber && phoneDigits(filters.phoneNumber),
			...listQuery(filters, options),
		},
	}),
	simplify: [
		'id',
		'sequenceId',
		'contactId',
		'contactName',
		'contactDetails',
		'active',
		'origin',
		'createdAt',
		'lastAddedAt',
	],
});
