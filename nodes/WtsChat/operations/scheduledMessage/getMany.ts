import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { contactOrPhone, contactPath } from '../../fields/contact';
import { between, dateFilters, listOptions, listQuery } from '../../fields/list';
import { department, user } from '../../fields/pick';
import { includeScheduledDetails, messageTypes, scheduledSummary, scheduledWith } from '../../fields/scheduledMessage';
import { channelOf, from } from '../../fields/send';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many scheduled messages',
	description: 'Retrieve a list of scheduled messages, those that went out among them, narrowed down by filters',
	endpoint: 'GET /chat/v1/scheduled-message',
	properties: [
		collection.filters([
			{ ...contactOrPhone, description: 'Only messages to this contact' },
			...dateFilters,
			{ ...department, description: 'Only messages of this team' },
			{ ...from, description: 'Only messages from this channel of the account', whenEmptied: undefined },
			...between('Scheduled', 'scheduled', 'messages to be sent'),
			{
				displayName: 'Status',
				name: 'status',
				type: 'options',
				options: [
					{ name: 'Canceled', value: 'CANCELED' },
					{ name: 'Delivered', value: 'DELIVERED' },
					{ name: 'Failed', value: 'FAILED' },
					{ name: 'Processed', value: 'PROCESSED' },
					{ name: 'Read', value: 'READ' },
					{ name: 'Scheduled', value: 'SCHEDULED' },
					{ name: 'Sent', value: 'SENT' },
				],
				default: 'SCHEDULED',
				description: 'Only messages in this status',
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: messageTypes,
				default: 'TEMPLATE',
				description: 'Only templates, or only chatbots',
			},
			{ ...user, description: 'Only messages that this person scheduled' },
		]),
		collection.options([includeScheduledDetails, ...listOptions('Scheduling')]),
	],
	paging: 'PageNumber',
	request: ({ filters, options }) => ({
		query: {
			'ScheduledAt.Before': filters.scheduledBefore,
			'ScheduledAt.After': filters.scheduledAfter,
			Status: filters.status,
			Type: filters.type,
			From: channelOf(filters.from),
			To: filters.contactId && Object.values(contactPath(filters.contactId))[0],
			User: filters.userId,
			Department: filters.departmentId,
			IncludeDetails: options.includeDetails,
			...listQuery(filters, options),
		},
	}),
	output: (scheduled, { options }) => scheduledWith(scheduled, options.includeDetails),
	simplify: scheduledSummary,
});
