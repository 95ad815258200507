import type { Resource } from '../operation';
import { getMany } from './getMany';

export const channel: Resource = {
	name: 'Channel',
	value: 'channel',
	description: 'A WhatsApp number, Instagram or Messenger account',
	operations: [getMany],
	usual: getMany,
};
