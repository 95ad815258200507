import { UserError, type IDataObject } from 'n8n-workflow';
import { momentOf } from '../../fields/date';
import type { Parameters } from '../../fields/field';
import { collection } from '../../fields/collection';
import { ignoreEmptyFilters } from '../../fields/list';
import { sessionFilters, sessionQuery } from '../../fields/session';
import { isFromContact, isWritten } from '../../steps/message';
import type { Session } from '../../steps/openSession';
import { groupsOf, REPORT_DETAILS, rowOf, type MessageCounts, type Row, type Targets } from '../../steps/report';
import { sessionsOfPeriod, type Period } from '../../steps/sessionsOfPeriod';
import type { Workbench } from '../../steps/workbench';
import { isNotFound } from '../../transport/failure';
import { asThrown } from '../../transport/words';
import { stepwise } from '../operation';

const SESSIONS = 'GET /chat/v2/session';
const MESSAGES = 'GET /chat/v1/session/{id}/message';

const target = <const Name extends string, const Label extends string>(name: Name, displayName: Label, what: string) =>
	({
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 5,
		description: `How many minutes ${what}. Each row then says whether it was so, each group for how many in a hundred of those that have this time.`,
		whenEmptied: 'refuse',
	}) as const;

const properties = [
	{
		displayName: 'Period From',
		name: 'periodFrom',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'The first moment of the period, in the timezone of the workflow; a date alone is its beginning',
	},
	{
		displayName: 'Period Until',
		name: 'periodUntil',
		type: 'dateTime',
		default: '',
		description: 'Where the period ends; this moment does not belong to it any more. Now if left empty.',
		// Not now for an expression that brings none.
		whenEmptied: 'refuse',
	},
	{
		displayName: 'Sessions That',
		name: 'clock',
		type: 'options',
		options: [
			{ name: 'Began in the Period', value: 'createdAt', description: 'Whether they have ended or not' },
			{ name: 'Ended in the Period', value: 'endAt', description: 'Whenever they began' },
		],
		default: 'createdAt',
		description: 'Which sessions belong to the period',
	},
	{
		displayName: 'Group By',
		name: 'groupBy',
		type: 'options',
		options: [
			{ name: 'Agent', value: 'agent', description: 'One row for each agent' },
			{ name: 'Channel', value: 'channel', description: 'One row for each channel' },
			{ name: 'Classification', value: 'classification', description: 'One row for each classification' },
			{
				name: 'Day',
				value: 'day',
				description: 'One row for each day on which sessions began, in the timezone of the workflow',
			},
			{ name: 'Department', value: 'department', description: 'One row for each team' },
			{ name: 'Nothing', value: 'none', description: 'One row for each session' },
		],
		default: 'none',
		description:
			'What the sessions are put together by, with counts, averages and medians; those that have none of it stand under “—”',
	},
	collection.filters(sessionFilters),
	collection.options([
		ignoreEmptyFilters,
		{
			displayName: 'Count Messages',
			name: 'countMessages',
			type: 'boolean',
			default: false,
			description:
				'Whether to count the messages of the contact and to the contact, which takes a request or more for each session',
		},
		target('firstAnswer', 'Target for First Answer', 'it may take to the first answer'),
		target('service', 'Target for Service Time', 'the service may take'),
		target('total', 'Target for Total Time', 'a session may take from its beginning to its end'),
		target('waiting', 'Target for Waiting Time', 'a contact may wait'),
	]),
] as const;
type Given = Parameters<typeof properties>;

