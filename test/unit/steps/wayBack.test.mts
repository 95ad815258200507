import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Steps } from '../../../nodes/WtsChat/operations/operation.ts';
import type * as WayBackModule from '../../../nodes/WtsChat/steps/wayBack.ts';
import { built } from '../../built.mts';

const { closeWayBack, tieToSession, WAITING_EXECUTION } = built<typeof WayBackModule>('nodes/WtsChat/steps/wayBack');

/** A service that holds one session and nothing else. */
function sessionWith(metadata: Record<string, unknown>) {
	const session = { metadata };
	const send = async ({ endpoint, body }: { endpoint: string; body?: { metadata: Record<string, unknown> } }) => {
		if (endpoint.startsWith('PUT ') && body) session.metadata = body.metadata;
		return session;
	};
	const attempt = async (work: () => Promise<unknown>) => ({ value: await work() });
	return { session, steps: { send, attempt } as unknown as Steps };
}

describe('the way back through a trigger', () => {
	const relay = 'https://n8n.example.com/webhook-waiting/1/reply?key=1';
	const other = 'https://n8n.example.com/webhook-waiting/2/reply?key=2';

	it('is noted in the session and taken away again, the rest of its metadata stays', async () => {
		const { session, steps } = sessionWith({ order: '1042' });
		await tieToSession(steps, { relay }, 'session');
		assert.deepEqual(session.metadata, { order: '1042', [WAITING_EXECUTION]: relay });
		await closeWayBack(steps, { relay }, 'session');
		assert.deepEqual(session.metadata, { order: '1042', [WAITING_EXECUTION]: null });
	});

	it('of another execution that waits there by now stays', async () => {
		const { session, steps } = sessionWith({ [WAITING_EXECUTION]: other });
		await closeWayBack(steps, { relay }, 'session');
		assert.deepEqual(session.metadata, { [WAITING_EXECUTION]: other });
	});
});
