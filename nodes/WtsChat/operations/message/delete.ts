import { operation } from '../operation';
import { messageId } from '../../fields/message';
import { deleted } from '../../fields/result';

export const deleteMessage = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete message',
	description: 'Take a message back that was sent, where its channel can do that',
	endpoint: 'DELETE /chat/v1/message/{id}',
	properties: [{ ...messageId, form: 'id' }],
	request: ({ messageId }) => ({ path: { id: messageId } }),
	output: (_, { messageId }) => deleted(messageId),
});
