import type { Resource } from '../operation';
import { addContact } from './addContact';
import { getContacts } from './getContacts';
import { getMany } from './getMany';
import { removeContact } from './removeContact';

export const sequence: Resource = {
	name: 'Sequence',
	value: 'sequence',
	description: 'A series of automatic messages',
	operations: [addContact, getContacts, getMany, removeContact],
	usual: getMany,
};
