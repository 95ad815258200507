import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Session } from '../../sandbox/account.mts';
import { addMessage } from '../../sandbox/messages.mts';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential } from './workflow.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A month in the timezone of the workflow, which is three hours behind UTC. */
const month = { periodFrom: '01/05/2026', periodUntil: '2026-06-01' };
const FIRST = Date.parse('2026-05-01T03:00:00Z');
const LAST = Date.parse('2026-06-01T03:00:00Z');

const iso = (moment: number) => new Date(moment).toISOString();

/** An account without other sessions than these, which were opened at the given moments. */
async function accountWith(t: TestContext, moments: readonly number[], options: SandboxOptions = {}) {
	const { sandbox, credential } = await sandboxFor(t, options);
	for (const id of sandbox.account.sessions.keys()) sandbox.account.sessions.delete(id);
	const sessions = sandbox.seedSessions({ count: moments.length }).map((id, place) => {
		const session = sandbox.account.sessions.get(id) ?? assert.fail();
		const createdAt = iso(moments[place]);
		Object.assign(session, { createdAt, startAt: createdAt, firstResponseAt: null, endAt: null });
		return session;
	});
	return { sandbox, credential, sessions };
}

/** Lets a session be answered and end so many minutes after it began. */
function answer(session: Session, firstAnswer: number, total: number): void {
	const began = Date.parse(session.startAt);
	session.firstResponseAt = iso(began + firstAnswer * MINUTE);
	session.endAt = iso(began + total * MINUTE);
	session.status = 'COMPLETED';
}

async function getReport(credential: Credential, more: INodeParameters = {}) {
	const parameters = { resource: 'session', operation: 'getReport', ...month, ...more };
	const { status, error, items, hints } = await run({ parameters, credential });
	return { status, error, hints, rows: items.map(({ json }) => json) };
}

const idsOf = (rows: readonly IDataObject[]) => rows.map(({ sessionId }) => sessionId);
const listsOf = ({ requests }: Sandbox) => requests.filter(({ operation }) => operation === 'sessionList');

