import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { askedOf, contactSummary, contactWith, includeContactDetails, statusFilter } from '../../fields/contact';
import { changeOptions, dateFilters, listOptions, listQuery } from '../../fields/list';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many contacts',
	description: 'Retrieve a list of contacts by status and date; to find some by what they hold, search',
	endpoint: 'GET /core/v1/contact',
	properties: [
		collection.filters([...dateFilters, statusFilter]),
		collection.options([includeContactDetails, ...changeOptions, ...listOptions('Name', 'PhoneNumber')]),
	],
	paging: 'PageNumber',
	request: ({ filters, options }) => ({
		query: {
			Status: filters.status,
			IncludeDetails: askedOf(options),
			...listQuery(filters, options),
		},
	}),
	output: (contact, { options }) => contactWith(contact, options),
	simplify: contactSummary,
});
