import assert from 'node:assert/strict';
import { it } from 'node:test';
import { talkKey, type Session } from '../../../sandbox/account.mts';
import { writeTime } from '../../../sandbox/clock.mts';
import { outputOf, type Trial } from './trial.mts';

const example = 'close-idle-conversations';
const HOUR = 60 * 60 * 1000;
const OPEN = ['STARTED', 'PENDING', 'IN_PROGRESS'];

const isIdle = ({ status, type, lastInteractionDate, createdAt }: Session) =>
	OPEN.includes(status) && type !== 'GROUP' && Date.parse(lastInteractionDate ?? createdAt) <= Date.now() - 20 * HOUR;

export const closeIdle: Trial = {
	example,
	declare: (stage) =>
		it('reports, then notes, says farewell where it may, and closes what is idle and nothing else', async () => {
			const { sandbox } = stage();
			sandbox.reset();
			// The contact wrote 21 hours ago, so the window is still open.
			const reachable = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Olá' }).sessionId;
			const session = sandbox.account.sessions.get(reachable);
			assert.ok(session);
			const written = writeTime(sandbox.clock.now() - 21 * HOUR);
			session.createdAt = session.startAt = session.lastInteractionDate = session.lastMessageIn = written;
			sandbox.account.lastInbound.set(talkKey(session), written);
			const before = [...sandbox.account.sessions.values()].map((each) => ({ ...each }));
			const idle = before.filter(isIdle).map(({ id }) => id);
			assert.ok(idle.length > 1 && idle.length < before.length);

			const run = await stage().run(example, 'Every Evening');

			assert.equal(run.status, 'success');
			assert.equal(outputOf(run, 'Report')[0]?.count, idle.length);
			const closed = outputOf(run, 'Close Them');
			assert.deepEqual(closed.map(({ sessionId }) => sessionId).sort(), idle.toSorted());
			assert.deepEqual(new Set(closed.map(({ outcome }) => outcome)), new Set(['completed']));
			for (const { id, status } of before) {
				const now = sandbox.account.sessions.get(id);
				assert.equal(now?.status, idle.includes(id) ? 'COMPLETED' : status);
				const notes = now?.notes.filter(({ text }) => text?.startsWith('Closed automatically')) ?? [];
				assert.equal(notes.length, idle.includes(id) ? 1 : 0);
			}
			const farewells = closed.filter(({ farewell }) => farewell === 'sent').map(({ sessionId }) => sessionId);
			assert.ok(farewells.includes(reachable));
			assert.ok(session.messages.at(-1)?.text?.startsWith('We are closing this conversation'));
			assert.deepEqual(sandbox.departures, []);
		}),
};
