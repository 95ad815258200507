import type { Resource } from '../operation';
import { addContact } from './addContact';
import { getContacts } from './getContacts';
import { getMany } from './getMany';
import { removeContact } from './removeContact';

export const portfolio: Resource = {
	name: 'Portfolio',
	value: 'portfolio',
	description: 'A set of contacts that departments and users look after',
	operations: [addContact, getContacts, getMany, removeContact],
	usual: getMany,
};
