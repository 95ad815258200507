import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { messageEssentials, messageId } from '../../fields/message';
import { ifNotFound } from '../../fields/result';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get message',
	description: 'Retrieve one message by its ID',
	endpoint: 'GET /chat/v1/message/{id}',
	properties: [{ ...messageId, form: 'id' }, collection.options([ifNotFound])],
	simplify: messageEssentials,
	request: ({ messageId }) => ({ path: { id: messageId } }),
});
