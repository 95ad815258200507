import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { includeDetails } from '../../fields/details';
import { dateFilters, filterByText, listOptions, listQuery } from '../../fields/list';
import { channel } from '../../fields/template';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many templates',
	description: 'Retrieve a list of message templates, narrowed down by filters',
	endpoint: 'GET /chat/v1/template',
	properties: [
		collection.filters([
			{
				displayName: 'Approved Only',
				name: 'approvedOnly',
				type: 'boolean',
				default: false,
				description: 'Whether to leave templates out that may not be sent',
			},
			{
				displayName: 'Archived',
				name: 'archived',
				type: 'boolean',
				default: false,
				description: 'Whether to list archived templates, or those that are not',
			},
			channel,
			...dateFilters,
			filterByText('Name', 'name', 'order_shipped', 'Only templates with this name'),
			filterByText('Text', 'searchableText', 'your order', 'Only templates whose content has this text'),
			{
				displayName: 'Type',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'Attendance', value: 'ATTENDANCE', description: 'For agents to start conversations with' },
					{ name: 'Authentication', value: 'AUTHENTICATION', description: 'For one-time passwords' },
					{ name: 'Campaign', value: 'CAMPAIGN' },
					{ name: 'Quick Reply', value: 'QUICKREPLY' },
					{ name: 'Scheduled Message', value: 'SCHEDULEDMESSAGE' },
					{ name: 'Sequence', value: 'SEQUENCE' },
				],
				default: 'ATTENDANCE',
				description: 'Only templates for this use',
			},
		]),
		collection.options([
			includeDetails('Parts to add to each template', {
				All: 'All',
				File: 'File',
				Interactive: 'Interactive',
				Parameters: 'Params',
			}),
			...listOptions('Name'),
		]),
	],
	paging: 'PageNumber',
	simplify: ['id', 'updatedAt', 'name', 'text', 'params', 'status', 'type', 'fileType', 'channelId', 'archived'],
	request: ({ filters, options }) => ({
		query: {
			ApprovedOnly: filters.approvedOnly,
			Archived: filters.archived,
			ChannelId: filters.channelId,
			Name: filters.name,
			SearchableText: filters.searchableText,
			Type: filters.type,
			IncludeDetails: options.includeDetails,
			...listQuery(filters, options),
		},
	}),
});
