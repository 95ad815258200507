import type { Resource } from '../operation';
import { getMany } from './getMany';

export const template: Resource = {
	name: 'Template',
	value: 'template',
	description: 'A text that may start conversations, with named parameters',
	operations: [getMany],
	usual: getMany,
};
