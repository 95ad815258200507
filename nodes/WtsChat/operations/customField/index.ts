import type { Resource } from '../operation';
import { getMany } from './getMany';

export const customField: Resource = {
	name: 'Custom Field',
	value: 'customField',
	description: 'A field that the account has made for its contacts or cards',
	operations: [getMany],
	usual: getMany,
};
