import type { Resource } from '../operation';
import { create } from './create';
import { deleteNote } from './delete';
import { getMany } from './getMany';

export const cardNote: Resource = {
	name: 'Card Note',
	value: 'cardNote',
	description: 'A note on a card',
	operations: [create, deleteNote, getMany],
	usual: getMany,
};
