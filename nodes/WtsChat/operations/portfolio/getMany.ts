import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { includeDetails } from '../../fields/details';
import { dateFilters, listOptions, listQuery } from '../../fields/list';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many portfolios',
	description: 'Retrieve a list of the portfolios, the sets of contacts that departments and users look after',
	endpoint: 'GET /core/v1/portfolio',
	properties: [
		collection.filters(dateFilters),
		collection.options([
			includeDetails('What to add to each portfolio', { 'Contact Count': 'ContactCount', Departments: 'Departments' }),
			...listOptions('Name'),
		]),
	],
	paging: 'PageNumber',
	request: ({ filters, options }) => ({
		query: { IncludeDetails: options.includeDetails, ...listQuery(filters, options) },
	}),
	simplify: [
		'id',
		'name',
		'active',
		'type',
		'automaticAttribution',
		'expirationDurationInMonths',
		'contactsCount',
		'departments',
		'createdAt',
		'updatedAt',
	],
});
