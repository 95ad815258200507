import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { dateFilters, dateQuery, listOptions, sortingOf } from '../../fields/list';
import { contact, portfolio } from '../../fields/pick';

export const getContacts = operation({
	name: 'Get Contacts',
	value: 'getContacts',
	action: 'Get contacts of portfolio',
	description: 'Retrieve a list of the contacts in a portfolio, narrowed down by filters',
	endpoint: 'GET /core/v1/portfolio/{id}/contact',
	properties: [
		portfolio,
		collection.filters([
			{ ...contact, description: 'Only this contact, to see whether it is in the portfolio' },
			...dateFilters,
		]),
		collection.options(listOptions()),
	],
	paging: 'Page',
	// Dates always arrive in UTC, so the service is not asked to take them for the company's time.
	request: ({ portfolioId, filters, options }) => {
		const { orderBy, orderDirection } = sortingOf(options);
		return {
			path: { id: portfolioId },
			query: {
				ContactIds: filters.contactId ? [filters.contactId] : undefined,
				...dateQuery(filters),
				[orderDirection === 'DESCENDING' ? 'OrderByDesc' : 'OrderBy']: orderBy,
				Type: 'PageNumber',
			},
		};
	},
});
