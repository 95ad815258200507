import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { withAskedDetails } from '../../fields/details';
import { ifNotFound } from '../../fields/result';
import {
	includeScheduledDetails,
	scheduledDetails,
	scheduledMessageId,
	scheduledSummary,
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
	output: (scheduled, { options }) => withAskedDetails(scheduled, options.includeDetails, scheduledDetails),
	simplify: scheduledSummary,
});
