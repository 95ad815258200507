import { operation } from '../operation';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many tags',
	description: 'Retrieve a list of the tags that the account has for its contacts',
	endpoint: 'GET /core/v1/tag',
	properties: [],
	paging: 'whole',
	request: () => ({}),
});
