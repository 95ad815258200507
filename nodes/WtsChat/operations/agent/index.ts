import type { Resource } from '../operation';
import { changeStatus } from './changeStatus';
import { create } from './create';
import { deleteAgent } from './delete';
import { get } from './get';
import { getMany } from './getMany';
import { logOut } from './logOut';
import { update } from './update';
import { updateDepartments } from './updateDepartments';

export const agent: Resource = {
	name: 'Agent',
	value: 'agent',
	description: 'A person who works with the account',
	operations: [changeStatus, create, deleteAgent, get, getMany, logOut, update, updateDepartments],
	usual: getMany,
};
