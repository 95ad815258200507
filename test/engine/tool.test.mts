// The node as a tool of an agent: what the model behind the agent gets to read.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INode, INodeParameters } from 'n8n-workflow';
import type * as OperationsModule from '../../nodes/WtsChat/operations/index.ts';
import { built } from '../built.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, shared, wtsChat } from './workflow.mts';

const { resources } = built<typeof OperationsModule>('nodes/WtsChat/operations/index');
const unknown = '00000000-0000-4000-8000-000000000000';
const asTool =
	(t: Parameters<typeof sandboxFor>[0]) => async (parameters: INodeParameters, onError?: INode['onError']) => {
		const { credential } = await sandboxFor(t);
		return await run({ parameters, credential, asTool: true, onError });
	};

describe('The node as a tool', () => {
	const complete = { resource: 'session', operation: 'complete' };

	it('tells the model all that an error says, and lets the agent go on', async (t) => {
		const told: Array<[id: string, RegExp]> = [
			[`={{ '42' }}`, /^SessionID is not valid\. “42” was given\. The ID of a session looks like /],
			[unknown, /^WTS Chat does not know what was asked for\. Check the ID .* The service says: /],
		];
		for (const [id, error] of told) {
			const { status, items } = await asTool(t)({ ...complete, sessionId: byId(id) });
			assert.equal(status, 'success');
			const [{ json }, ...others] = items;
			assert.deepEqual(others, []);
			assert.deepEqual(Object.keys(json), ['error']);
			assert.match(String(json.error), error);
		}
	});

	it('stops the workflow with the same words, where that is chosen', async (t) => {
		const { status, error } = await asTool(t)({ ...complete, sessionId: byId(unknown) }, 'stopWorkflow');
		assert.equal(status, 'error');
		assert.match(
			error?.message ?? '',
			/^WTS Chat does not know what was asked for\. Check the ID .* The service says: /,
		);
		assert.equal(error?.description ?? '', '');
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
