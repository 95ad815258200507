import type { Resource } from '../operation';
import { create } from './create';
import { deleteNote } from './delete';
import { get } from './get';
import { getMany } from './getMany';

export const sessionNote: Resource = {
	name: 'Session Note',
	value: 'sessionNote',
	description: 'An internal note of a session',
	operations: [create, deleteNote, get, getMany],
	usual: create,
};
