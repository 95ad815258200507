import { operation } from '../operation';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many departments',
	description: 'Retrieve a list of the departments, each with its agents and channels',
	endpoint: 'GET /core/v2/department',
	properties: [],
	paging: 'whole',
	request: () => ({}),
	simplify: [
		'id',
		'name',
		'isDefault',
		'restrictionType',
		'distribuitionEnabled',
		'distributionConfig',
		'agents',
		'channels',
		'createdAt',
		'updatedAt',
	],
});
