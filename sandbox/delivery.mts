import type { Account, MessageStatus } from './account.mts';

/** What is on its way to a contact: a message or the start of a chatbot. */
export interface Delivery {
	status: MessageStatus;
	updatedAt: string | null;
	sentAt: string | null;
	failedReason: string | null;
	/** The statuses still ahead, in order. */
	upcoming: MessageStatus[];
	/** Why it will fail, if it will; shows as `failedReason` once it has. */
	failure: string | null;
}

/** How long each status takes, in milliseconds, unless the status is read before. */
const stepLength = 1000;

/**
 * Sets a delivery on its way. Each step comes a second after the one before, or with the next read of the status,
 * whichever is first; one that must fail fails with its first step.
 * @param steps the statuses ahead of one that succeeds
 * @param step takes the next step; called when one comes due that no read has taken
 * @param wait milliseconds before the first step
 */
export function setOff(account: Account, delivery: Delivery, steps: MessageStatus[], step: () => void, wait = 0): void {
	delivery.upcoming = delivery.failure === null ? [...steps] : ['FAILED'];
	const start = account.clock.now() + wait;
	for (let taken = 1; taken <= delivery.upcoming.length; taken++) {
		const left = delivery.upcoming.length - taken;
		account.schedule.add(start + taken * stepLength, () => {
			if (delivery.upcoming.length > left) step();
		});
	}
}

/** Moves a delivery on to its next status; returns it, or undefined when none is ahead. */
export function takeStep(account: Account, delivery: Delivery): MessageStatus | undefined {
	const status = delivery.upcoming.shift();
	if (status === undefined) return undefined;
	delivery.status = status;
	delivery.updatedAt = account.clock.iso();
	if (status === 'SENT') delivery.sentAt = delivery.updatedAt;
	if (status === 'FAILED') delivery.failedReason = delivery.failure;
	return status;
}
