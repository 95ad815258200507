import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContract } from '../../../contract/checker.mts';
import { handlers } from '../../../sandbox/handlers/index.mts';
import { fields, first, open } from './caller.mts';

test('the contract has 110 operations, and every handler is one of them', async () => {
	const { operations } = await loadContract();
	assert.equal(operations.length, 110);
	const ids = new Set(operations.map(({ id }) => id));
	for (const id of Object.keys(handlers)) assert.ok(ids.has(id), id);
});

test('an operation without a handler answers 501 and is no departure', async (t) => {
	const { operations } = await loadContract();
	const missing = operations.filter(({ id }) => !Object.hasOwn(handlers, id));
	const { sandbox, call } = await open(t);
	for (const { id, method, path } of missing.filter(({ path }) => !path.includes('{'))) {
		const answer = await call(method, path, method === 'POST' ? {} : undefined);
		if (answer.status !== 400) assert.equal(answer.status, 501, `${id}: ${answer.text}`);
	}
	assert.deepEqual(
		sandbox.departures.filter(({ by }) => by === 'sandbox'),
		[],
	);
});

test('a fixed part of a path wins over a named one', async () => {
	const contract = await loadContract();
	assert.equal(contract.find('GET', '/core/v1/contact/custom-field')?.operation.id, 'contactListCustomFields');
	const found = contract.find('GET', '/core/v1/contact/phonenumber/5511%20999');
	assert.equal(found?.operation.id, 'contactGetByPhone');
	assert.deepEqual(found.path, { phone: '5511 999' });
	assert.equal(contract.find('PATCH', '/core/v1/contact'), undefined);
});

const session = '/chat/v2/session';
const uuid = '00000000-0000-4000-8000-000000000000';

const departures: [what: string, method: string, path: string, body: unknown, problem: RegExp][] = [
	['an unknown query parameter', 'GET', `${session}?Foo=1`, undefined, /^query\/Foo is not in the contract$/],
	['one beside a free-form parameter', 'GET', `${session}?Metadata[a]=b&metadata=c`, undefined, /^query\/metadata is not/],
	['another spelling', 'GET', `${session}?pageSize=5`, undefined, /^query\/pageSize is not in the contract$/],
	['brackets after an array', 'GET', `${session}?Status[]=PENDING`, undefined, /^query\/Status\[\] is not in the contract$/],
	['a comma-joined array', 'GET', `${session}?Status=PENDING,STARTED`, undefined, /^query\/Status\/0 must be one of/],
	['a single value given twice', 'GET', `${session}?PageSize=5&PageSize=6`, undefined, /^query\/PageSize is given more/],
	['a page size above 100', 'GET', `${session}?PageSize=101`, undefined, /^query\/PageSize must be <= 100$/],
	['a date that is none', 'GET', `${session}?EndAt.After=today`, undefined, /^query\/EndAt.After must match format/],
	['an id that is no uuid', 'GET', `${session}/1`, undefined, /^path\/id must match format "uuid"$/],
	['a missing parameter', 'GET', '/chat/v1/message', undefined, /must have required property 'SessionId'|must have required property 'query'/],
	['an unknown body key', 'PUT', `/chat/v1/session/${uuid}/complete`, { reactivate: true }, /^body\/reactivate is not/],
	['a nested unknown body key', 'PUT', `/chat/v1/session/${uuid}/status`, { newStatus: 'PENDING', options: { a: 1 } }, /^body\/options\/a is not/],
	['a wrong type', 'PUT', `/chat/v1/session/${uuid}/complete`, { reactivateOnNewMessage: 'yes' }, /^body\/reactivateOnNewMessage must be boolean$/],
	['a value of no enum', 'PUT', `/chat/v1/session/${uuid}/status`, { newStatus: 'OPEN' }, /^body\/newStatus must be one of/],
	['a missing body', 'PUT', `/chat/v1/session/${uuid}/status`, undefined, /^body must have required property 'newStatus'$/],
	['a body where there is none', 'POST', `/chat/v1/scheduled-message/${uuid}/cancel`, {}, /^body is not in the contract$/],
	['no such route', 'GET', '/core/v1/user', undefined, /is no operation of the contract$/],
	['no prefix', 'GET', '/v1/channel', undefined, /has none of the prefixes/],
]; // prettier-ignore

