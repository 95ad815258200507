import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

it('the office hours come with their days and periods, and whether it is open now', async (t) => {
	const { sandbox, credential } = await sandboxFor(t);
	const { officeHours } = sandbox.account;
	assert.ok(officeHours);
	for (const day of officeHours.days ?? []) {
		Object.assign(day, { active: true, periods: [{ startTime: '00:00', endTime: '00:00' }] });
	}

	const { items } = await run({ parameters: { resource: 'officeHours', operation: 'get' }, credential });

	assert.equal(items.length, 1);
	const { isOpenNow, nextOpening, nextClosing, ...hours } = items[0].json;
	assert.deepEqual([isOpenNow, nextOpening, nextClosing], [true, null, null]);
	assert.deepEqual(hours, structuredClone({ ...officeHours }));
	assert.deepEqual(
		sandbox.requests.map(({ path }) => path),
		['/core/v1/company/officehours'],
	);
});
