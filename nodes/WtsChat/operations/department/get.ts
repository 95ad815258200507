import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { department } from '../../fields/department';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get department',
	description: 'Retrieve one department, with its agents and channels if wanted',
	endpoint: 'GET /core/v1/department/{id}',
	properties: [
		department,
		collection.options([
			ifNotFound,
			{
				displayName: 'Include Details',
				name: 'includeDetails',
				type: 'options',
				options: [
					{ name: 'Agents', value: 'Agents' },
					{ name: 'Agents and Channels', value: 'All' },
					{ name: 'Channels', value: 'Channels' },
				],
				default: 'All',
				description: 'What to add to the department',
			},
		]),
	],
	request: ({ departmentId, options }) => ({
		path: { id: departmentId },
		query: { includeDetails: options.includeDetails },
	}),
	simplify: [
		'id',
		'name',
		'description',
		'isDefault',
		'isPrivate',
		'restrictionType',
		'distribuitionEnabled',
		'distributionConfig',
		'agents',
		'channels',
	],
});
