import type { Resource } from '../operation';
import { getMany } from './getMany';
import { getStatus } from './getStatus';
import { start } from './start';

export const chatbot: Resource = {
	name: 'Chatbot',
	value: 'chatbot',
	description: 'A conversation that runs by itself',
	operations: [getMany, getStatus, start],
	usual: start,
};
