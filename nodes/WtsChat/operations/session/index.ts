import type { Resource } from '../operation';
import { complete } from './complete';
import { get } from './get';
import { getMany } from './getMany';

export const session: Resource = {
	name: 'Session',
	value: 'session',
	description: 'A conversation with a contact',
	operations: [complete, get, getMany],
};
