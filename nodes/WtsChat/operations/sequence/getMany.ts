import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { includeDetails } from '../../fields/details';
import { dateFilters, dateQuery, limit, listOptions, returnAll, sortingQuery } from '../../fields/list';
import { contact } from '../../fields/pick';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many sequences',
	description: 'Retrieve a list of sequences, narrowed down by filters',
	endpoint: 'GET /chat/v1/sequence',
	properties: [
		returnAll,
		limit,
		collection.filters([
			{ ...contact, description: 'Only sequences that this contact is in' },
			...dateFilters,
			{
				displayName: 'Name',
				name: 'name',
				type: 'string',
				default: '',
				placeholder: 'e.g. Welcome',
				description: 'Only sequences with this name',
			},
		]),
		collection.options([
			includeDetails('What to add to each sequence', {
				'Execution Stats': 'ExecutionStats',
				'Number of Contacts': 'ContactExecutingCount',
			}),
			...listOptions('Name'),
		]),
	],
	paging: 'PageNumber',
	request: ({ filters, options }) => ({
		query: {
			Name: filters.name,
			ContactId: filters.contactId,
			IncludeDetails: options.includeDetails,
			...dateQuery(filters),
			...sortingQuery(options),
		},
	}),
});