describe('Get Report', () => {
	it('gives a flat row for a session, with times in minutes and by the clock of the workflow', async (t) => {
		const { sandbox, credential, sessions } = await accountWith(t, [Date.parse('2026-05-02T01:30:00Z')]);
		const [session] = sessions;
		answer(session, 4.5, 26 * 60 + 3);
		const { account } = sandbox;
		const contact = account.contacts.get(session.contactId);
		const [agent] = account.agents.values();
		const [department] = account.departments.values();
		session.userId = agent.userId ?? null;
		session.departmentId = department.id ?? null;
		session.classification = { category: 'WON', categoryName: 'Venda', categoryDescription: 'Dois', amount: 99.9 };

		const { rows, hints } = await getReport(credential, { options: { waiting: 5, total: 60 } });

		const channel = account.channels.get(session.channelId);
		assert.deepEqual(rows, [
			{
				sessionId: session.id,
				number: session.number,
				status: 'COMPLETED',
				day: '2026-05-01',
				createdAt: '2026-05-01 22:30:00',
				startedAt: '2026-05-01 22:30:00',
				firstAnswerAt: '2026-05-01 22:34:30',
				endedAt: '2026-05-03 00:33:00',
				contact: contact?.name,
				contactPhone: contact?.phoneNumber?.replace('|', ''),
				channel: channel?.identity.displayName,
				channelType: channel?.type.toUpperCase(),
				department: department.name,
				agent: agent.name,
				classification: 'Venda',
				category: 'WON',
				classificationNote: 'Dois',
				amount: 99.9,
				waitingMinutes: 4.5,
				firstAnswerMinutes: 4.5,
				serviceMinutes: 1563,
				totalMinutes: 1563,
				waitingInTarget: true,
				totalInTarget: false,
				origin: rows[0].origin,
				link: rows[0].link,
				contactId: session.contactId,
				channelId: session.channelId,
				departmentId: session.departmentId,
				userId: session.userId,
			},
		]);
		assert.deepEqual(
			hints.map(({ message }) => message),
			['1 session from 2026-05-01 00:00 until 2026-06-01 00:00 (America/Sao_Paulo).'],
		);
	});

	it('says of a session that nobody has answered or ended that it has no such times', async (t) => {
		const { credential, sessions } = await accountWith(t, [FIRST]);
		sessions[0].userId = null;
		const { rows } = await getReport(credential, { options: { firstAnswer: 5 } });
		const { firstAnswerMinutes, totalMinutes, firstAnswerInTarget, endedAt, agent, classification } = rows[0];
		assert.deepEqual(
			[firstAnswerMinutes, totalMinutes, firstAnswerInTarget, endedAt, agent, classification],
			[null, null, null, null, null, null],
		);
	});

	for (const quirks of [
		{},
		{ ignoreFilters: true },
		{ pageOnly: true },
		{ overlappingEntries: 7 },
		{ datesWithoutZone: true },
		{ otherShapes: true },
	]) {
		it(`loses and doubles nothing at the borders of what it reads (${JSON.stringify(quirks)})`, async (t) => {
			const edges = [FIRST - 1, FIRST, LAST - 1, LAST];
			const borders = [...Array(31).keys()].flatMap((day) =>
				[-1, 0, 1].map((more) => FIRST + day * DAY + more).filter((moment) => moment > FIRST && moment < LAST - 1),
			);
			const busy = Array.from({ length: 150 }, () => FIRST + 3 * DAY + HOUR);
			const { sandbox, credential, sessions } = await accountWith(t, [...edges, ...borders, ...busy]);
			for (const session of sessions) answer(session, 1, 2);
			Object.assign(sandbox.quirks, quirks);

			const { rows } = await getReport(credential);

			const expected = sessions.filter((_, place) => place !== 0 && place !== 3).map(({ id }) => id);
			assert.deepEqual(idsOf(rows).toSorted(), expected.toSorted());
			assert.equal(rows[0].totalMinutes, 2);
			const lists = listsOf(sandbox).length;
			assert.ok('ignoreFilters' in quirks ? lists <= 4 : lists >= 31 && lists < 50, `${lists} requests`);
		});
	}

	it("tells of the user whose agent's ID was given, also day by day", async (t) => {
		const { sandbox, credential, sessions } = await accountWith(t, [FIRST, FIRST + HOUR]);
		const [agent] = sandbox.account.agents.values();
		for (const session of sessions) session.userId = agent.userId;

		const { rows } = await getReport(credential, {
			periodUntil: '2026-05-02',
			groupBy: 'day',
			filters: { userId: byId(agent.id) },
		});

		assert.deepEqual(
			rows.map(({ sessions: count }) => count),
			[2],
		);
	});

	it('finds what ended in the period, whenever it began', async (t) => {
		const { credential, sessions } = await accountWith(t, [FIRST - 10 * DAY, FIRST - 10 * DAY, FIRST + DAY]);
		answer(sessions[0], 1, (11 * DAY) / MINUTE);
		answer(sessions[1], 1, 60);

		const { rows } = await getReport(credential, { clock: 'endAt' });
		assert.deepEqual(idsOf(rows), [sessions[0].id]);
	});

	it('reads ten years in a hundred requests', async (t) => {
		const { sandbox, credential } = await accountWith(t, [FIRST]);
		const { rows } = await getReport(credential, { periodFrom: '2017-01-01', periodUntil: '2027-01-01' });
		assert.equal(rows.length, 1);
		assert.ok(listsOf(sandbox).length <= 101);
	});

	it('puts sessions together by day, those without a session too, with averages, medians and shares', async (t) => {
		const { credential, sessions } = await accountWith(t, [FIRST, FIRST + HOUR, FIRST + 2 * HOUR, FIRST + 2 * DAY]);
		for (const [place, minutes] of [1, 2, 9].entries()) answer(sessions[place], minutes, 60);

		const { rows } = await getReport(credential, {
			periodUntil: '2026-05-04',
			groupBy: 'day',
			options: { firstAnswer: 2 },
		});

		assert.deepEqual(
			rows.map(({ group, sessions: count }) => [group, count]),
			[
				['2026-05-01', 3],
				['2026-05-02', 0],
				['2026-05-03', 1],
			],
		);
		const { answered, completed, averageFirstAnswerMinutes, medianFirstAnswerMinutes } = rows[0];
		assert.deepEqual([answered, completed, averageFirstAnswerMinutes, medianFirstAnswerMinutes], [3, 3, 4, 2]);
		assert.deepEqual(
			rows.map(({ percentFirstAnswerInTarget }) => percentFirstAnswerInTarget),
			[66.67, null, null],
		);
		assert.equal(rows[2].averageFirstAnswerMinutes, null);
	});

	it('puts sessions together by agent, department, channel and classification, the largest group first', async (t) => {
		const { sandbox, credential, sessions } = await accountWith(t, [FIRST, FIRST + 1, FIRST + 2]);
		const { account } = sandbox;
		const [one, other] = account.agents.values();
		// Two of one name stay two.
		other.name = one.name;
		const [department] = account.departments.values();
		const channels = [...account.channels.values()];
		for (const [place, session] of sessions.entries()) {
			session.userId = [one, other, other][place].userId ?? null;
			session.departmentId = place === 0 ? (department.id ?? null) : null;
			session.channelId = channels[Math.min(place, 1)].id;
			session.classification = place === 2 ? null : { category: 'WON', categoryName: 'Venda', amount: 10.05 };
		}
		const grouped = async (groupBy: string) =>
			(await getReport(credential, { groupBy })).rows.map(({ group, sessions: count }) => [group, count]);

		assert.deepEqual(await grouped('agent'), [
			[one.name, 2],
			[one.name, 1],
		]);
		assert.deepEqual(await grouped('department'), [
			['—', 2],
			[department.name, 1],
		]);
		assert.deepEqual(await grouped('channel'), [
			[channels[1].identity.displayName, 2],
			[channels[0].identity.displayName, 1],
		]);
		assert.deepEqual(await grouped('classification'), [
			['Venda', 2],
			['—', 1],
		]);
		const { rows } = await getReport(credential, { groupBy: 'classification' });
		assert.equal(rows[0].amount, 20.1);

		sessions[1].userId = null;
		account.agents.delete(other.id);
		const others = [other.userId, one.name, '—'].map((group) => [group, 1]);
		assert.deepEqual((await grouped('agent')).toSorted(), others.toSorted());
	});

	it('counts messages only where that is asked for', async (t) => {
		const { sandbox, credential, sessions } = await accountWith(t, [FIRST, FIRST + 1]);
		for (const session of sessions) session.messages.length = 0;
		const add = (direction: 'FROM_HUB' | 'TO_HUB') =>
			addMessage(sandbox.account, sessions[0], {
				text: 'Olá',
				direction,
				origin: direction === 'FROM_HUB' ? 'GATEWAY' : 'API',
			});
		for (const direction of ['FROM_HUB', 'FROM_HUB', 'TO_HUB'] as const) add(direction);

		const { rows } = await getReport(credential, { options: { countMessages: true } });
		assert.deepEqual(
			rows.map(({ messagesIn, messagesOut }) => [messagesIn, messagesOut]),
			[
				[2, 1],
				[0, 0],
			],
		);
		const { rows: groups } = await getReport(credential, { groupBy: 'day', options: { countMessages: true } });
		assert.deepEqual([groups[0].messagesIn, groups[0].messagesOut], [2, 1]);
		sandbox.requests.length = 0;
		const [without] = (await getReport(credential)).rows;
		assert.ok(!('messagesIn' in without));
		assert.ok(sandbox.requests.every(({ operation }) => operation === 'sessionList'));
	});

	it('counts no messages of a session that is gone meanwhile, and has the same columns in each row', async (t) => {
		const { sandbox, credential, sessions } = await accountWith(t, [FIRST, FIRST + DAY]);
		sandbox.faults.add({
			kind: 'formError',
			path: `/chat/v1/session/${sessions[0].id}/message`,
			text: 'Sessão não encontrada',
		});
		const options = { countMessages: true };
		const { rows, error } = await getReport(credential, { options });
		assert.equal(error, undefined);
		assert.deepEqual(
			rows.map(({ sessionId, messagesIn, messagesOut }) => [sessionId, messagesIn, messagesOut]),
			[
				[sessions[0].id, null, null],
				[sessions[1].id, 1, 0],
			],
		);
		const { rows: days } = await getReport(credential, { groupBy: 'day', options });
		const columns = new Set(days.map((day) => Object.keys(day).join()));
		assert.equal(columns.size, 1);
		assert.deepEqual([days[30].sessions, days[30].messagesIn], [0, 0]);
	});

	it('refuses a period that is none', async (t) => {
		const { credential } = await accountWith(t, []);
		const { error } = await getReport(credential, { periodUntil: '01/05/2026' });
		assert.equal(error?.message, "'Period Until' is not after 'Period From'");
	});

	it('asks for whatever every field says', async (t) => {
		const { sandbox, credential } = await accountWith(t, []);
		const { account } = sandbox;
		const [agent] = account.agents.values();
		const [[channel], [tag], [department], [contactId]] = [
			account.channels.keys(),
			account.tags.keys(),
			account.departments.keys(),
			account.contacts.keys(),
		].map((keys) => [...keys]);

		const { status } = await run({
			credential,
			parameters: everyField('session', 'getReport', {
				periodFrom: '2026-05-01',
				periodUntil: '2026-05-01 12:00',
				clock: 'endAt',
				groupBy: 'agent',
				filters: {
					channelIds: [channel],
					contactId: byId(contactId),
					departmentId: byId(department),
					status: ['COMPLETED'],
					tagIds: [tag],
					type: 'INDIVIDUAL',
					userId: byId(String(agent.userId)),
				},
				options: {
					countMessages: true,
					firstAnswer: 1,
					ignoreEmptyFilters: false,
					service: 2,
					total: 3,
					waiting: 4,
				},
			}),
		});

		assert.equal(status, 'success');
		const [{ query }, ...others] = listsOf(sandbox);
		assert.deepEqual(others, []);
		const asked = new URLSearchParams(query);
		assert.deepEqual([...asked].filter(([name]) => name !== 'IncludeDetails').toSorted(), [
			['ChannelsId', channel],
			['ContactId', contactId],
			['DepartmentId', department],
			['EndAt.After', '2026-05-01T02:59:59.999Z'],
			['EndAt.Before', '2026-05-01T15:00:00.001Z'],
			['OrderBy', 'EndAt'],
			['OrderDirection', 'ASCENDING'],
			['PageNumber', '1'],
			['PageSize', '100'],
			['Status', 'COMPLETED'],
			['TagsId', tag],
			['Type', 'INDIVIDUAL'],
			['UserId', agent.userId],
		]);
	});
});