for (const [what, method, path, body, problem] of departures) {
	test(`departure: ${what}`, async (t) => {
		const { sandbox, call } = await open(t);
		const answer = await call(method, path, body);
		assert.ok(answer.status >= 400, answer.text);
		const [departure] = sandbox.departures;
		assert.equal(sandbox.departures.length, 1);
		assert.equal(departure?.by, 'caller');
		assert.equal(departure.method, method);
		assert.match(departure.problems.join('\n'), problem);
	});
}

test('the answer names the departure; an unknown value of a query enum answers as the real service does', async (t) => {
	const { call } = await open(t);
	const unknownKey = await call('GET', `${session}?Foo=1`);
	assert.equal(unknownKey.status, 400);
	assert.equal(unknownKey.body.text, 'query/Foo is not in the contract');
	const unknownValue = await call('GET', `${session}?Status=OPEN`);
	assert.equal(unknownValue.status, 500);
	assert.equal(unknownValue.body.text, "The value 'OPEN' is not valid");
	assert.equal(unknownValue.body.httpStatusCode, 'INTERNALSERVERERROR');
});

test('broken JSON and another content type are departures', async (t) => {
	const { sandbox } = await open(t);
	const url = `${sandbox.url}/chat/v1/session/${uuid}/complete`;
	const authorization = `Bearer ${sandbox.key}`;
	const broken = { method: 'PUT', body: '{"a"', headers: { authorization, 'content-type': 'application/json' } };
	assert.equal((await fetch(url, broken)).status, 400);
	const form = {
		method: 'PUT',
		body: 'a=b',
		headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
	};
	assert.equal((await fetch(url, form)).status, 400);
	assert.deepEqual(
		sandbox.departures.map(({ problems }) => problems),
		[['body is no JSON'], ['body has the content type application/x-www-form-urlencoded, not application/json']],
	);
});

test('a bad answer of the sandbox itself is a departure of its own and answers 500', async (t) => {
	const { sandbox, call } = await open(t);
	const { id } = first(sandbox.account.sessions);
	Reflect.set(first(sandbox.account.sessions), 'status', 'OPEN');
	const answer = await call('GET', `${session}/${id}`);
	assert.equal(answer.status, 500);
	assert.equal(sandbox.departures.length, 1);
	assert.equal(sandbox.departures[0]?.by, 'sandbox');
	assert.match(String(answer.body.text), /^answer 200\/status must be one of/);
});

test('parameters reach the handlers in the types of the contract', async (t) => {
	const { sandbox, call } = await open(t);
	const status = [...Array(30).keys()].map(() => 'Status=PENDING').join('&');
	const { body } = await call('GET', `${session}?${status}&Status=STARTED&PageSize=7&OrderDirection=ASCENDING`);
	assert.equal(body.pageSize, 7);
	const wanted = [...sandbox.account.sessions.values()].filter(({ status }) => /PENDING|STARTED/.test(status));
	assert.equal(body.totalItems, wanted.length);
	assert.deepEqual(sandbox.departures, []);
});

test('what every list answers is as the contract has it', async (t) => {
	const { operations } = await loadContract();
	const { sandbox, call } = await open(t);
	const lists = operations.filter(
		({ id, method, path }) => method === 'GET' && !path.includes('{') && Object.hasOwn(handlers, id),
	);
	assert.ok(lists.length >= 8);
	for (const { id, path } of lists) {
		if (id === 'messageList') continue;
		const answer = await call('GET', path);
		if (answer.status === 400) continue;
		assert.equal(answer.status, 200, `${id}: ${answer.text}`);
		assert.ok(answer.list.length > 0 || Array.isArray(fields(answer.body).items) || answer.text !== '', id);
	}
	assert.deepEqual(
		sandbox.departures.filter(({ by }) => by === 'sandbox'),
		[],
	);
});
