import { isPassing, isSuccess, retryAfter, type Outcome } from './answer';

/** What to do about an outcome. */
export type Verdict =
	| { kind: 'done' }
	/** The account's limits are used up: pause, then the same request again. */
	| { kind: 'refused'; retryAfter?: number }
	/** Nothing can have happened twice by it: the same request again. */
	| { kind: 'retry' }
	/** It may have taken effect, and a second time would be once too often. */
	| { kind: 'unknown' }
	| { kind: 'failed' };

/**
 * Judges an outcome by what is safe.
 * @param repeatable whether the request may be carried out twice (GET, PUT, DELETE). What is not repeatable is sent
 * again only if it cannot have been acted on: refused by the limits, or the connection never came about.
 * @param outcome the answer, or why there is none
 */
export function judge(repeatable: boolean, outcome: Outcome): Verdict {
	if (outcome.lost) {
		if (!outcome.lost.mayHaveArrived) return { kind: outcome.lost.passing ? 'retry' : 'failed' };
		return { kind: repeatable ? 'retry' : 'unknown' };
	}
	const { answered } = outcome;
	const { status, unusable } = answered;
	if (isSuccess(answered) && !unusable) return { kind: 'done' };
	if (status === 429) return { kind: 'refused', retryAfter: retryAfter(answered) };
	if (!unusable && !isPassing(answered)) return { kind: 'failed' };
	return { kind: repeatable ? 'retry' : 'unknown' };
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
/** How often a request is sent at most before its failure is reported. */
export const MOST_ATTEMPTS = 7;

/**
 * How long to wait before a request is sent again: exponential backoff, with jitter so that many do not come back at once.
 * @param attempt how often it has been sent, from 1
 * @param random a number from 0 to 1
 * @returns milliseconds
 */
export function retryDelay(attempt: number, random: number): number {
	return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1)) * (0.5 + random / 2);
}
