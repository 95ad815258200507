import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { explained } from '../transport/words';
import { addressesIn, REPLY_EVENT } from './wayBack';
import { isFromContact } from '../steps/message';
import { machineClock } from '../transport/clock';
import { sendToExecution } from './waking';
import type { Event } from './event';

/** How often an execution is tried that has just fallen asleep, which n8n has not stored yet; milliseconds between the tries. */
const MOST_ATTEMPTS = 8;
const DELAY = 500;

/** What tells who wrote a message, and where; the contact's metadata holds the addresses of executions that wait. */
export const WHOSE = ['session', 'contact'] as const;
type Writer = { [Detail in (typeof WHOSE)[number]]?: IDataObject };

/** Whether an event is what executions that have asked a contact something may wait for. */
export const isReply = ({ eventType, content }: Event): boolean => eventType === REPLY_EVENT && isFromContact(content);

/**
 * Passes a message on to the executions that wait for a reply of the contact who wrote it, on the same channel.
 * @param own an address of this n8n; nothing is passed on to another n8n
 * @param writer who wrote it
 * @param writerNow asks the service again who wrote it
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
			// Perhaps only n8n's answer was lost. An execution that goes on takes its address off the contact first, so it took
			// the reply if the address is gone.
			const now = await writerNow();
			if (now.contact && !addresses(now).includes(address)) return true;
			// The event starts the trigger's own workflow then, so it is not lost.
			context.logger.warn(`WTS Chat could not pass a reply on to the execution that waits for it: ${explained(error)}`);
		}
		return false;
	};
	const taken = await Promise.all(addresses(writer).map(isTakenAt));
	return taken.includes(true);
}
