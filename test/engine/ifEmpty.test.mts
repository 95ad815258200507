// Items that do not say what to work on: an error, or passed over where the option says so.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type * as OperationModule from '../../nodes/WtsChat/operations/operation.ts';
import { built } from '../built.mts';
import { everyOperation, fillingsOf } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const { fieldsOf } = built<typeof OperationModule>('nodes/WtsChat/operations/operation');

const EXPRESSION = '={{ $json.value }}';
const FILE = { data: Buffer.from('x').toString('base64'), mimeType: 'text/plain', fileName: 'a.txt' };
const EMPTY = [{}, { value: null }, { value: '' }, { value: '  ' }];

const skipped = (reason: string) => ({ success: false, skipped: true, reason });

describe('an item that does not say what to work on', () => {
	it('is an error in every operation, or is passed over where the option says so', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		let tried = 0;
		for (const { name, resource, operation } of everyOperation) {
			for (const field of fieldsOf(operation).filter(({ skippable }) => skippable)) {
				const fillings = await fillingsOf(resource, operation.value, credential);
				const isOf = ({ name: place }: { name: string }) => place === field.name || place.startsWith(`${field.name} (`);
				const [place] = fillings.flatMap(({ places }) => places.filter(isOf));
				const parameters = place.filledWith(EXPRESSION);
				const items = EMPTY.map((json) => ({ json, binary: { data: FILE } }));
				sandbox.requests.length = 0;

				const refused = await run({ parameters, items, credential });
				assert.match(String(refused.error?.message), /is empty! Fill in/, name);
				assert.equal(refused.error?.context?.itemIndex, 0, name);

				const options = { ...(parameters.options as INodeParameters | undefined), ifEmpty: 'skip' };
				const passed = await run({ parameters: { ...parameters, options }, items, credential });
				assert.equal(passed.error, undefined, name);
				const reason = `${field.displayName.replaceAll(' ', '')} is empty`;
				assert.deepEqual(
					passed.items.map(({ json, pairedItem }) => ({ json, pairedItem })),
					EMPTY.map((_, item) => ({ json: skipped(reason), pairedItem: { item } })),
					name,
				);
				assert.deepEqual(sandbox.requests, [], name);
				tried++;
			}
		}
		assert.ok(tried > 60, String(tried));
	});

	it('does not hold the others up, and what is wrong in another way stays an error', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = [...sandbox.account.sessions.values()].filter(({ status }) => status !== 'COMPLETED').map(({ id }) => id);
		const parameters = {
			resource: 'session',
			operation: 'complete',
			sessionId: byId(EXPRESSION),
			options: { ifEmpty: 'skip' },
		};

		const { items } = await run({
			parameters,
			items: [{ value: ids[0] }, {}, { value: 'abc' }, { value: ids[1] }],
			credential,
			onError: 'continueRegularOutput',
		});

		assert.deepEqual(
			items.map(({ json: { success, skipped: isSkipped, error, sessionId } }) => ({
				success,
				isSkipped,
				sessionId,
				error,
			})),
			[
				{ success: true, isSkipped: undefined, sessionId: ids[0], error: undefined },
				{ success: false, isSkipped: true, sessionId: undefined, error: undefined },
				{ success: undefined, isSkipped: undefined, sessionId: undefined, error: 'SessionID is not valid' },
				{ success: true, isSkipped: undefined, sessionId: ids[1], error: undefined },
			],
		);
	});

	it('is passed over as the item says, and never where the option gives nothing', async (t) => {
		const { credential } = await sandboxFor(t);
		const parameters = {
			resource: 'session',
			operation: 'findOpen',
			contactId: byId(EXPRESSION),
			options: { ifEmpty: '={{ $json.then }}' },
		};

		const { items } = await run({ parameters, items: [{ then: 'skip' }], credential });
		assert.deepEqual(items.map(({ json }) => json), [skipped('Contact is empty')]);
		for (const then of [undefined, null, 'error']) {
			const { error } = await run({ parameters, items: [{ then }], credential });
			assert.match(String(error?.message), /^Contact is empty! Fill in/);
		}
	});
});
