import { batchForm } from '../batch';
import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { oneByOne } from '../../fields/result';
import { scheduledMessageId } from '../../fields/scheduledMessage';

export const cancel = operation({
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel scheduled message',
	description: 'Keep a scheduled message from going out; one that went out cannot be canceled',
	endpoint: 'POST /chat/v1/scheduled-message/{id}/cancel',
	properties: [scheduledMessageId, collection.options([oneByOne])],
	request: ({ scheduledMessageId }) => ({ path: { id: scheduledMessageId } }),
	output: (_, { scheduledMessageId }) => ({ success: true, scheduledMessageId }),
	batch: batchForm({
		single: 'POST /chat/v1/scheduled-message/{id}/cancel',
		endpoint: 'POST /chat/v1/scheduled-message/batch-cancel',
		size: 100,
		split: ({ path: { id } }) => ({ shared: undefined, entry: id }),
		join: (_, ids) => ({ body: ids }),
		identityOf: (id) => id,
		results: (canceled) => canceled,
		identitiesOf: ({ id }) => [id],
		inquiry: {
			request: (id) => ({ endpoint: 'GET /chat/v1/scheduled-message/{id}', path: { id } }),
			wasTaken: ({ status }) => status && status === 'CANCELED',
		},
	}),
});
