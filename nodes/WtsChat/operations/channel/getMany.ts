import { operation } from '../operation';
import { collection } from '../../fields/collection';
import { ignoreEmptyFilters } from '../../fields/list';

export const getMany = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many channels',
	description: 'Retrieve the channels of the account: its WhatsApp numbers, Instagram and Messenger accounts',
	endpoint: 'GET /chat/v1/channel',
	properties: [
		collection.filters([
			{
				displayName: 'Channel Type',
				name: 'channelType',
				type: 'options',
				options: [
					{ name: 'Instagram', value: 'Instagram' },
					{ name: 'Messenger', value: 'Messenger' },
					{ name: 'WhatsApp', value: 'Whatsapp' },
				],
				default: 'Whatsapp',
				description: 'Only channels of this kind',
			},
		]),
		collection.options([ignoreEmptyFilters]),
	],
	paging: 'whole',
	request: ({ filters }) => ({ query: { ChannelType: filters.channelType } }),
});
