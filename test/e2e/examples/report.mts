import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Account, Session } from '../../../sandbox/account.mts';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

const example = 'report-of-the-days-sessions';
const DAY = 24 * 60 * 60 * 1000;

/** Conversations that a message of the account opened, and that nobody has answered, are in no report. */
const STATUSES: readonly string[] = ['COMPLETED', 'IN_PROGRESS', 'PENDING', 'STARTED'];

/** The day that a time belongs to in n8n's standard time zone, e.g. 2026-01-31. */
const dayOf = (time: number) =>
	new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short' }).format(time);

const yesterday = () => new Date(Date.parse(dayOf(Date.now())) - DAY).toISOString().slice(0, 10);

/** The sessions that a report of a day speaks of. */
const sessionsOf = (account: Account, day: string) =>
	[...account.sessions.values()].filter(
		({ createdAt, status }) => dayOf(Date.parse(createdAt)) === day && STATUSES.includes(status),
	);

const hundredths = (value: number) => Math.round(value * 100) / 100;
/** The minutes from the beginning of each session to a moment that it may have. */
const minutesTo = (sessions: readonly Session[], moment: 'endAt' | 'firstResponseAt') =>
	sessions.flatMap(({ startAt, [moment]: end }) =>
		end === null ? [] : [hundredths((Date.parse(end) - Date.parse(startAt)) / 60_000)],
	);

function averageOf(values: readonly number[]): string {
	return values.length === 0 ? '–' : String(hundredths(values.reduce((sum, value) => sum + value, 0) / values.length));
}

function medianOf(values: readonly number[]): string {
	if (values.length === 0) return '–';
	const sorted = values.toSorted((one, other) => one - other);
	const middle = (sorted.length - 1) / 2;
	return String(hundredths((sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2));
}

/** The row that stands for some sessions, worked out from what the account holds. */
const rowOf = (name: string, sessions: readonly Session[]) => ({
	Name: name.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
	Sessions: sessions.length,
	Answered: sessions.filter(({ firstResponseAt }) => firstResponseAt !== null).length,
	Completed: sessions.filter(({ status }) => status === 'COMPLETED').length,
	'First answer, average (min)': averageOf(minutesTo(sessions, 'firstResponseAt')),
	'First answer, median (min)': medianOf(minutesTo(sessions, 'firstResponseAt')),
	'Total, average (min)': averageOf(minutesTo(sessions, 'endAt')),
});

function declare(stage: () => ExampleStage): void {
	const report = async () => {
		const run = await stage().run(example, 'Every Morning');
		assert.equal(run.status, 'success');
		const [{ table }, ...others] = outputOf(run, 'Table');
		assert.deepEqual(others, []);
		const rows = outputOf(run, 'Columns') as Array<ReturnType<typeof rowOf>>;
		return { rows, table: String(table) };
	};

	it("counts yesterday's sessions by department, with the times they took, as a table to be mailed", async () => {
		const { sandbox } = stage();
		sandbox.reset();
		const { account } = sandbox;
		const [department] = account.departments.values();
		department.name = 'R&D <Aurora>';

		const days = [yesterday()];
		const { rows, table } = await report();

		const [, count, day] = /<caption>(\d+) sessions on (\S+)<\/caption>/.exec(table) ?? [];
		assert.ok([...days, yesterday()].includes(day), table);
		const sessions = sessionsOf(account, day);
		assert.ok(sessions.length > 10);
		assert.equal(Number(count), sessions.length);
		const groups = Object.groupBy(sessions, ({ departmentId }) => departmentId ?? '');
		const expected = Object.entries(groups).map(([id, group = []]) =>
			rowOf(account.departments.get(id)?.name ?? '—', group),
		);
		const byName = (unsorted: typeof rows) => unsorted.toSorted((one, other) => one.Name.localeCompare(other.Name));
		assert.deepEqual(byName(rows), byName(expected));
		const counts = rows.map(({ Sessions }) => Sessions);
		assert.deepEqual(
			counts,
			counts.toSorted((one, other) => other - one),
		);
		assert.ok(rows.some((row) => row['First answer, average (min)'] !== '–'));
		assert.equal(table.split('<tr  >').length - 1, rows.length);
		assert.ok(table.includes('R&amp;D &lt;Aurora>'));
		assert.ok(!table.includes(department.name));
		assert.deepEqual(sandbox.departures, []);
	});

	it('says so when no session began', async () => {
		stage().sandbox.reset();
		stage().sandbox.account.sessions.clear();
		const { rows, table } = await report();
		assert.match(table, /<caption>0 sessions on \d{4}-\d\d-\d\d<\/caption>/);
		assert.deepEqual(rows, [rowOf('No session', [])]);
	});
}

export const report: Trial = { example, declare };
