// The node as a tool of an agent: what the model behind the agent gets to read.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type * as OperationsModule from '../../nodes/WtsChat/operations/index.ts';
import { built } from '../built.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, shared, wtsChat } from './workflow.mts';

const { resources } = built<typeof OperationsModule>('nodes/WtsChat/operations/index');
const unknown = '00000000-0000-4000-8000-000000000000';
const asTool = (t: Parameters<typeof sandboxFor>[0]) => async (parameters: INodeParameters) => {
	const { credential } = await sandboxFor(t);
	return await run({ parameters, credential, asTool: true });
};

describe('The node as a tool', () => {
	it('puts all that an error says into its message, since a model reads nothing else of it', async (t) => {
		const complete = { resource: 'session', operation: 'complete' };

		const { error: malformed } = await asTool(t)({ ...complete, sessionId: byId(`={{ '42' }}`) });
		assert.match(
			malformed?.message ?? '',
			/^SessionID is not valid\. “42” was given\. The ID of a session looks like /,
		);
		const { error: refused } = await asTool(t)({ ...complete, sessionId: byId(unknown) });
		assert.match(
			refused?.message ?? '',
			/^WTS Chat does not know what was asked for\. Check the ID .* The service says: /,
		);
		for (const { description } of [malformed ?? {}, refused ?? {}]) assert.equal(description ?? '', '');
	});

	it('says that nothing was found, where n8n would hand the model an empty text', async (t) => {
		const { status, items } = await asTool(t)({
			resource: 'contact',
			operation: 'get',
			contactId: byId(unknown),
			options: { ifNotFound: 'nothing' },
		});
		assert.equal(status, 'success');
		assert.deepEqual(
			items.map(({ json }) => json),
			[{ result: 'Nothing was found' }],
		);
	});

	it('has a description of its own for each operation', () => {
		const descriptions = resources.flatMap(({ value: resource, operations }) =>
			operations.map(({ value: operation }) => {
				const node = { id: '1', name: 'x', type: 'x', typeVersion: 1, position: [0, 0] as [number, number] };
				const parameters = { descriptionType: 'auto', resource, operation };
				return shared.NodeHelpers.getToolDescriptionForNode({ ...node, parameters }, wtsChat);
			}),
		);
		assert.equal(new Set(descriptions).size, descriptions.length);
		for (const description of descriptions) assert.match(description, /^[A-Z][a-z]+ .+ in WTS Chat$/);
	});
});
