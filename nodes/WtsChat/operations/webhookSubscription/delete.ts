import { operation } from '../operation';
import { deleted } from '../../fields/result';
import { subscriptionId } from '../../fields/webhook';

export const deleteSubscription = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete webhook subscription',
	description: 'Delete a webhook subscription, so that its address is told nothing more',
	endpoint: 'DELETE /core/v1/webhook/subscription/{subscriptionId}',
	properties: [subscriptionId],
	request: ({ subscriptionId }) => ({ path: { subscriptionId } }),
	output: (_, { subscriptionId }) => deleted(subscriptionId),
});
