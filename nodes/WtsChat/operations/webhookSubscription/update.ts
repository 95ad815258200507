import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { neededChanges } from '../../fields/update';
import { eventsOf, subscriptionFields, subscriptionId } from '../../fields/webhook';

const { enabled, events, name, url } = subscriptionFields;

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update webhook subscription',
	description: 'Change the address, events or name of a webhook subscription, or switch it on or off',
	endpoint: 'PUT /core/v1/webhook/subscription/{subscriptionId}',
	properties: [
		subscriptionId,
		collection.updateFields([
			enabled,
			{ ...events, description: `${events.description} Others are no longer sent.` },
			name,
			url,
		]),
	],
	request: ({ subscriptionId, updateFields: { events, ...values } }) => ({
		path: { subscriptionId },
		body: {
			fields: neededChanges({ ...values, events }),
			...values,
			events: events && eventsOf(events),
		},
	}),
});
