import { UserError } from 'n8n-workflow';
import type { Listed } from '../../../contract';
import type { Parameters } from '../fields/field';
import type { recipient } from '../fields/recipient';
import { channelOf } from '../fields/send';
import type { textOrTemplate } from '../fields/textOrTemplate';
import type { Service } from '../transport/service';

const CHANNELS = 'GET /chat/v1/channel';

type Channel = Listed<typeof CHANNELS>;

/** What people call a channel, with its number or address, since all may bear the name of the company. */
export function nameOfChannel({ id, identity, number, numberFormatted }: Channel): string {
	const parts = [identity?.displayName, numberFormatted ?? number ?? identity?.humanId];
	return [...new Set(parts)].filter(Boolean).join(' · ') || (id ?? '');
}

/**
 * The channel to send from, where the service chooses none by itself: the one that is given, or else the only one that the
 * account has, which is asked for once a run.
 * @param from as the field `from` holds it
 * @returns as `channelOf` gives it
 * @throws UserError if none is given and the account has several
 */
export async function channelToSendFrom(service: Service<typeof CHANNELS>, from: string | undefined): Promise<string> {
	const given = channelOf(from);
	if (given !== undefined) return given;
	const channels = await service.sendOnce({ endpoint: CHANNELS });
	const [only, ...others] = channels;
	if (only?.id && others.length === 0) return only.id;
	const names = channels.map((channel) => `“${nameOfChannel(channel)}”`).join(', ');
	throw new UserError('From is empty! Fill in the From field', {
		description:
			channels.length === 0
				? 'The account has no channel to send from.'
				: `It may stay empty only where the account has one channel, and this one has ${channels.length}: ${names}.`,
	});
}

type TextOrTemplate = Parameters<[...typeof recipient, ...typeof textOrTemplate]>;

/** The channel that a template goes out on to a recipient; for a text the service chooses one by itself. */
export const templateChannel = async (
	{ sendTo, messageType, from }: TextOrTemplate,
	service: Service<typeof CHANNELS>,
): Promise<{ from?: string }> =>
	sendTo === 'recipient' && messageType === 'template' ? { from: await channelToSendFrom(service, from) } : {};
