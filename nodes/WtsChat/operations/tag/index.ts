import type { Resource } from '../operation';
import { create } from './create';
import { deleteTag } from './delete';
import { getColors } from './getColors';
import { getMany } from './getMany';
import { update } from './update';

export const tag: Resource = {
	name: 'Tag',
	value: 'tag',
	description: 'A label that is put on contacts',
	operations: [create, deleteTag, getColors, getMany, update],
	usual: getMany,
};
