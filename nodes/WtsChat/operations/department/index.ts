import type { Resource } from '../operation';
import { create } from './create';
import { deleteDepartment } from './delete';
import { get } from './get';
import { getChannels } from './getChannels';
import { getMany } from './getMany';
import { update } from './update';
import { updateAgents } from './updateAgents';

export const department: Resource = {
	name: 'Department',
	value: 'department',
	description: 'A team of agents',
	operations: [create, deleteDepartment, get, getChannels, getMany, update, updateAgents],
	usual: getMany,
};
