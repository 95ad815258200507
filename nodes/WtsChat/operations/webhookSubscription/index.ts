import type { Resource } from '../operation';
import { create } from './create';
import { deleteSubscription } from './delete';
import { ensure } from './ensure';
import { get } from './get';
import { getEvents } from './getEvents';
import { getMany } from './getMany';
import { update } from './update';

export const webhookSubscription: Resource = {
	name: 'Webhook Subscription',
	value: 'webhookSubscription',
	description: 'An address that is told what happens in the account',
	operations: [create, deleteSubscription, ensure, get, getEvents, getMany, update],
	usual: getMany,
};
