import type { Resource } from '../operation';
import { create } from './create';
import { duplicate } from './duplicate';
import { get } from './get';
import { getMany } from './getMany';
import { update } from './update';

export const card: Resource = {
	name: 'Card',
	value: 'card',
	description: 'An item on a CRM board',
	operations: [create, duplicate, get, getMany, update],
};
