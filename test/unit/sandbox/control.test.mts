import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controlRoutes } from '../../../sandbox/control.mts';
import { fields, first, open } from './caller.mts';

test('the routes list themselves, need no key, and are not among the requests', async (t) => {
	const { sandbox, control } = await open(t);
	const { body } = await control('GET', '/');
	assert.deepEqual(Object.keys(body), Object.keys(controlRoutes));
	assert.deepEqual(sandbox.requests, []);
	assert.equal((await control('GET', '/nothing')).status, 404);
});

test('sessions in bulk: open, each with a contact of its own, tens of thousands at once', async (t) => {
	const { sandbox, control } = await open(t);
	const department = first(sandbox.account.departments);
	const before = sandbox.account.contacts.size;
	const { body } = await control('POST', '/sessions', { count: 20_000, departmentId: department.id });
	const ids = body.sessionIds;
	assert.ok(Array.isArray(ids));
	assert.equal(new Set(ids).size, 20_000);
	const sessions = ids.map((id) => sandbox.account.sessions.get(String(id)));
	assert.ok(sessions.every((session) => session?.status === 'IN_PROGRESS' && session.departmentId === department.id));
	assert.equal(sandbox.account.contacts.size, before + 20_000);
	assert.equal(
		sandbox.account.contactsByPhone.size,
		[...sandbox.account.contacts.values()].filter(({ phoneNumber }) => phoneNumber !== null).length,
	);
});

test('an inbound message through control', async (t) => {
	const { sandbox, control } = await open(t);
	const { body } = await control('POST', '/messages', { phoneNumber: '5541977770000', name: 'Íris', text: 'Olá' });
	assert.equal(sandbox.account.messages.get(String(body.id))?.text, 'Olá');
	assert.equal(sandbox.account.sessions.get(String(body.sessionId))?.title, 'Íris');
	assert.equal((await control('POST', '/messages', { text: 'Olá', sessionId: 'nope' })).status, 400);
	assert.equal((await control('POST', '/messages', { phoneNumber: '12', text: 'Olá' })).status, 400);
});

test('faults come and go through control', async (t) => {
	const { call, control } = await open(t);
	const added = await control('POST', '/faults', { kind: 'tooManyRequests', times: 1, retryAfter: 2 });
	assert.equal((await call('GET', '/chat/v1/channel')).status, 429);
	assert.equal((await control('GET', '/faults')).list[0]?.hits, 1);
	assert.equal((await control('DELETE', `/faults/${String(added.body.id)}`)).status, 204);
	assert.deepEqual((await control('GET', '/faults')).list, []);
	assert.equal((await control('POST', '/faults', { kind: 'fire' })).status, 400);
	assert.equal((await control('POST', '/faults', { kind: 'hang', colour: 'red' })).status, 400);
	assert.equal((await control('POST', '/faults', { kind: 'hang', times: 'two' })).status, 400);
});

test('requests, counts, departures and state can be read', async (t) => {
	const { sandbox, call, control } = await open(t);
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	await call('PUT', `/chat/v1/session/${id}/complete`, { reactivateOnNewMessage: true });
	await call('GET', '/chat/v2/session?PageSize=2&Foo=1');
	const { list } = await control('GET', '/requests?operation=sessionComplete');
	assert.equal(list.length, 1);
	assert.deepEqual(list[0]?.body, { reactivateOnNewMessage: true });
	assert.equal(list[0].status, 200);
	assert.equal((await control('GET', '/requests?status=400')).list[0]?.query, 'PageSize=2&Foo=1');
	assert.equal((await control('GET', '/departures')).list.length, 1);
	assert.deepEqual((await control('GET', '/counts')).body, { completions: { [id]: 1 }, messages: {} });
	const state = (await control('GET', '/state')).body;
	assert.equal(
		fields(state.sessions).HIDDEN,
		[...sandbox.account.sessions.values()].filter(({ status }) => status === 'HIDDEN').length,
	);
	await control('DELETE', '/requests');
	await control('DELETE', '/departures');
	assert.deepEqual([sandbox.requests, sandbox.departures], [[], []]);
});

test('time, limits and latency are set through control', async (t) => {
	const { sandbox, call, control } = await open(t);
	const before = sandbox.clock.now();
	await control('POST', '/clock', { advance: 3_600_000 });
	assert.equal(sandbox.clock.now() - before, 3_600_000);
	assert.equal((await control('POST', '/clock', { advance: -1 })).status, 400);
	await control('PUT', '/limits', { scale: 30 });
	assert.ok(sandbox.limits);
	await control('PUT', '/limits', { enabled: false });
	assert.equal(sandbox.limits, undefined);
	await control('PUT', '/latency', { milliseconds: 40 });
	const start = performance.now();
	await call('GET', '/chat/v1/channel');
	assert.ok(performance.now() - start >= 39);
});

test('a reset brings the seed back and forgets the rest', async (t) => {
	const { sandbox, call, control } = await open(t, { sessions: 5, latency: 1 });
	const seeded = [...sandbox.account.sessions.keys()];
	const session = first(sandbox.account.sessions, ({ status }) => status === 'IN_PROGRESS');
	await call('PUT', `/chat/v1/session/${session.id}/complete`, {});
	await call('GET', '/chat/v1/nothing');
	sandbox.faults.add({ kind: 'hang' });
	sandbox.quirks.ignorePageNumber = true;
	sandbox.latency = 1000;
	await control('POST', '/reset');
	assert.deepEqual([...sandbox.account.sessions.keys()], seeded);
	assert.equal(sandbox.account.sessions.get(session.id)?.status, 'IN_PROGRESS');
	assert.deepEqual([sandbox.requests, sandbox.departures, sandbox.faults.list], [[], [], []]);
	assert.equal(sandbox.account.counts.completions.size, 0);
	assert.equal(sandbox.quirks.ignorePageNumber, false);
	assert.equal(sandbox.latency, 1);
});
