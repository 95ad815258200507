import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { dateFilters, filterByText, listOptions, listQuery } from '../../fields/list';
import { CHOOSE, severalOf } from '../../fields/locator';
import { channels } from '../../fields/pick';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many chatbots',
	description: 'Retrieve a list of chatbots, narrowed down by filters',
	endpoint: 'GET /chat/v1/chatbot',
	properties: [
		collection.filters([
			{
				displayName: 'Automation Usages',
				name: 'automationUsages',
				type: 'multiOptions',
				options: [
					{ name: 'API', value: 'Api' },
					{ name: 'Campaign', value: 'Campaign' },
					{ name: 'Manual', value: 'Manual' },
					{ name: 'Sequence', value: 'Sequence' },
				],
				default: [],
				description: 'Only chatbots that may be started in one of these ways',
			},
			channels,
			...dateFilters,
			severalOf({
				displayName: 'Default Department Names or IDs',
				name: 'defaultDepartmentIds',
				description: `Only chatbots of these departments. ${CHOOSE}.`,
				picks: 'department',
				load: 'getDepartments',
			}),
			filterByText('Name', 'name', 'Satisfaction survey', 'Only chatbots with this name'),
			{
				displayName: 'Publish Statuses',
				name: 'publishStatuses',
				type: 'multiOptions',
				options: [
					{ name: 'Failed', value: 'Failed' },
					{ name: 'Not Published', value: 'Not_Published' },
					{ name: 'Publishing', value: 'Publishing' },
					{ name: 'Ready', value: 'Ready' },
				],
				default: [],
				description: 'Only chatbots in one of these states',
			},
			{
				displayName: 'Types',
				name: 'types',
				type: 'multiOptions',
				options: [
					{ name: 'Automation', value: 'Automation', description: 'Started by somebody or something' },
					{ name: 'Reactive', value: 'Reactive', description: 'Answers when a contact writes' },
				],
				default: [],
				description: 'Only chatbots of these types',
			},
		]),
		collection.options(listOptions('Name')),
	],
	paging: 'PageNumber',
	simplify: [
		'id',
		'key',
		'updatedAt',
		'name',
		'type',
		'publishStatus',
		'automationUsage',
		'channelIds',
		'defaultDepartmentId',
		'archived',
	],
	request: ({ filters, options }) => ({
		query: {
			Name: filters.name,
			Types: filters.types,
			ChannelIds: filters.channelIds,
			DefaultDepartmentIds: filters.defaultDepartmentIds,
			PublishStatuses: filters.publishStatuses,
			AutomationUsages: filters.automationUsages,
			...listQuery(filters, options),
		},
	}),
});
