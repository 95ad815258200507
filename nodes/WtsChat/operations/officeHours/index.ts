import type { Resource } from '../operation';
import { get } from './get';

export const officeHours: Resource = {
	name: 'Office Hours',
	value: 'officeHours',
	description: 'When the company serves its customers',
	operations: [get],
	usual: get,
};
