import { NodeApiError } from 'n8n-workflow';
import { stepwise } from '../operation';
import { collection } from '../../fields/collection';
import { completionFields, farewellParametersOf } from '../../fields/completion';
import { reactivateOnNewMessage, sessionId } from '../../fields/session';
import {
	completed,
	completingInTurn,
	completionEndpoints,
	FAILED_AT,
	type Done,
} from '../../steps/completion';
import { withType } from '../../steps/window';

const SESSION = 'GET /chat/v2/session/{id}';

export const complete = stepwise({
	name: 'Complete',
	value: 'complete',
	action: 'Complete session',
	description:
		'Conclude a session, so that it leaves the queue; with a note, a farewell and a classification if wanted',
	endpoint: completionEndpoints,
	properties: [sessionId, reactivateOnNewMessage, collection.options(completionFields)],
	target: ({ sessionId, options }) => {
		// Looked at before anything is sent.
		farewellParametersOf(options);
		return sessionId;
	},
	execute: async ({ sessionId, ...given }, workbench) => {
		const { farewell, farewellTemplate } = given.options;
		const path = { id: sessionId };
		// The window is asked for only where it matters: without a farewell there is nothing to look at.
		const isWindowNeeded = Boolean(farewell?.trim() || farewellTemplate);
		const completion = await completingInTurn(workbench, sessionId, async () => {
			const session = isWindowNeeded
				? await workbench.send({ endpoint: SESSION, path, query: { includeDetails: [withType] } })
				: undefined;
			return await completed(workbench, sessionId, given, session);
		});
		const { done, withoutFarewell } = completion;
		if ('error' in completion) throw afterPart(completion.error, completion.failedAt, done);
		return [
			{
				success: true,
				sessionId,
				// What the service answered, as it is.
				...completion.session,
				...done,
				...(withoutFarewell && { withoutFarewell }),
			},
		];
	},
	example: (record) => ({
		success: true,
		sessionId: 'text',
		...record('PUT /chat/v1/session/{id}/complete'),
		note: 'added',
		farewell: 'sent',
		withoutFarewell: 'text',
	}),
	// Whatever is done next with a conversation that ended, such as a report, finds all of it.
	simplify: ['success', 'sessionId', '*'],
});

/** Says on an error which part failed, and what was done before it. */
function afterPart(
	error: unknown,
	failedAt: keyof typeof FAILED_AT,
	{ classification, note, farewell }: Done,
): unknown {
	const parts = [
		classification && 'the classification was set',
		note === 'added' && 'the note was added',
		(farewell === 'sent' || farewell === 'sentAsTemplate') && 'the farewell was sent',
		farewell === 'notConfirmed' && 'the farewell may have been sent',
	].filter((part) => typeof part === 'string');
	if (!(error instanceof NodeApiError)) return error;
	// That the completing itself failed goes without saying.
	const failed = failedAt !== 'complete' && `${FAILED_AT[failedAt]}.`;
	const before = parts.length > 0 && `Before that, ${parts.join(', ')}.`;
	error.description = [failed, error.description, before].filter(Boolean).join(' ');
	return error;
}
