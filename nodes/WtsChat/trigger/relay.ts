import type { IDataObject, IN8nHttpFullResponse, IWebhookFunctions } from 'n8n-workflow';
import { explained } from '../transport/words';
import { isWakingAddress, REPLY_EVENT, WAITING_EXECUTION } from '../steps/wayBack';
import { machineClock } from '../transport/clock';
import { isFromContact, type Event } from '../steps/event';

/** An execution that has just fallen asleep is not stored yet: how often it is tried again, after this many milliseconds. */
const MOST_ATTEMPTS = 8;
const DELAY = 500;
/** A busy n8n may take minutes; the service has had its answer already. */
const TIME_LIMIT = 5 * 60_000;

/** Whether an event is what executions that have asked a contact something may wait for. */
export const isReply = ({ eventType, content }: Event): boolean => eventType === REPLY_EVENT && isFromContact(content);

/**
 * Passes an event on to the execution that waits for a reply in its session, if there is one.
 * @param own an address of this n8n; nothing is passed on to another
 * @param session the event's session; its metadata holds the address of the execution
 * @param sessionNow asks for the session again; undefined if it cannot be had
 * @returns whether the execution took it
 */
export async function isPassedOn(
	context: Pick<IWebhookFunctions, 'helpers' | 'logger'>,
	own: string | undefined,
	event: Event,
	session: IDataObject,
	sessionNow: () => Promise<IDataObject | undefined>,
): Promise<boolean> {
	const address = addressIn(session);
	if (typeof address !== 'string' || own === undefined || !isWakingAddress(address, new URL(own).origin)) return false;
	try {
		for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
			const { statusCode, body } = (await context.helpers.httpRequest({
				method: 'POST',
				url: address,
				body: { ...event },
				json: true,
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				disableFollowRedirect: true,
				timeout: TIME_LIMIT,
			})) as IN8nHttpFullResponse;
			if (statusCode !== 409 || !saysRunning(body)) return statusCode === 200 && isTaken(body);
			await machineClock.sleep(DELAY);
		}
	} catch (error) {
		// Perhaps only the answer was lost: an execution that goes on takes its address out of the session first.
		const now = await sessionNow();
		if (now && addressIn(now) !== address) return true;
		// The event starts the trigger's own workflow then, so it is not lost.
		context.logger.warn(`WTS Chat could not pass a reply on to the execution that waits for it: ${explained(error)}`);
	}
	return false;
}

const addressIn = ({ metadata }: IDataObject): unknown => ((metadata ?? {}) as IDataObject)[WAITING_EXECUTION];

const isTaken = (body: unknown) => (body as { taken?: unknown } | undefined)?.taken === true;

/** n8n answers so while the execution has not been stored; one that has ended is called finished. */
const saysRunning = (body: unknown) => JSON.stringify(body ?? '').includes('is running already');
