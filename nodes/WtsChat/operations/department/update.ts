import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { department, departmentName, departmentSettings, restriction, settingsOf } from '../../fields/department';
import { neededChanges } from '../../fields/update';

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update department',
	description: 'Change the settings of a department; what is not added stays as it is',
	endpoint: 'PUT /core/v1/department/{id}',
	properties: [
		department,
		collection.updateFields([
			...departmentSettings,
			{ ...departmentName, required: undefined, description: 'What the department is to be called' },
			restriction,
		]),
	],
	request: ({ departmentId, updateFields }) => ({
		path: { id: departmentId },
		body: {
			name: updateFields.name,
			...settingsOf(updateFields),
			fields: neededChanges(updateFields, { channelScope: 'ChannelsConfig', channelIds: 'ChannelsConfig' }),
		},
	}),
});
