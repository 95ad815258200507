import { operation } from '../operation';
import { cardId, cardSummary, cardWith, includeCardDetails } from '../../fields/card';
import { collection } from '../../fields/collection';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get card',
	description: 'Retrieve one card of a CRM board by its ID',
	endpoint: 'GET /crm/v2/panel/card/{id}',
	properties: [cardId, collection.options([ifNotFound, includeCardDetails])],
	request: ({ cardId, options }) => ({ path: { id: cardId }, query: { IncludeDetails: options.includeDetails } }),
	output: (card, { options }) => cardWith(card, options.includeDetails),
	simplify: cardSummary,
});
