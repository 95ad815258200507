import type { Handlers } from '../handler.mts';

export const channel = {
	channelList: (account, { query: { ChannelType = 'All' } }) =>
		[...account.channels.values()].filter(
			({ type }) => ChannelType === 'All' || type.toLowerCase().endsWith(ChannelType.toLowerCase()),
		),
} satisfies Handlers;
