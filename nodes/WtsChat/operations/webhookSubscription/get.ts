import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { ifNotFound } from '../../fields/result';
import { subscriptionId } from '../../fields/webhook';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get webhook subscription',
	description: 'Retrieve one webhook subscription by its ID',
	endpoint: 'GET /core/v1/webhook/subscription/{subscriptionId}',
	properties: [subscriptionId, collection.options([ifNotFound])],
	request: ({ subscriptionId }) => ({ path: { subscriptionId } }),
});
