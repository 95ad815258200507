import { instantOf } from '../fields/date';
import { withContractFields } from '../fields/session';
import type { Query, Session } from './openSession';
import { onlyMeant } from './onlyMeant';
import type { Workbench } from './workbench';

/** By what a session belongs to a period: when it was opened, or when it ended. */
export type Clock = 'createdAt' | 'endAt';

/** A period in milliseconds since 1970; its end does not belong to it. */
export interface Period {
	from: number;
	until: number;
}

const DAY = 24 * 60 * 60_000;
/** A period is read in so many stretches at the most. */
const MOST_STRETCHES = 100;
/** What lies so far outside of what was asked for shows that the service takes no notice of the filter, in milliseconds. */
const ASTRAY = 60_000;

const FILTERS = {
	createdAt: { after: 'CreatedAt.After', before: 'CreatedAt.Before' },
	endAt: { after: 'EndAt.After', before: 'EndAt.Before' },
} as const;

/**
 * Goes through the sessions of a period, each once.
 *
 * A list that changes while it is read may have to be read again, so that a long one might never come out whole. The
 * period is read in stretches, of a day or more, with room at their borders; what belongs to none, or has come before, is
 * left out here, and so is what the filters do not mean. Where the service takes no notice of the dates, one reading is all
 * there is.
 *
 * @param query further filters, and the details to add
 * @throws NodeApiError if a part cannot be read, OperationalError if a list does not come out whole
 */
export async function* sessionsOfPeriod(
	workbench: Pick<Workbench<'GET /chat/v2/session'>, 'list' | 'tell'>,
	{ from, until }: Period,
	clock: Clock,
	query: Query,
): AsyncGenerator<Session> {
	const { after, before } = FILTERS[clock];
	const length = Math.max(DAY, Math.ceil((until - from) / MOST_STRETCHES));
	const given = new Set<string>();
	const isMeant = onlyMeant({ query }, workbench) ?? (() => true);
	let isUnfiltered = false;
	for (let start = from; start < until && !isUnfiltered; start += length) {
		const end = Math.min(start + length, until);
		// It does not matter whether the service counts the borders in.
		const stretch = { [after]: new Date(start - 1).toISOString(), [before]: new Date(end + 1).toISOString() };
		const order = { OrderBy: clock === 'createdAt' ? 'CreatedAt' : 'EndAt', OrderDirection: 'ASCENDING' } as const;
		const call = { endpoint: 'GET /chat/v2/session', query: { ...query, ...order, ...stretch } } as const;
		for await (const listed of workbench.list(call, 'PageNumber')) {
			const session = withContractFields(listed);
			const moment = instantOf(session[clock]);
			isUnfiltered ||= moment !== undefined && (moment < start - ASTRAY || moment > end + ASTRAY);
			// One that does not say when it was opened is in the list for some reason; one without an end has none.
			if (moment === undefined ? clock === 'endAt' : moment < from || moment >= until) continue;
			if (!isMeant(listed) || (session.id && given.has(session.id))) continue;
			if (session.id) given.add(session.id);
			yield session;
		}
	}
}
