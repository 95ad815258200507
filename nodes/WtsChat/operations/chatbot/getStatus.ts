import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { ifNotFound } from '../../fields/result';

export const getStatus = operation({
	name: 'Get Status',
	value: 'getStatus',
	action: 'Get status of chatbot start',
	description: 'Ask whether a chatbot that was started without waiting has begun, or why it failed',
	endpoint: 'GET /chat/v1/send/chatbot/{id}',
	properties: [
		{
			displayName: 'Start ID',
			name: 'startId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
			description: 'The ID that starting it returned, or the Sender ID that was given',
		},
		collection.options([ifNotFound]),
	],
	request: ({ startId }) => ({ path: { id: startId } }),
});
