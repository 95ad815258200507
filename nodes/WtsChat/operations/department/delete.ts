import { operation } from '../operation';
import { department } from '../../fields/department';
import { deleted } from '../../fields/result';

export const deleteDepartment = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete department',
	description: 'Delete a department for good; its agents remain',
	endpoint: 'DELETE /core/v1/department/{id}',
	properties: [department],
	request: ({ departmentId }) => ({ path: { id: departmentId } }),
	output: (_, { departmentId }) => deleted(departmentId),
});
