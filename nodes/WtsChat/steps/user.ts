import { UserError } from 'n8n-workflow';
import type { Answer } from '../../../contract';
import type { Service } from '../transport/service';

const AGENTS = 'GET /core/v1/agent';
const SESSION = 'GET /chat/v2/session/{id}';
const CARD = 'GET /crm/v2/panel/card/{id}';

/** What is known of a record that was given to a user, and what can be done about it. */
interface Assignment<Shown> {
	/** Who looks after it, as an answer shows it: null for nobody, undefined if it does not say. */
	userOf(shown: Shown): string | null | undefined;
	/** Gives the record to a user once more. */
	again(userId: string): Promise<Shown>;
	/** Reads the record. */
	look(): Promise<Shown>;
}

/**
 * Sees to it that a record has the user whom it was given to. With the ID that an agent has of its own, in place of the user
 * ID, the service has been seen to answer 200 and to do nothing (observed.md §8); the record is then given to the user of
 * that agent.
 * @param userId whom it was given to
 * @param answered what the service answered to that
 * @returns what it answered at last
 * @throws UserError if the record has another user, or none; NodeApiError if a request fails
 */
async function withUser<Shown>(
	service: Service<typeof AGENTS>,
	userId: string,
	answered: Shown,
	{ userOf, again, look }: Assignment<Shown>,
): Promise<Shown> {
	const isOf = (shown: Shown, id: string) => userOf(shown)?.toLowerCase() === id.toLowerCase();
	let now = userOf(answered) === undefined ? await look() : answered;
	if (userOf(now) === undefined || isOf(now, userId)) return now;
	const agents = await service.sendOnce({ endpoint: AGENTS });
	const meant = agents.find(({ id }) => id?.toLowerCase() === userId.toLowerCase())?.userId;
	// An answer may show how it was before.
	if (meant) now = await again(meant);
	else if (now === answered) now = await look();
	if (isOf(now, meant ?? userId)) return now;
	throw new UserError('WTS Chat did not take over who is to look after it', {
		description: `It answered without an error, but ${userOf(now) ? 'somebody else looks after it' : 'nobody does'}. Check that “${userId}” is a user of the account.`,
	});
}

/** What it takes to see to it that a session has its user. */
export const sessionUserEndpoints = [AGENTS, SESSION] as const;
type Session = Answer<'PUT /chat/v1/session/{id}/assignee'>;

/**
 * Sees to it that a session has the user whom it was given to, as `withUser` does.
 * @param again gives it to a user once more
 */
export const sessionWithUser = async (
	service: Service<(typeof sessionUserEndpoints)[number]>,
	sessionId: string,
	userId: string,
	answered: Session,
	again: (userId: string) => Promise<Session>,
): Promise<Session> =>
	await withUser(service, userId, answered, {
		userOf: (session) => session.userId,
		again,
		look: async () => await service.send({ endpoint: SESSION, path: { id: sessionId } }),
	});

const UPDATE_CARD = 'PUT /crm/v3/panel/card/{id}';
/** What it takes to see to it that a card has its user. */
export const cardUserEndpoints = [AGENTS, CARD, UPDATE_CARD] as const;
type Card = Answer<typeof CARD>;

/**
 * Sees to it that a card has the user whom it was given to, as `withUser` does.
 * @param userId undefined or null if it was given to nobody
 */
export async function cardWithUser<Answered extends Card>(
	service: Service<(typeof cardUserEndpoints)[number]>,
	userId: string | null | undefined,
	answered: Answered,
): Promise<Answered | Card> {
	const path = { id: answered.id ?? '' };
	if (!userId || !path.id) return answered;
	return await withUser<Answered | Card>(service, userId, answered, {
		userOf: (card) => card.responsibleUserId,
		again: async (responsibleUserId) =>
			await service.send({ endpoint: UPDATE_CARD, path, body: { fields: ['ResponsibleUserId'], responsibleUserId } }),
		look: async () => await service.send({ endpoint: CARD, path }),
	});
}
