import { Answers, isFields, type Answered, type Outcome } from './answers.mts';
import { ask, PATIENCE, type Account, type Pace } from './ask.mts';
import type { Inquiry } from './inquiry.mts';
import { completions, MOST_REQUESTS, plan } from './plan.mts';

export interface CheckOptions {
	/** Waits so many milliseconds. */
	wait(milliseconds: number): Promise<void>;
	/** Told of each request as it is sent, or not. */
	progress?(inquiry: Inquiry, outcome: Outcome): void;
	/** A session of one's own to complete twice; nothing is written without it. */
	write?: {
		sessionId: string;
		/** Asked before each writing request; it is not sent if the answer is no. */
		mayI(inquiry: Inquiry): Promise<boolean>;
	};
}

/** What a check has found out, with what was read: to be reported, not to be kept. */
export interface Checked {
	readonly answers: Answers;
	/** Why it was given up before its end. */
	readonly givenUp?: string;
	/** How many requests were sent. */
	readonly sent: number;
}

/** So many requests in the beginning are enough to see that nobody answers as the API does. */
const ENOUGH = 2;

/**
 * Asks an account all that the plan has, and completes a session of one's own if told to.
 * @returns what came; nothing is thrown for what the service does
 */
export async function check(account: Account, { wait, progress, write }: CheckOptions): Promise<Checked> {
	const answers = new Answers();
	const pace: Pace = { wait, left: MOST_REQUESTS, patience: PATIENCE };
	for (const [index, inquiry] of plan.entries()) {
		const outcome = await askOrSkip(account, inquiry, answers, pace);
		answers.add({ inquiry, outcome });
		progress?.(inquiry, outcome);
		const outcomes = answers.all.map(({ outcome: earlier }) => earlier);
		const givenUp = index + 1 === ENOUGH ? whyGivenUp(outcomes) : whyBrokenOff(outcomes);
		if (givenUp !== undefined) return { answers, givenUp, sent: MOST_REQUESTS - pace.left };
	}
	const sent = MOST_REQUESTS - pace.left;
	if (write === undefined) return { answers, sent };
	const writing: Pace = { wait, left: 2 * completions.length, patience: PATIENCE };
	const parts = { id: write.sessionId };
	for (const inquiry of completions) {
		const outcome: Outcome = (await write.mayI(inquiry))
			? await ask(account, inquiry, parts, writing)
			: { kind: 'skipped', reason: 'it was not wanted' };
		answers.add({ inquiry, outcome });
		progress?.(inquiry, outcome);
	}
	return { answers, sent: sent + 2 * completions.length - writing.left };
}

/** So many requests in a row without an answer are enough to see that there will be none. */
const TOO_MANY_FAILURES = 5;

function whyBrokenOff(outcomes: readonly Outcome[]): string | undefined {
	const last = outcomes.filter(({ kind }) => kind !== 'skipped').slice(-TOO_MANY_FAILURES);
	if (last.length < TOO_MANY_FAILURES || !last.every(({ kind }) => kind === 'failed')) return undefined;
	return 'It does not answer any more. Run the check again later.';
}

async function askOrSkip(account: Account, inquiry: Inquiry, answers: Answers, pace: Pace): Promise<Outcome> {
	const parts = inquiry.parts === undefined ? {} : inquiry.parts(answers);
	if (parts === undefined) return { kind: 'skipped', reason: `the account shows no ${withoutArticle(inquiry.needs)}` };
	return await ask(account, inquiry, parts, pace);
}

const withoutArticle = (needs = 'record to ask with') => needs.replace(/^an? /, '');

/** Why there is no point in going on; undefined if any of the first requests was answered as the API answers. */
function whyGivenUp(outcomes: readonly Outcome[]): string | undefined {
	const isOfApi = (outcome: Outcome): outcome is Answered =>
		outcome.kind === 'answered' && outcome.form === 'JSON' && outcome.status !== 429;
	const [first] = outcomes;
	if (first?.kind === 'failed' && outcomes.every(({ kind }) => kind === 'failed'))
		return `Nothing answers there: ${first.reason}. Look at the base URL.`;
	if (!outcomes.some(isOfApi))
		return 'What answers there is not the API. Look at the base URL: it is the address of the API, not of the web app.';
	const isRefused = (outcome: Outcome) =>
		isOfApi(outcome) &&
		(outcome.status === 401 || (isFields(outcome.body) && outcome.body.key === 'ERROR_UNAUTHORIZED'));
	return outcomes.every(isRefused) ? 'The key was refused. Copy it from the platform again.' : undefined;
}
