import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { askedOf, contactStatuses, contactSummary, contactWith, includeContactDetails } from '../../fields/contact';
import { changeOptions, dateFilters, dateQuery, limit, listOptions, returnAll, sortingQuery } from '../../fields/list';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many contacts',
	description: 'Retrieve a list of contacts by status and date; to find some by what they hold, search',
	endpoint: 'GET /core/v1/contact',
	properties: [
		returnAll,
		limit,
		collection.filters([
			...dateFilters,
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: contactStatuses,
				default: 'ACTIVE',
				description: 'Only contacts in this status; without it, the active ones',
			},
		]),
		collection.options([includeContactDetails, ...changeOptions, ...listOptions('Name', 'PhoneNumber')]),
	],
	paging: 'PageNumber',
	request: ({ filters, options }) => ({
		query: {
			Status: filters.status,
			IncludeDetails: askedOf(options),
			...dateQuery(filters),
			...sortingQuery(options),
		},
	}),
	output: (contact, { options }) => contactWith(contact, options),
	simplify: contactSummary,
});
