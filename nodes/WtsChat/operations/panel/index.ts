import type { Resource } from '../operation';
import { get } from './get';
import { getCustomFields } from './getCustomFields';
import { getLostReasons } from './getLostReasons';
import { getMany } from './getMany';

export const panel: Resource = {
	name: 'Panel',
	value: 'panel',
	description: 'A CRM board with its steps',
	operations: [get, getCustomFields, getLostReasons, getMany],
	usual: getMany,
};
