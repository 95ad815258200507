import type { Resource } from '../operation';
import { sendText } from './sendText';

export const message: Resource = {
	name: 'Message',
	value: 'message',
	description: 'What is written to a contact, or by one',
	operations: [sendText],
};
