import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

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

	it('that have parts are refused where a single value is asked for, since their parts would become parameters', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const expression = '={{ $json.value }}';
		const fillings: INodeParameters[] = [
			{ resource: 'message', operation: 'get', messageId: expression },
			{ resource: 'session', operation: 'get', sessionId: byId(expression) },
			{ resource: 'session', operation: 'getAll', limit: expression },
			{ resource: 'session', operation: 'getAll', returnAll: expression },
			{ resource: 'session', operation: 'getAll', filters: { status: expression } },
			{ resource: 'customField', operation: 'getAll', options: { nestedList: expression } },
		];
		for (const parameters of fillings) {
			for (const value of [{ PageSize: '1' }, [{ PageSize: '1' }], [['a']]]) {
				const { error } = await run({ parameters, items: [{ value }], credential });
				assert.match(String(error?.message), /^\w+ is not a single value$/);
				assert.equal(error?.context?.itemIndex, 0);
			}
		}
		assert.equal(sandbox.requests.length, 0);
	});

	it('are a list in a field that takes several, though it is of one expression, or the expression gives one text', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [tag] = sandbox.account.tags.values();
		for (const tagNames of [['={{ $json.tag }}'], '={{ $json.tag }}', '={{ [$json.tag] }}']) {
			const { error, items } = await run({
				parameters: { resource: 'contact', operation: 'create', name: 'Ana', additionalFields: { tagNames } },
				items: [{ tag: tag.name }],
				credential,
			});
			assert.equal(error, undefined);
			assert.deepEqual(items[0]?.json.tagNames, [tag.name]);
		}
	});
});
