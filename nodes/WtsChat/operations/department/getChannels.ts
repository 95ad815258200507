import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { department } from '../../fields/department';
import { ifNotFound } from '../../fields/result';

export const getChannels = operation({
	name: 'Get Channels',
	value: 'getChannels',
	action: 'Get channels of department',
	description: 'Retrieve which channels a department serves: all, none, or those with the IDs that come along',
	endpoint: 'GET /core/v1/department/{id}/channel',
	properties: [department, collection.options([ifNotFound])],
	request: ({ departmentId }) => ({ path: { id: departmentId } }),
	output: (channels, { departmentId }) => ({ departmentId, ...channels }),
});
