import { operation } from '../operation';
import { messageEssentials, messageId } from '../../fields/message';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get message',
	description: 'Retrieve one message by its ID',
	endpoint: 'GET /chat/v1/message/{id}',
	properties: [
		{ ...messageId, form: 'id' },
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [ifNotFound],
		},
	],
	simplify: messageEssentials,
	request: ({ messageId }) => ({ path: { id: messageId } }),
});
