import { operation } from '../operation';
import { ifNotFound } from '../../fields/result';
import { subscriptionId } from '../../fields/webhook';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get webhook subscription',
	description: 'Retrieve one webhook subscription by its ID',
	endpoint: 'GET /core/v1/webhook/subscription/{subscriptionId}',
	properties: [
		subscriptionId,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [ifNotFound],
		},
	],
	request: ({ subscriptionId }) => ({ path: { subscriptionId } }),
});
