import { operation } from '../operation';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many webhook subscriptions',
	description: 'Retrieve the webhook subscriptions of the account, also those that are switched off',
	endpoint: 'GET /core/v1/webhook/subscription',
	properties: [],
	paging: 'whole',
	request: () => ({}),
});
