import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { ifNotFound } from '../../fields/result';
import {
	includeScheduledDetails,
	scheduledMessageId,
	scheduledSummary,
	scheduledWith,
} from '../../fields/scheduledMessage';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get scheduled message',
	description: 'Retrieve one scheduled message by its ID, also after it has gone out',
	endpoint: 'GET /chat/v1/scheduled-message/{id}',
	properties: [scheduledMessageId, collection.options([ifNotFound, includeScheduledDetails])],
	request: ({ scheduledMessageId, options }) => ({
		path: { id: scheduledMessageId },
		query: { includeDetails: options.includeDetails },
	}),
	output: (scheduled, { options }) => scheduledWith(scheduled, options.includeDetails),
	simplify: scheduledSummary,
});
