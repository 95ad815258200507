import { operation } from '../operation';

export const getEvents = operation({
	name: 'Get Events',
	value: 'getEvents',
	action: 'Get events of webhook subscriptions',
	description: 'Retrieve the events that a webhook subscription can be told of',
	endpoint: 'GET /core/v1/webhook/event',
	properties: [],
	paging: 'whole',
	request: () => ({}),
});
