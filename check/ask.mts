import type { Answered, Outcome, Refusal } from './answers.mts';
import { messageOf, type Inquiry, type Parts } from './inquiry.mts';

/** The account that is asked. */
export interface Account {
	/** The API's root, without a slash at its end. */
	readonly root: string;
	/** The bare API key. */
	readonly key: string;
}

/** How requests are paced. */
export interface Pace {
	/** Waits so many milliseconds. */
	wait(milliseconds: number): Promise<void>;
	/** How many requests may still be sent; counted down with each. */
	left: number;
	/** How many milliseconds an answer may take. */
	readonly patience: number;
}

const SECOND = 1_000;
/** Between two requests: ten a second leave others on the account most of its 200 in 5 seconds. */
const PAUSE = 100;
/** How long an answer may take, usually. */
export const PATIENCE = 30 * SECOND;
/** How long the service may ask to wait, and how long is waited if it does not say. */
const LONGEST_WAIT = 60 * SECOND;
const USUAL_WAIT = 10 * SECOND;

/**
 * Sends one request, and again after a 429 as long as requests are left. Redirects are not followed, so that the key goes
 * nowhere else.
 * @returns what came of it; nothing is thrown, and nothing of the key is in it
 */
export async function ask(account: Account, inquiry: Inquiry, parts: Parts, pace: Pace): Promise<Outcome> {
	const refusals: Refusal[] = [];
	for (;;) {
		if (pace.left <= 0) return { kind: 'skipped', reason: 'no request was left' };
		pace.left -= 1;
		await pace.wait(PAUSE);
		const outcome = await send(account, inquiry, parts, pace.patience);
		if (outcome.kind !== 'answered') return outcome;
		if (outcome.status !== 429 || pace.left <= 0) return { ...outcome, refusals };
		const { headers, form, body } = outcome;
		refusals.push({ headers, form, body });
		await pace.wait(waitOf(headers.get('retry-after')));
	}
}

function waitOf(retryAfter: string | undefined): number {
	const seconds = Number(retryAfter);
	return retryAfter === undefined || !(seconds >= 0) ? USUAL_WAIT : Math.min(seconds * SECOND, LONGEST_WAIT);
}

async function send({ root, key }: Account, inquiry: Inquiry, parts: Parts, patience: number): Promise<Outcome> {
	const { target, body } = messageOf(inquiry, parts);
	const authorization = inquiry.authorization === 'without Bearer' ? key : `Bearer ${key}`;
	try {
		const response = await fetch(`${root}${target}`, {
			method: inquiry.method,
			headers: {
				accept: 'application/json',
				authorization,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			body,
			redirect: 'manual',
			signal: AbortSignal.timeout(patience),
		});
		return answered(response.status, new Map(response.headers), await response.text());
	} catch (error) {
		return { kind: 'failed', reason: reasonOf(error, patience) };
	}
}

function answered(status: number, headers: ReadonlyMap<string, string>, text: string): Answered {
	const rest = { kind: 'answered', status, headers, refusals: [] } as const;
	if (text.trim() === '') return { ...rest, form: 'empty' };
	try {
		const body: unknown = JSON.parse(text);
		return { ...rest, form: 'JSON', body };
	} catch {
		return { ...rest, form: 'other' };
	}
}

/** Why there was no answer. Never the message of what was thrown, which may quote what was sent. */
function reasonOf(error: unknown, patience: number): string {
	if (!(error instanceof Error)) return 'the request failed';
	if (error.name === 'TimeoutError') return `no answer within ${patience / SECOND} seconds`;
	const { cause } = error;
	const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
	return /^[A-Z_]{3,40}$/.test(code) ? `the connection failed (${code})` : 'the connection failed';
}
