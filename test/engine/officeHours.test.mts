import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

it('the office hours come with their days and periods', async (t) => {
	const { sandbox, credential } = await sandboxFor(t);

	const { items } = await run({ parameters: { resource: 'officeHours', operation: 'get' }, credential });

	assert.equal(items.length, 1);
	assert.deepEqual(items[0].json, structuredClone({ ...sandbox.account.officeHours }));
	assert.deepEqual(
		sandbox.requests.map(({ path }) => path),
		['/core/v1/company/officehours'],
	);
});
