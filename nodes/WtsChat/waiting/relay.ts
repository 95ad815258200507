import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { isFromContact } from '../steps/message';
import { machineClock } from '../transport/clock';
import { explained } from '../transport/words';
import type { Event } from './event';
import { sendToExecution } from './waking';
import { addressesIn, REPLY_EVENT } from './wayBack';

/** How often a reply is sent at most to an execution that n8n has not stored yet, since it is just falling asleep. */
const MOST_ATTEMPTS = 8;
/** Milliseconds between these attempts. */
const DELAY = 500;

/** The records that tell who wrote a message, and on which channel. The contact has the addresses of waiting executions. */
export const WHOSE = ['session', 'contact'] as const;
type Writer = { [Detail in (typeof WHOSE)[number]]?: IDataObject };

/** Whether an event is a message of a contact, which an execution may wait for. */
export const isReply = ({ eventType, content }: Event): boolean => eventType === REPLY_EVENT && isFromContact(content);

/**
 * Passes a message on to the executions that wait for a reply of the contact who wrote it, on the same channel.
 * @param own an address of this n8n; nothing is passed on to another n8n
 * @param writer who wrote it, as far as it is known
 * @param writerNow reads from the service who wrote it, as it is now
 * @returns whether an execution took it
 */
export async function isPassedOn(
	context: Pick<IWebhookFunctions, 'helpers' | 'logger'>,
	own: string | undefined,
	event: Event,
	writer: Writer,
	writerNow: () => Promise<Writer>,
): Promise<boolean> {
	if (own === undefined) return false;
	const { origin } = new URL(own);
	const addresses = ({ session, contact }: Writer) =>
		session && contact ? addressesIn(contact, session.channelId, origin) : [];
	const isTakenAt = async (address: string): Promise<boolean> => {
		try {
			for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
				const { isRunning, isTaken } = await sendToExecution(context, address, { ...event });
				if (!isRunning) return isTaken;
				await machineClock.sleep(DELAY);
			}
		} catch (error) {
			// Perhaps only n8n's answer was lost. An execution removes its address from the contact before it goes on. So if the
			// address is gone, the execution has the reply.
			const now = await writerNow();
			if (now.contact && !addresses(now).includes(address)) return true;
			// The event starts the trigger's own workflow instead.
			context.logger.warn(`WTS Chat could not pass a reply on to the execution that waits for it: ${explained(error)}`);
		}
		return false;
	};
	const taken = await Promise.all(addresses(writer).map(isTakenAt));
	return taken.includes(true);
}
