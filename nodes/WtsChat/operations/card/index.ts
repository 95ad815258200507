import type { Resource } from '../operation';
import { addForContact } from './addForContact';
import { create } from './create';
import { duplicate } from './duplicate';
import { get } from './get';
import { getMany } from './getMany';
import { markLost } from './markLost';
import { markWon } from './markWon';
import { move } from './move';
import { update } from './update';

export const card: Resource = {
	name: 'Card',
	value: 'card',
	description: 'An item on a CRM board',
	operations: [addForContact, create, duplicate, get, getMany, markLost, markWon, move, update],
	usual: getMany,
};
