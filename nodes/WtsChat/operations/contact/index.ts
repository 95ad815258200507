import type { Resource } from '../operation';
import { create } from './create';
import { createOrUpdate } from './createOrUpdate';
import { findOrCreate } from './findOrCreate';
import { get } from './get';
import { getMany } from './getMany';
import { search } from './search';
import { update } from './update';
import { updateTags } from './updateTags';

export const contact: Resource = {
	name: 'Contact',
	value: 'contact',
	description: 'A person or group that the account talks to',
	operations: [create, createOrUpdate, findOrCreate, get, getMany, search, update, updateTags],
	usual: get,
};
