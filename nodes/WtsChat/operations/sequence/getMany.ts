import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { includeDetails } from '../../fields/details';
import { dateFilters, filterByText, listOptions, listQuery } from '../../fields/list';
import { contact } from '../../fields/pick';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many sequences',
	description: 'Retrieve a list of sequences, narrowed down by filters',
	endpoint: 'GET /chat/v1/sequence',
	properties: [
		collection.filters([
			{ ...contact, description: 'Only sequences that this contact is in' },
			...dateFilters,
			filterByText('Name', 'name', 'Welcome', 'Only sequences with this name'),
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
			...listQuery(filters, options),
		},
	}),
});
