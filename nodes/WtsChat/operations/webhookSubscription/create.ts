import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { eventsOf, subscriptionFields } from '../../fields/webhook';

const { enabled, events, name, url } = subscriptionFields;

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create webhook subscription',
	description:
		'Have the service tell an address what happens in the account. To start a workflow, the WTS Chat Trigger does it by itself.',
	endpoint: 'POST /core/v1/webhook/subscription',
	properties: [
		{ ...name, required: true },
		{ ...url, required: true },
		{ ...events, required: true },
		collection.additionalFields([enabled]),
	],
	request: ({ name, url, events, additionalFields }) => ({
		body: { name, url, events: eventsOf(events), ...additionalFields },
	}),
});
