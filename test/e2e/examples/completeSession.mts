import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Account, Session } from '../../../sandbox/account.mts';
import type { ExampleName } from '../../../harness/examples.mts';
import { outputOf, type Trial } from './trial.mts';

/** The status of every session of the account, by session id. */
const statuses = ({ sessions }: Account): Record<string, string> =>
	Object.fromEntries([...sessions.values()].map(({ id, status }) => [id, status]));

/** A trial of an example that completes sessions and does nothing else. */
const completing = (
	example: ExampleName,
	node: string,
	settings: (account: Account) => Record<string, string>,
	sessionsOf: (account: Account) => Session[],
): Trial => ({
	example,
	settings,
	declare: (stage) =>
		it('completes its sessions, and no other', async () => {
			const { sandbox } = stage();
			sandbox.reset();
			const ids = sessionsOf(sandbox.account).map(({ id }) => id);
			assert.notEqual(ids.length, 0);
			const expected = { ...statuses(sandbox.account), ...Object.fromEntries(ids.map((id) => [id, 'COMPLETED'])) };

			const run = await stage().run(example, "When clicking 'Execute workflow'");

			assert.equal(run.status, 'success');
			assert.deepEqual(statuses(sandbox.account), expected);
			const output = outputOf(run, node);
			assert.deepEqual(output.map(({ sessionId }) => sessionId).sort(), ids.toSorted());
			assert.ok(output.every(({ success }) => success === true));
			assert.deepEqual(sandbox.departures, []);
		}),
});

const inProgress = ({ sessions }: Account) =>
	[...sessions.values()].filter(({ status }) => status === 'IN_PROGRESS').slice(0, 1);

export const completeSession = completing(
	'complete-a-session',
	'Complete Session',
	(account) => ({ sessionId: inProgress(account)[0].id }),
	inProgress,
);

const waiting = ({ sessions, departments }: Account) => {
	const [{ id }] = departments.values();
	return [...sessions.values()].filter(({ status, departmentId }) => status === 'PENDING' && departmentId === id);
};

export const completeDepartment = completing(
	'complete-everything-that-waits-in-a-department',
	'Complete Sessions',
	(account) => ({ departmentId: waiting(account)[0].departmentId ?? '' }),
	waiting,
);
