import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Faults, type Fault } from '../../../sandbox/faults.mts';
import { open } from './caller.mts';

/** Sets one fault, completes a session, and tells what came of it. */
async function completeWith(t: Parameters<typeof open>[0], fault: Fault) {
	const { sandbox, call } = await open(t);
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	sandbox.faults.add({ ...fault, path: '/chat/v1/session/*', times: 1 });
	const complete = () => call('PUT', `/chat/v1/session/${id}/complete`, {});
	const outcome = await complete().catch((error: unknown) => error);
	const completed = sandbox.account.sessions.get(id)?.status === 'COMPLETED';
	assert.equal(sandbox.requests[0]?.fault, fault.kind);
	assert.equal(sandbox.requests[0].operation, 'sessionComplete');
	assert.equal((await complete()).status, 200, 'the fault struck once');
	return { outcome, completed, sandbox };
}

type Outcome = { status: number; text: string; body: Record<string, unknown>; headers: Headers };
const isAnswer = (outcome: unknown): outcome is Outcome =>
	typeof outcome === 'object' && outcome !== null && 'status' in outcome;

function answered(outcome: unknown): Outcome {
	assert.ok(isAnswer(outcome), String(outcome));
	return outcome;
}

test('429 without and with Retry-After', async (t) => {
	const bare = await completeWith(t, { kind: 'tooManyRequests' });
	assert.equal(answered(bare.outcome).status, 429);
	assert.equal(answered(bare.outcome).headers.get('retry-after'), null);
	assert.equal(bare.completed, false);
	const { outcome } = await completeWith(t, { kind: 'tooManyRequests', retryAfter: 3 });
	assert.equal(answered(outcome).headers.get('retry-after'), '3');
});

test('500 of both kinds', async (t) => {
	const form = await completeWith(t, { kind: 'formError', text: 'Campo inválido' });
	assert.equal(answered(form.outcome).status, 500);
	assert.equal(answered(form.outcome).body.key, 'FORM_ERROR');
	assert.equal(answered(form.outcome).body.text, 'Campo inválido');
	assert.equal(form.completed, false);
	const server = await completeWith(t, { kind: 'serverError' });
	assert.equal(answered(server.outcome).status, 500);
	assert.notEqual(answered(server.outcome).body.key, 'FORM_ERROR');
});

test('a 500 after the change took effect', async (t) => {
	const { outcome, completed } = await completeWith(t, { kind: 'serverError', when: 'after' });
	assert.equal(answered(outcome).status, 500);
	assert.equal(completed, true);
});

test('502 with an HTML page', async (t) => {
	const { outcome } = await completeWith(t, { kind: 'badGateway' });
	assert.equal(answered(outcome).status, 502);
	assert.equal(answered(outcome).headers.get('content-type'), 'text/html');
	assert.match(answered(outcome).text, /^<html>/);
});

for (const when of ['before', 'after'] as const) {
	test(`the connection is cut ${when} the change took effect`, async (t) => {
		const { outcome, completed, sandbox } = await completeWith(t, { kind: 'reset', when });
		assert.ok(outcome instanceof Error);
		assert.equal(completed, when === 'after');
		assert.equal(sandbox.requests[0]?.status, null);
	});
}

