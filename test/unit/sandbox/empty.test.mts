import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../../../contract/checker.mts';
import { startSandbox } from '../../../sandbox/sandbox.mts';
import { objects, open } from './caller.mts';

/** What is the same in every account. */
const fixed = ['officeHoursGet', 'tagListColors', 'webhookEventList'];

test('an empty account answers every list with nothing, as the contract has it', async (t) => {
	const { operations } = await loadContract();
	const { sandbox, call } = await open(t, { empty: true });
	const lists = operations.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
	const answered: string[] = [];
	for (const { id, path } of lists) {
		const { status, body, list, text } = await call('GET', path);
		if (status === 400) continue; // it asks for a session, a panel, a file
		assert.equal(status, 200, `${id}: ${text}`);
		answered.push(id);
		if (!fixed.includes(id)) assert.deepEqual([list, objects(body.items)], [[], []], id);
	}
	assert.ok(answered.length > 12, String(answered));
	for (const id of fixed) assert.ok(answered.includes(id), id);
	assert.deepEqual(objects((await call('POST', '/core/v1/contact/filter', {})).body.items), []);
	assert.deepEqual(
		sandbox.departures.filter(({ by }) => by === 'sandbox'),
		[],
	);
});

test('an empty account knows the events, and has no office hours that limit anything', async (t) => {
	const { call } = await open(t, { empty: true });
	assert.ok((await call('GET', '/core/v1/webhook/event')).list.length >= 16);
	const { body } = await call('GET', '/core/v1/company/officehours');
	assert.deepEqual([body.limitHours, body.days], [false, []]);
});

test('into an empty account go tags, contacts, departments; nobody can write to it', async (t) => {
	const { sandbox, call, control } = await open(t, { empty: true });
	assert.equal((await call('POST', '/core/v1/tag', { name: 'Lead', color: 'BLUE_400' })).status, 200);
	assert.equal((await call('POST', '/core/v1/contact', { name: 'Ana', phoneNumber: '5511987654321' })).status, 200);
	assert.equal((await call('POST', '/core/v1/department', { name: 'Vendas' })).status, 200);

	const { account } = sandbox;
	assert.deepEqual([account.tags.size, account.contacts.size, account.departments.size], [1, 1, 1]);
	for (const [route, body] of [
		['/messages', { phoneNumber: '5541977770000', text: 'Olá' }],
		['/sessions', { count: 1 }],
	] as const) {
		const answer = await control('POST', route, body);
		assert.deepEqual([answer.status, answer.body], [400, { error: 'The account has no channel' }]);
	}
	assert.equal(account.contacts.size, 1);
	assert.deepEqual(sandbox.departures, []);
});

test('a reset empties the account, or brings the seed; without a word it is as at the start', async (t) => {
	const { sandbox, control } = await open(t, { sessions: 5 });
	const seeded = sandbox.account.sessions.size;
	const sizes = () => [sandbox.account.sessions.size, sandbox.account.agents.size];
	const agents = sandbox.account.agents.size;

	const { body } = await control('POST', '/reset', { empty: true });
	assert.deepEqual([body.sessions, body.contacts, body.channels], [{}, 0, []]);
	assert.deepEqual(sizes(), [0, 0]);
	await control('POST', '/reset');
	assert.deepEqual(sizes(), [seeded, agents]);
	assert.equal((await control('POST', '/reset', { empty: 'yes' })).status, 400);
	assert.equal((await control('POST', '/reset', { full: true })).status, 400);
	assert.deepEqual(sizes(), [seeded, agents]);

	const empty = await open(t, { empty: true });
	await empty.control('POST', '/reset', { empty: false });
	assert.equal(empty.sandbox.account.agents.size, agents);
	await empty.control('POST', '/reset');
	assert.equal(empty.sandbox.account.agents.size, 0);
});

test('an account that is to be empty and hold sessions does not start', async () => {
	await assert.rejects(startSandbox({ empty: true, sessions: 3 }), /An empty account has no channel for sessions/);
});
