import { instantOf } from '../fields/date';
import { includeSessionDetails, withContractFields } from '../fields/session';
import { hundredths, minutesOfSpan } from '../fields/span';
import type { Session } from './openSession';

/** The times of a session that a report tells, in minutes. */
const TIMES = ['waiting', 'firstAnswer', 'service', 'total'] as const;
type Time = (typeof TIMES)[number];

/** How long each time may be at the most, in minutes, as far as there is a target. */
export type Targets = Partial<Record<Time, number>>;

/** How many messages a session holds; null if it is gone meanwhile. */
export interface MessageCounts {
	messagesIn: number | null;
	messagesOut: number | null;
}

/** The details of a session that a row is made of. */
export const REPORT_DETAILS = includeSessionDetails.options.map(({ value }) => value);

const capitalized = <const Word extends string>(word: Word) =>
	(word[0].toUpperCase() + word.slice(1)) as Capitalize<Word>;

/** "waitingMinutes": the field of a row that holds a time. */
const minutesName = <const T extends Time>(time: T) => `${time}Minutes` as const;
/** "waitingInTarget" */
const targetName = <const T extends Time>(time: T) => `${time}InTarget` as const;

/** One session, flat. */
export type Row = ReturnType<typeof rowOf>;

/**
 * The row of a session in a report.
 * @param timezone where its times are told
 */
export function rowOf(
	given: Session,
	{ timezone, targets, counts }: { timezone: string; targets: Targets; counts?: MessageCounts },
) {
	const session = withContractFields(given);
	const { contactDetails, channelDetails, departmentDetails, agentDetails, classification } = session;
	const [createdAt, startAt, firstResponseAt, endAt] = [
		session.createdAt,
		session.startAt,
		session.firstResponseAt,
		session.endAt,
	].map(instantOf);
	const began = startAt ?? createdAt;
	// The Swedish way of writing a time sorts, and spreadsheets read it.
	const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: timezone });
	const told = (moment: number | undefined) => (moment === undefined ? null : clock.format(moment));
	const times: Record<Time, number | null> = {
		waiting: minutesOfSpan(session.timeWait) ?? null,
		firstAnswer: minutesBetween(began, firstResponseAt),
		service: minutesOfSpan(session.timeService) ?? null,
		total: minutesBetween(began, endAt),
	};
	const inTarget = TIMES.flatMap((time) => {
		const target = targets[time];
		const value = times[time];
		return target === undefined ? [] : [[targetName(time), value === null ? null : value <= target] as const];
	});
	return {
		sessionId: session.id ?? null,
		number: session.number ?? null,
		status: session.status ?? null,
		day: told(createdAt)?.slice(0, 10) ?? null,
		createdAt: told(createdAt),
		startedAt: told(startAt),
		firstAnswerAt: told(firstResponseAt),
		endedAt: told(endAt),
		contact: contactDetails?.name || null,
		contactPhone: contactDetails?.phonenumber?.replace('|', '') ?? null,
		channel: channelDetails?.displayName || channelDetails?.humanId || null,
		channelType: session.channelType ?? null,
		department: departmentDetails?.name || null,
		agent: agentDetails?.name || null,
		classification: classification?.categoryName || null,
		category: classification?.category ?? null,
		classificationNote: classification?.categoryDescription || null,
		amount: classification?.amount ?? null,
		...Object.fromEntries(TIMES.map((time) => [minutesName(time), times[time]])),
		...Object.fromEntries(inTarget),
		...counts,
		origin: session.origin ?? null,
		link: session.previewUrl ?? null,
		contactId: session.contactId ?? null,
		channelId: session.channelId ?? null,
		departmentId: session.departmentId ?? null,
		userId: session.userId ?? null,
	};
}

function minutesBetween(from: number | undefined, until: number | undefined): number | null {
	if (from === undefined || until === undefined || until < from) return null;
	return hundredths((until - from) / 60_000);
}

/** By what sessions are put together. */
export type Grouping = 'agent' | 'channel' | 'classification' | 'day' | 'department';

/** What the sessions are called that have none of what they are put together by: a sign, as it stands in a table of any language. */
const NONE = '—';

/** What holds a name of its own for what a group has in common, so that two of one name stay two. */
const IDS: Partial<Record<Grouping, 'channelId' | 'departmentId' | 'userId'>> = {
	agent: 'userId',
	channel: 'channelId',
	department: 'departmentId',
};

/**
 * The rows of a report that are put together, one a group: the one with the most sessions first, days in their order.
 * @param days all days of the period, of which those without a session are told too
 * @param areCounted whether messages were counted, so that each group tells their number
 */
export function groupsOf(
	rows: readonly Row[],
	groupBy: Grouping,
	{ targets, days = [], areCounted = false }: { targets: Targets; days?: readonly string[]; areCounted?: boolean },
): Array<Record<string, string | number | null> & { group: string }> {
	const groups = new Map<string | null, { name: string | null; rows: Row[] }>();
	if (groupBy === 'day') for (const day of days) groups.set(day, { name: day, rows: [] });
	for (const row of rows) {
		const idName = IDS[groupBy];
		const name = row[groupBy];
		const key = (idName && row[idName]) ?? name;
		const group = groups.get(key) ?? { name: null, rows: [] };
		group.name ??= name;
		group.rows.push(row);
		groups.set(key, group);
	}
	const summed = [...groups].map(([key, { name, rows: own }]) => ({
		groupBy,
		// An agent who is gone has an ID alone.
		group: name ?? key ?? NONE,
		...summaryOf(own, targets, areCounted),
	}));
	if (groupBy === 'day') return summed.toSorted((one, other) => (one.group < other.group ? -1 : 1));
	return summed.toSorted((one, other) => other.sessions - one.sessions);
}

/** What is told of several sessions. */
function summaryOf(rows: readonly Row[], targets: Targets, areCounted: boolean) {
	const sums: Record<string, number | null> = {};
	for (const time of TIMES) {
		const values = rows.map((row) => valueOf(row, minutesName(time))).filter((value) => value !== null);
		const name = capitalized(minutesName(time));
		sums[`average${name}`] = averageOf(values);
		sums[`median${name}`] = medianOf(values);
		const target = targets[time];
		if (target === undefined) continue;
		const within = values.filter((value) => value <= target).length;
		sums[`percent${capitalized(targetName(time))}`] = shareOf(within, values.length);
	}
	for (const name of areCounted ? (['messagesIn', 'messagesOut'] as const) : []) {
		sums[name] = rows.reduce((sum, row) => sum + (valueOf(row, name) ?? 0), 0);
	}
	return {
		sessions: rows.length,
		completed: rows.filter(({ status }) => status === 'COMPLETED').length,
		answered: rows.filter(({ firstAnswerAt }) => firstAnswerAt !== null).length,
		amount: hundredths(rows.reduce((sum, { amount }) => sum + (amount ?? 0), 0)),
		...sums,
	};
}

function valueOf(row: Readonly<Record<string, unknown>>, name: string): number | null {
	const value = row[name];
	return typeof value === 'number' ? value : null;
}

const averageOf = (values: readonly number[]) =>
	values.length === 0 ? null : hundredths(values.reduce((sum, value) => sum + value, 0) / values.length);

function medianOf(values: readonly number[]): number | null {
	if (values.length === 0) return null;
	const sorted = values.toSorted((one, other) => one - other);
	const middle = sorted.length >> 1;
	return hundredths(sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
}

const shareOf = (part: number, whole: number) => (whole === 0 ? null : hundredths((100 * part) / whole));