test('an answer that hangs until the caller gives up', async (t) => {
	const { sandbox } = await open(t);
	sandbox.faults.add({ kind: 'hang', times: 1 });
	const caller = new AbortController();
	const headers = { authorization: `Bearer ${sandbox.key}` };
	const hanging = fetch(`${sandbox.url}/chat/v1/channel`, { signal: caller.signal, headers });
	// The request has arrived once it is on record; only then the caller leaves.
	while (sandbox.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
	caller.abort();
	await assert.rejects(hanging, { name: 'AbortError' });
	assert.equal(sandbox.requests[0]?.status, null);
});

test('a reset of the sandbox cuts what hangs', async (t) => {
	const { sandbox } = await open(t);
	sandbox.faults.add({ kind: 'hang' });
	const headers = { authorization: `Bearer ${sandbox.key}` };
	const hanging = fetch(`${sandbox.url}/chat/v1/channel`, { headers });
	while (sandbox.requests[0]?.fault !== 'hang') await new Promise((resolve) => setImmediate(resolve));
	sandbox.reset();
	await assert.rejects(hanging);
});

for (const kind of ['hangInBody', 'drip'] as const) {
	test(`an answer that begins and never ends, after the change took effect: ${kind}`, async (t) => {
		const { sandbox } = await open(t);
		const before = sandbox.account.tags.size;
		sandbox.faults.add({ kind, times: 1 });
		const answer = await fetch(`${sandbox.url}/core/v1/tag`, {
			method: 'POST',
			body: JSON.stringify({ name: 'Nova' }),
			headers: { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' },
		});
		assert.equal(answer.status, 200);
		assert.equal(sandbox.account.tags.size, before + 1);
		const reader = answer.body?.getReader();
		assert.ok((await reader?.read())?.value?.length);
		sandbox.reset();
		await assert.rejects(async () => {
			while (!(await reader?.read())?.done);
		});
	});
}

test('broken JSON and an empty body, both after the change took effect', async (t) => {
	const { sandbox } = await open(t);
	const url = `${sandbox.url}/core/v1/tag`;
	const request = {
		method: 'POST',
		body: JSON.stringify({ name: 'Nova' }),
		headers: { authorization: `Bearer ${sandbox.key}`, 'content-type': 'application/json' },
	};
	const before = sandbox.account.tags.size;
	sandbox.faults.add({ kind: 'brokenJson', times: 1 });
	const broken = await fetch(url, request);
	assert.equal(broken.status, 200);
	await assert.rejects(broken.json(), SyntaxError);
	sandbox.faults.add({ kind: 'emptyBody', times: 1 });
	const empty = await fetch(url, request);
	assert.equal(empty.status, 200);
	assert.equal(await empty.text(), '');
	assert.equal(sandbox.account.tags.size, before + 2);
});

test('200 with error: true', async (t) => {
	const { outcome, completed } = await completeWith(t, { kind: 'errorInOk', text: 'Recusado' });
	assert.equal(answered(outcome).status, 200);
	assert.equal(answered(outcome).body.error, true);
	assert.equal(answered(outcome).body.httpStatusCode, 404);
	assert.equal(answered(outcome).body.text, 'Recusado');
	assert.equal(completed, false);
});

test('a fault strikes by method, path, nth request and times', () => {
	const faults = new Faults(1);
	const nth = faults.add({ kind: 'serverError', method: 'put', path: '/chat/v1/session/*/complete', nth: 3 });
	const strikes = (method: string, path: string) => faults.strike(method, path) !== undefined;
	const path = '/chat/v1/session/x/complete';
	assert.equal(strikes('GET', path), false);
	assert.equal(strikes('PUT', '/chat/v1/session/x/status'), false);
	assert.deepEqual(
		[1, 2, 3, 4].map(() => strikes('PUT', path)),
		[false, false, true, false],
	);
	assert.equal(faults.list[0]?.hits, 1);
	faults.clear(nth);
	faults.add({ kind: 'serverError', times: 2 });
	assert.deepEqual(
		[1, 2, 3].map(() => strikes('GET', '/core/v1/tag')),
		[true, true, false],
	);
	faults.clear();
	assert.deepEqual(faults.list, []);
	assert.equal(strikes('GET', '/core/v1/tag'), false);
	// A dot in a path is a dot.
	faults.add({ kind: 'serverError', path: '/a.b' });
	assert.deepEqual([strikes('GET', '/axb'), strikes('GET', '/a.b')], [false, true]);
});

test('chance repeats itself with its seed and keeps to its share', () => {
	const struck = (seed: number) => {
		const faults = new Faults(seed);
		faults.add({ kind: 'serverError', probability: 0.05 });
		return [...Array(4000).keys()].filter(() => faults.strike('GET', '/') !== undefined);
	};
	assert.deepEqual(struck(5), struck(5));
	assert.notDeepEqual(struck(5), struck(6));
	const share = struck(5).length / 4000;
	assert.ok(share > 0.035 && share < 0.065, String(share));
});

test('figures that make no sense are refused', () => {
	const faults = new Faults(1);
	for (const wrong of [{ nth: 0 }, { times: 0 }, { probability: 1.5 }, { retryAfter: -1 }])
		assert.throws(() => faults.add({ kind: 'serverError', ...wrong }), RangeError);
});
