import type { Resource } from '../operation';
import { getMany } from './getMany';
import { getStatus } from './getStatus';
import { respond } from './respond';
import { start } from './start';

export const chatbot: Resource = {
	name: 'Chatbot',
	value: 'chatbot',
	description: 'A conversation that runs by itself',
	operations: [getMany, getStatus, respond, start],
	usual: start,
};
