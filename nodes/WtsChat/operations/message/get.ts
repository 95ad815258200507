import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { messageId, messageSummary, messageWith } from '../../fields/message';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get message',
	description: 'Retrieve one message by its ID',
	endpoint: 'GET /chat/v1/message/{id}',
	properties: [{ ...messageId, form: 'id' }, collection.options([ifNotFound])],
	output: messageWith,
	simplify: messageSummary,
	request: ({ messageId }) => ({ path: { id: messageId } }),
});
