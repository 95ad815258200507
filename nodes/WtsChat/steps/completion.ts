import type { Answer, Request } from '../../../contract';
import { classificationOf } from '../fields/classification';
import { farewellParametersOf, type CompletionOptions } from '../fields/completion';
import { instantOf } from '../fields/date';
import type { Session } from './openSession';
import { isOpen, windowOf } from './window';
import type { Workbench } from './workbench';

const CLASSIFY = 'PUT /chat/v2/session/{id}/partial';
const SESSION = 'GET /chat/v2/session/{id}';
const NOTES = 'GET /chat/v1/session/{id}/note';
const NOTE = 'POST /chat/v1/session/{id}/note';
const INTO_SESSION = 'POST /chat/v1/session/{id}/message';
const COMPLETE = 'PUT /chat/v1/session/{id}/complete';

/** What completing a conversation may need. */
export const completionEndpoints = [COMPLETE, CLASSIFY, SESSION, NOTES, NOTE, INTO_SESSION] as const;
type Tools = Workbench<(typeof completionEndpoints)[number]>;

/** What would be sent as the farewell, or why nothing can be. */
export type Farewell =
	| { message: Request<typeof INTO_SESSION>['body']; prospect: 'wouldSend' | 'wouldSendTemplate'; obstacle?: undefined }
	| { message?: undefined; prospect: 'alreadyCompleted' | 'noTemplates' | 'windowClosed'; obstacle: string }
	| { message?: undefined; prospect: 'alreadySent'; obstacle?: undefined };

/**
 * What there is to send as the farewell in a session.
 * @param session asked for with `withType`
 * @returns undefined if no farewell is wanted
 */
export function farewellTo(session: Session, options: CompletionOptions): Farewell | undefined {
	const text = options.farewell?.trim();
	const templateId = options.farewellTemplate;
	if (!text && !templateId) return undefined;
	if (session.status === 'COMPLETED') {
		return { prospect: 'alreadyCompleted', obstacle: 'It had been completed before, so without a farewell' };
	}
	// Where the completing is refused after the farewell, the next run does the rest.
	if (text && isLastWord(text, session)) return { prospect: 'alreadySent' };
	const window = windowOf(session);
	if (text && isOpen(window)) return { message: { text }, prospect: 'wouldSend' };
	if (templateId && window.platform === 'official') {
		return { message: { templateId, parameters: farewellParametersOf(options) }, prospect: 'wouldSendTemplate' };
	}
	return isOpen(window)
		? { prospect: 'noTemplates', obstacle: 'Its channel has no templates, so without a farewell' }
		: { prospect: 'windowClosed', obstacle: 'The messaging window is closed, so without a farewell' };
}

/** Whether a text is what was written last in a session, and not by the contact. */
function isLastWord(text: string, { lastMessageText, lastMessageOut, lastMessageIn }: Session): boolean {
	const [out, received] = [lastMessageOut, lastMessageIn].map((date) => instantOf(date) ?? -Infinity);
	return lastMessageText?.trim() === text && out > received;
}

/**
 * Whether a text is the last note of a session, and the contact has written nothing since: a run has added it in which the
 * completing was refused.
 */
async function isLastNote(
	{ list, send }: Tools,
	text: string,
	id: string,
	session: Session | undefined,
): Promise<boolean> {
	const path = { id };
	let [last, addedAt] = ['', -Infinity];
	// A session has a handful of notes. The order is not left to the service.
	for await (const note of list({ endpoint: NOTES, path }, 'PageNumber')) {
		const at = instantOf(note.createdAt) ?? -Infinity;
		if (at > addedAt) [last, addedAt] = [note.text?.trim() ?? '', at];
	}
	if (last !== text) return false;
	const { lastMessageIn } = session ?? (await send({ endpoint: SESSION, path }));
	return addedAt > (instantOf(lastMessageIn) ?? -Infinity);
}

