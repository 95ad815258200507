import type { Resource } from '../operation';
import { cancel } from './cancel';
import { create } from './create';
import { get } from './get';
import { getMany } from './getMany';
import { setReminder } from './setReminder';
import { update } from './update';

export const scheduledMessage: Resource = {
	name: 'Scheduled Message',
	value: 'scheduledMessage',
	description: 'A template or chatbot that goes out at a later time',
	operations: [cancel, create, get, getMany, setReminder, update],
	usual: create,
};
