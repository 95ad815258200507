import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields, open } from './caller.mts';

test('a request without the key, with a wrong one or without Bearer is refused in the service’s envelope', async (t) => {
	const { sandbox } = await open(t);
	for (const authorization of [undefined, 'Bearer wrong', sandbox.key, `bearer ${sandbox.key}`]) {
		const response = await fetch(`${sandbox.url}/chat/v1/channel`, { headers: authorization ? { authorization } : {} });
		assert.equal(response.status, 401);
		const { id, date, ...body } = fields(await response.json());
		assert.deepEqual(body, {
			httpStatusCode: 401,
			version: null,
			environment: null,
			error: true,
			key: 'ERROR_UNAUTHORIZED',
			text: 'Acesso negado',
			isUnsolvableError: false,
		});
		const { value, shortValue } = fields(id);
		assert.equal(shortValue, String(value).slice(0, 8));
		assert.match(String(date), /^2030-05-15T15:00:00\.\d{7}Z$/);
	}
});

test('the key comes before the route, the prefix before the key', async (t) => {
	const { sandbox, call } = await open(t);
	assert.equal((await fetch(`${sandbox.url}/chat/v1/no-such-route`)).status, 401);
	assert.equal((await fetch(`${sandbox.url}/v1/channel`)).status, 400);
	const wrongRoute = await call('GET', '/chat/v1/no-such-route');
	assert.equal(wrongRoute.status, 404);
	assert.equal(wrongRoute.body.key, 'ERROR_UNAUTHORIZED');
});

test('the key is in nothing that the sandbox keeps or tells', async (t) => {
	const { sandbox, call, control } = await open(t);
	await call('GET', '/chat/v1/channel');
	for (const route of ['/requests', '/state', '/departures', '/'])
		assert.ok(!(await control('GET', route)).text.includes(sandbox.key));
	assert.equal(sandbox.requests.length, 1);
});