/** What was done for a conversation before it was completed, as it comes out. */
export interface Done {
	classification?: { category?: string | null; categoryDescription?: string | null; amount?: number | null };
	note?: 'added' | 'alreadyAdded' | 'notConfirmed';
	farewell?: 'notConfirmed' | 'sent' | 'sentAsTemplate' | Farewell['prospect'];
}

/** What completing a conversation may fail at, in words for the user. */
export const FAILED_AT = {
	classification: 'The classification could not be set, so the session was left as it is',
	note: 'The note could not be added, so the session was left as it is',
	complete: 'It could not be completed',
} as const;

/** How completing a conversation ended: with the session, or with what failed. */
export type Completion = { done: Done; withoutFarewell?: string } & (
	| { session: Answer<typeof COMPLETE> }
	| { failedAt: keyof typeof FAILED_AT; failure: string; error: unknown }
);

/** The channel needs a moment to take the farewell before the session is gone, in milliseconds (observed.md §5). */
const FAREWELL_LEAD = 500;

/** The classification that a session has once it was set; undefined if none is to be set. */
export function classificationAfter(options: CompletionOptions): Done['classification'] {
	const set = classificationOf(options.classification);
	return set && { category: set.category, categoryDescription: set.description ?? null, amount: set.amount };
}

/**
 * Looks at a conversation and completes it when no other execution of this process is about to: one that runs at the same
 * time finds it completed, and does not say farewell again.
 */
export const completingInTurn = async <T>(
	{ inTurn }: Pick<Tools, 'inTurn'>,
	id: string,
	work: () => Promise<T>,
): Promise<T> => await inTurn(`complete ${id.toLowerCase()}`, work);

/**
 * Completes a conversation: classification, note, farewell, complete.
 *
 * Without its classification or note a session is left alone, since the next run can begin anew. A farewell that fails holds
 * nothing up: if its fate is unknown the contact may have read it, and must not get it again.
 *
 * @param session asked for with `withType`; needed where there is a farewell
 * @throws when the execution is cancelled
 */
export async function completed(
	workbench: Tools,
	id: string,
	{ options, reactivateOnNewMessage }: { options: CompletionOptions; reactivateOnNewMessage: boolean },
	session: Session | undefined,
): Promise<Completion> {
	const { attempt, send } = workbench;
	const farewell = session && farewellTo(session, options);
	const path = { id };
	const done: Done = {};
	const classification = classificationOf(options.classification);
	if (classification) {
		const body = { fields: ['Classification' as const], classification };
		const classified = await attempt(async () => await send({ endpoint: CLASSIFY, path, body }));
		if ('failure' in classified) return { done, failedAt: 'classification', ...classified };
		done.classification = classificationAfter(options);
	}
	const text = options.note?.trim();
	if (text) {
		const noted = await attempt(async () => {
			if (await isLastNote(workbench, text, id, session)) return 'alreadyAdded';
			await send({ endpoint: NOTE, path, body: { text } });
			return 'added';
		});
		done.note = 'failure' in noted ? 'notConfirmed' : noted.value;
		if ('failure' in noted) return { done, failedAt: 'note', ...noted };
	}
	let withoutFarewell = farewell?.obstacle;
	if (farewell?.message) {
		const { message: body, prospect } = farewell;
		const sent = await attempt(async () => await send({ endpoint: INTO_SESSION, path, body }));
		if ('failure' in sent) {
			done.farewell = 'notConfirmed';
			withoutFarewell = `The farewell may not have gone out. ${sent.failure}`;
		} else {
			done.farewell = prospect === 'wouldSend' ? 'sent' : 'sentAsTemplate';
			await workbench.pause(FAREWELL_LEAD);
		}
	} else if (farewell) done.farewell = farewell.prospect;
	const body = { reactivateOnNewMessage, stopBotInExecution: options.stopBotInExecution ?? false };
	const completion = await attempt(async () => await send({ endpoint: COMPLETE, path, body }));
	const told = { done, ...(withoutFarewell !== undefined && { withoutFarewell }) };
	return 'failure' in completion
		? { ...told, failedAt: 'complete', ...completion }
		: { ...told, session: completion.value };
}
