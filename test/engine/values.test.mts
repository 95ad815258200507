import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

describe('values from expressions', () => {
	it('are brought to the type that the field has', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = [...sandbox.account.sessions.values()].filter(({ status }) => status === 'IN_PROGRESS');
		const { status } = await run({
			parameters: {
				resource: 'session',
				operation: 'complete',
				sessionId: '={{ $json.id }}',
				reactivateOnNewMessage: '={{ $json.reactivate }}',
			},
			items: [{ id: session.id, reactivate: 'true' }],
			credential,
		});
		assert.equal(status, 'success');
		assert.equal(sandbox.account.sessions.get(session.id)?.reactivateOnNewMessage, true);
	});

	it('that are of no use are named before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sandbox.account.sessions.values();
		const { error } = await run({
			parameters: {
				resource: 'session',
				operation: 'complete',
				sessionId: session.id,
				reactivateOnNewMessage: '={{ $json.reactivate }}',
			},
			items: [{ reactivate: 'perhaps' }],
			credential,
		});
		assert.equal(error?.message, 'ReactivateOnNewMessage is neither true nor false');
		assert.equal(error?.context?.itemIndex, 0);
		const list = await run({
			parameters: { resource: 'session', operation: 'getAll', limit: '={{ $json.limit }}' },
			items: [{ limit: 'many' }],
			credential,
		});
		assert.equal(list.error?.message, 'Limit is not a number');
		assert.equal(sandbox.requests.length, 0);
	});
});
