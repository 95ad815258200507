import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

describe('a field of the item as a parameter', () => {
	it('is read as n8n would evaluate it, whatever it holds', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [session] = sandbox.account.sessions.values();
		const values = [
			session.id,
			` ${session.id} `,
			'',
			'={{ 1 + 1 }}',
			'true',
			0,
			12.5,
			-1,
			true,
			false,
			null,
			[1],
			{ id: 1 },
		];
		const items: IDataObject[] = [...values.map((value) => ({ value })), {}, { value: undefined }];

		const results = await Promise.all(
			// The longer forms are left to n8n.
			['={{ $json.value }}', '={{$json.value}}', '={{ [$json.value][0] }}'].map(async (expression) => {
				const { status, items: done } = await run({
					parameters: {
						resource: 'session',
						operation: 'complete',
						sessionId: byId(expression),
						reactivateOnNewMessage: expression,
					},
					items,
					credential,
					onError: 'continueRegularOutput',
				});
				assert.equal(done.length, items.length);
				return { status, told: done.map(({ json }) => ({ ...json, updatedAt: undefined, endAt: undefined })) };
			}),
		);

		for (const result of results) assert.deepEqual(result, results[0]);
	});

	it('is left to n8n if only its prototype has it', async (t) => {
		const { credential } = await sandboxFor(t);
		const complaintAbout = async (expression: string) => {
			const parameters = { resource: 'session', operation: 'complete', sessionId: byId(expression) };
			const { error } = await run({ parameters, items: [{}], credential });
			return error?.message;
		};
		for (const name of ['toString', 'constructor', '__proto__']) {
			const complaint = await complaintAbout(`={{ $json.${name} }}`);
			assert.ok(complaint);
			assert.equal(complaint, await complaintAbout(`={{ [$json.${name}][0] }}`));
		}
	});
});