export const getReport = stepwise({
	name: 'Get Report',
	value: 'getReport',
	action: 'Get report of sessions',
	description:
		'Rows for a table, one a session or one a group: names, classification, and the times of waiting and service in minutes, for any period',
	endpoint: [SESSIONS, MESSAGES],
	properties,
	target: () => 'report',
	execute: async (given, workbench) => {
		const { clock, groupBy, options } = given;
		const { timezone } = workbench;
		const period = periodOf(given, Date.now());
		const found = await sessionsOf(given, period, workbench);
		// Groups without a session come out too, so by itself the engine could not tell that nothing was found.
		const corrected = found.length === 0 ? await workbench.corrected(given) : undefined;
		const sessions = corrected ? await sessionsOf(corrected, period, workbench) : found;
		const counts = options.countMessages ? await messageCounts(sessions, workbench) : undefined;
		const targets: Targets = options;
		const rows = sessions.map((session) => rowOf(session, { timezone, targets, counts: counts?.get(session) }));
		const moment = (milliseconds: number) =>
			momentOf(milliseconds, timezone)?.setZone(timezone).toFormat('yyyy-MM-dd HH:mm') ?? '';
		workbench.tell(
			`${rows.length === 1 ? '1 session' : `${rows.length} sessions`} from ${moment(period.from)} until ${moment(period.until)} (${timezone}).`,
		);
		if (groupBy === 'none') return rows;
		const days = clock === 'createdAt' ? daysOf(period, timezone) : [];
		return groupsOf(rows, groupBy, { targets, days, areCounted: counts !== undefined });
	},
	example: (record) => {
		const targets = { firstAnswer: 1, service: 1, total: 1, waiting: 1 };
		const counts = { messagesIn: 1, messagesOut: 1 };
		const row = { ...rowOf(record(SESSIONS), { timezone: 'UTC', targets, counts }), ...FILLED };
		return {
			...row,
			...groupsOf([row], 'agent', { targets, areCounted: true })[0],
			group: 'text',
		} satisfies IDataObject;
	},
});

async function sessionsOf(
	{ clock, filters }: Given,
	period: Period,
	workbench: Workbench<typeof SESSIONS>,
): Promise<Session[]> {
	const query = { ...sessionQuery(filters), IncludeDetails: [...REPORT_DETAILS] };
	const sessions: Session[] = [];
	for await (const session of sessionsOfPeriod(workbench, period, clock, query)) sessions.push(session);
	return sessions;
}

/** What an example has in place of times that cannot be read. */
const FILLED: Pick<Row, 'day' | 'createdAt' | 'startedAt' | 'firstAnswerAt' | 'endedAt'> & Record<string, unknown> = {
	day: 'text',
	createdAt: 'text',
	startedAt: 'text',
	firstAnswerAt: 'text',
	endedAt: 'text',
	waitingMinutes: 1,
	firstAnswerMinutes: 1,
	serviceMinutes: 1,
	totalMinutes: 1,
	waitingInTarget: true,
	firstAnswerInTarget: true,
	serviceInTarget: true,
	totalInTarget: true,
};

/** @throws UserError if there is no such period */
function periodOf({ periodFrom, periodUntil }: Given, now: number): Period {
	const from = Date.parse(periodFrom);
	const until = periodUntil ? Date.parse(periodUntil) : now;
	if (from < until) return { from, until };
	throw new UserError("'Period Until' is not after 'Period From'", {
		description: `From ${periodFrom} until ${periodUntil || 'now'} was given, which is no time at all. To have a whole day, let the period end at the beginning of the next one.`,
	});
}

/** The days that a period has a part in, e.g. "2026-01-31". */
function daysOf({ from, until }: Period, timezone: string): string[] {
	const days: string[] = [];
	let day = momentOf(from, timezone)?.setZone(timezone).startOf('day');
	while (day && day.toMillis() < until) {
		days.push(day.toFormat('yyyy-MM-dd'));
		day = day.plus({ days: 1 });
	}
	return days;
}

/** Counts what was written in sessions, without what the team notes and what the platform adds. */
async function messageCounts(
	sessions: readonly Session[],
	{ sideBySide, list, attempt }: Workbench<typeof MESSAGES>,
): Promise<Map<Session, MessageCounts>> {
	const counts = new Map<Session, MessageCounts>();
	await sideBySide(
		sessions,
		() => undefined,
		async (session) => {
			const counted = await attempt(async () => {
				const own = { messagesIn: 0, messagesOut: 0 };
				for await (const message of list({ endpoint: MESSAGES, path: { id: session.id ?? '' } }, 'PageNumber')) {
					if (isFromContact(message)) own.messagesIn++;
					else if (isWritten(message)) own.messagesOut++;
				}
				return own;
			});
			if ('failure' in counted && !isNotFound(counted.error)) throw asThrown(counted.error);
			counts.set(session, 'value' in counted ? counted.value : { messagesIn: null, messagesOut: null });
		},
	);
	return counts;
}
