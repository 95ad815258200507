import { UserError } from 'n8n-workflow';
import type { Answer, Listed } from '../../../contract';
import type { Workbench } from './workbench';
import { isId } from '../fields/id';
import { contactWithPhone, type Contact } from './contact';
import { newestOpenSession, type Session } from './openSession';

/** Whether a contact may be written to freely, as the service tells it of a session; NONE where there is no session. */
export interface MessagingWindow {
	status: NonNullable<Answer<'GET /chat/v2/session/{id}'>['windowStatus']> | 'NONE';
	platform: Platform;
}

/** What a channel knows: templates and a window (official WhatsApp), neither (unofficial), or a window alone. */
type Platform = 'official' | 'unofficial' | 'social';

/** Whether free text may be sent. */
export const isOpen = ({ status, platform }: MessagingWindow): boolean =>
	status === 'ACTIVE' || platform === 'unofficial';

/** What a channel of a type knows. Sessions and channels write the types differently: CLOUDAPI_WHATSAPP, CloudAPI_WhatsApp (observed.md §8). */
export function platformOf(type: string | null | undefined): Platform {
	const capital = type?.toUpperCase() ?? '';
	if (capital === 'INSTAGRAM' || capital === 'MESSENGER') return 'social';
	// There is no window on these (observed.md §5).
	return /^(ZAPI|EVOLUTIONAPI)_/.test(capital) ? 'unofficial' : 'official';
}

/** The detail of a session that says what its channel is. */
export const withType = 'ChannelTypeDetails';

/** The messaging window as a session tells it that was asked for with `withType`. */
export const windowOf = ({ windowStatus, channelType }: Session): MessagingWindow => ({
	status: windowStatus ?? 'NONE',
	platform: platformOf(channelType),
});

/** The messaging window of a session, and its contact. @throws NodeApiError if there is no such session */
export async function windowOfSession(
	{ send }: Workbench<'GET /chat/v2/session/{id}'>,
	id: string,
): Promise<{ window: MessagingWindow; contactId: string | undefined }> {
	const session = await send({
		endpoint: 'GET /chat/v2/session/{id}',
		path: { id },
		query: { includeDetails: [withType] },
	});
	return { window: windowOf(session), contactId: session.contactId ?? undefined };
}

/**
 * The messaging window of whoever has a phone number, as the open session on a channel tells it. Without an open session
 * it counts as closed.
 * @param digits the phone number as `phoneDigits` gives it
 * @param from the channel, as `channelOf` gives it
 * @returns the window, and the contact if there is one
 * @throws UserError if the account has no such channel
 */
export async function windowOfPhone(
	workbench: Workbench<'GET /core/v1/contact/phonenumber/{phone}' | 'GET /chat/v2/session' | 'GET /chat/v1/channel'>,
	digits: string,
	from: string,
): Promise<{ window: MessagingWindow; contact?: Contact }> {
	// Channels are asked for only where the session does not tell enough.
	let channel = isId(from) ? undefined : await channelNamed(workbench, from);
	const channelId = channel?.id ?? from;
	const contact = await contactWithPhone(workbench, digits);
	const session =
		contact?.id &&
		(await newestOpenSession(workbench, contact.id, { ChannelsId: [channelId], IncludeDetails: [withType] }));
	if (session) return { window: windowOf(session), contact };
	channel ??= await channelNamed(workbench, from);
	return { window: { status: 'NONE', platform: platformOf(channel.type) }, contact };
}

/** The channel with an ID, a number in digits, or an Instagram name. */
async function channelNamed(
	{ sendOnce }: Workbench<'GET /chat/v1/channel'>,
	from: string,
): Promise<Listed<'GET /chat/v1/channel'>> {
	const channels = await sendOnce({ endpoint: 'GET /chat/v1/channel' });
	const channel = channels.find(({ id, number, identity }) => [id, number, identity?.humanId].includes(from));
	if (channel) return channel;
	throw new UserError('The account has no such channel', {
		description: `“${from}” was given. Choose the channel in 'From' from the list, or enter its number or ID.`,
	});
}
