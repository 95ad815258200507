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
	isDone: (item: Record<string, unknown>) => boolean,
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
			assert.ok(output.every(isDone));
			assert.deepEqual(sandbox.departures, []);
		}),
});

/** A session whose contact has no other that is open, so that the contact's number names it. */
const inProgress = ({ sessions }: Account) => {
	const open = [...sessions.values()].filter(({ status }) => status !== 'COMPLETED');
	const isOnlyOne = ({ contactId }: Session) => open.filter((other) => other.contactId === contactId).length === 1;
	return open.filter((session) => session.status === 'IN_PROGRESS' && isOnlyOne(session)).slice(0, 1);
};

export const completeSession = completing(
	'complete-a-session',
	'Complete Session',
	(account) => {
		const [{ contactId }] = inProgress(account);
		return { conversation: account.contacts.get(contactId)?.phoneNumber ?? '' };
	},
	inProgress,
	({ success }) => success === true,
);

const waiting = ({ sessions, departments }: Account) => {
	const [{ id }] = departments.values();
	return [...sessions.values()].filter(({ status, departmentId }) => status === 'PENDING' && departmentId === id);
};

export const completeDepartment = completing(
	'complete-everything-that-waits-in-a-department',
	'Complete Sessions',
	({ departments }) => ({ department: [...departments.values()][0].name?.toLowerCase() ?? '' }),
	waiting,
	({ outcome }) => outcome === 'completed',
);
