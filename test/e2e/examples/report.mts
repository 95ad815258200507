import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Account, Session } from '../../../sandbox/account.mts';
import { outputOf, type ExampleStage, type Trial } from './trial.mts';

const example = 'report-of-the-days-sessions';
const DAY = 24 * 60 * 60 * 1000;

interface Row {
	name: string;
	sessions: number;
	unanswered: number;
	average: number | null;
	longest: number | null;
}

const statusNames: Readonly<Record<string, string>> = {
	COMPLETED: 'Completed',
	IN_PROGRESS: 'In progress',
	PENDING: 'Pending',
	STARTED: 'Started',
};

/** The day that a time belongs to in n8n's standard time zone, e.g. 2026-01-31. */
const dayOf = (time: number) =>
	new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/New_York', dateStyle: 'short' }).format(time);

const yesterday = () => new Date(Date.parse(dayOf(Date.now())) - DAY).toISOString().slice(0, 10);

/** The sessions that a report of a day speaks of. */
const sessionsOf = (account: Account, day: string) =>
	[...account.sessions.values()].filter(
		({ createdAt, status }) => dayOf(Date.parse(createdAt)) === day && status in statusNames,
	);

/** The row that stands for some sessions, worked out from what the account holds. */
function rowOf(name: string, sessions: readonly Session[]): Row {
	const waits = sessions.flatMap(({ startAt, firstResponseAt }) =>
		firstResponseAt === null ? [] : [(Date.parse(firstResponseAt) - Date.parse(startAt)) / 60_000],
	);
	const none = waits.length === 0;
	return {
		name,
		sessions: sessions.length,
		unanswered: sessions.length - waits.length,
		average: none ? null : Math.round(waits.reduce((sum, wait) => sum + wait, 0) / waits.length),
		longest: none ? null : Math.round(Math.max(...waits)),
	};
}

const byName = (rows: readonly Row[]) => rows.toSorted((one, other) => one.name.localeCompare(other.name));

function rowsBy(sessions: readonly Session[], nameOf: (session: Session) => string): Row[] {
	const groups = Object.groupBy(sessions, nameOf);
	return byName(Object.entries(groups).map(([name, group = []]) => rowOf(name, group)));
}

function declare(stage: () => ExampleStage): void {
	const report = async () => {
		const run = await stage().run(example, 'Every Morning');
		assert.equal(run.status, 'success');
		const [{ subject, html, day, total, byStatus, byDepartment, byAgent }, ...others] = outputOf(run, 'Report');
		assert.deepEqual(others, []);
		return {
			subject,
			html: String(html),
			day: String(day),
			total,
			byStatus: byStatus as unknown as Row[],
			byDepartment: byDepartment as unknown as Row[],
			byAgent: byAgent as unknown as Row[],
		};
	};

	it("counts yesterday's sessions, with the times waited, as tables to be mailed", async () => {
		const { sandbox } = stage();
		sandbox.reset();
		const { account } = sandbox;
		const [department] = account.departments.values();
		department.name = 'R&D <Aurora>';

		const days = [yesterday()];
		const { subject, html, day, ...figures } = await report();

		assert.ok([...days, yesterday()].includes(day), day);
		const sessions = sessionsOf(account, day);
		assert.ok(sessions.length > 10);
		assert.equal(subject, `WTS Chat: ${sessions.length} sessions on ${day}`);
		assert.deepEqual(figures.total, rowOf('All', sessions));
		const { departments, agents } = account;
		const agentOf = (userId: string | null) => [...agents.values()].find((agent) => agent.userId === userId);
		const expected: Array<[Row[], (session: Session) => string]> = [
			[figures.byStatus, ({ status }) => statusNames[status] ?? status],
			[figures.byDepartment, ({ departmentId }) => departments.get(departmentId ?? '')?.name ?? 'No department'],
			[figures.byAgent, ({ userId }) => agentOf(userId)?.name ?? 'No agent'],
		];
		for (const [rows, nameOf] of expected) {
			assert.deepEqual(byName(rows), rowsBy(sessions, nameOf));
			const counts = rows.map((row) => row.sessions);
			assert.deepEqual(
				counts,
				counts.toSorted((one, other) => other - one),
			);
		}
		const rows = figures.byStatus.length + 1 + figures.byDepartment.length + figures.byAgent.length;
		assert.equal(html.split('<tr><td').length - 1, rows);
		assert.ok(html.includes('R&amp;D &lt;Aurora>'));
		assert.ok(!html.includes(department.name));
		assert.deepEqual(sandbox.departures, []);
	});

	it('says so when no session began', async () => {
		stage().sandbox.reset();
		stage().sandbox.account.sessions.clear();
		const { html, total, byStatus } = await report();
		assert.match(html, /^<p>No session began on \d{4}-\d\d-\d\d\.<\/p>$/);
		assert.deepEqual([total, byStatus], [rowOf('All', []), []]);
	});
}

export const report: Trial = { example, declare };
