import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import { until } from '../../../harness/until.mts';
import { Live } from '../../../sandbox/live.mts';
import { fields, first, objects, open } from './caller.mts';

/** Sends a request as it stands, with a path and headers that `fetch` would not let through. */
async function sendRaw(url: string, method: string, path: string, headers: Record<string, string> = {}) {
	const { hostname, port } = new URL(url);
	const sent = request({ hostname, port, method, path, headers }).end();
	const [response] = await once(sent, 'response');
	let text = '';
	for await (const part of response.setEncoding('utf8')) text += part;
	return { status: response.statusCode, headers: response.headers, text };
}

test('the page and its files are served, and nothing else of the folder or beyond', async (t) => {
	const { sandbox } = await open(t);
	const page = await sendRaw(sandbox.url, 'GET', '/');
	assert.equal(page.status, 200);
	assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
	const named = [...page.text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path);
	assert.ok(named.length >= 3);
	for (const path of named) assert.equal((await sendRaw(sandbox.url, 'GET', path)).status, 200, path);
	for (const path of ['tsconfig.json', 'nothing.js', '', '../page.mts', '..%2fpage.mts', '/etc/passwd', 'page.js/'])
		assert.equal((await sendRaw(sandbox.url, 'GET', `/_sandbox/page/${path}`)).status, 404, path);
	assert.equal((await sendRaw(sandbox.url, 'POST', '/_sandbox/page/page.js')).status, 405);
	assert.deepEqual(sandbox.requests, []);
	assert.deepEqual(sandbox.departures, []);
});

test('the page that converts workflows is served, and only to be read', async (t) => {
	const { sandbox } = await open(t);
	const { status, headers, text } = await sendRaw(sandbox.url, 'GET', '/migrate');
	assert.deepEqual([status, headers['content-type']], [200, 'text/html; charset=utf-8']);
	assert.match(text, /<title>WTS Chat: convert workflows<\/title>/);
	assert.equal((await sendRaw(sandbox.url, 'GET', '/migrate/../main.mts')).status, 400);
	assert.deepEqual(sandbox.departures.length, 1);
});

test('nothing foreign and nothing inline may run in the page', async (t) => {
	const { sandbox } = await open(t);
	const { headers, text } = await sendRaw(sandbox.url, 'GET', '/');
	const policy = String(headers['content-security-policy']).split('; ');
	assert.ok(policy.includes("default-src 'none'"));
	assert.ok(policy.includes("script-src 'self'"));
	assert.ok(policy.includes("frame-ancestors 'none'"));
	assert.ok(policy.every((rule) => !rule.includes('unsafe') && !rule.includes('*') && !rule.includes('http')));
	assert.doesNotMatch(text, /<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|https?:/);
	assert.equal(headers['x-content-type-options'], 'nosniff');
});

test('a POST to / is still a request to the API, with a base URL gone wrong', async (t) => {
	const { sandbox, call } = await open(t);
	assert.equal((await call('POST', '/')).status, 400);
	assert.equal(sandbox.departures.length, 1);
});

test('web pages from elsewhere can neither read nor drive the sandbox; the API takes any host', async (t) => {
	const { sandbox } = await open(t);
	const { host, port } = new URL(sandbox.url);
	const refused: Record<string, string>[] = [
		{ host, origin: 'http://evil.example' },
		{ host, origin: `https://${host}` },
		{ host, origin: `http://localhost:${port}` },
		{ host, origin: 'null' },
		{ host: `evil.example:${port}` },
		{ host: `127.0.0.1.evil.example:${port}` },
		{ host: 'a b' },
		{ host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
	];
	const routes = [
		'POST /_sandbox/reset',
		'GET /_sandbox/credential',
		'GET /_sandbox/live',
		'GET /_sandbox/page/page.js',
		'GET /',
	];
	const { account } = sandbox;
	for (const headers of refused) {
		for (const route of routes) {
			const [method = '', path = ''] = route.split(' ');
			const { status, text } = await sendRaw(sandbox.url, method, path, headers);
			assert.equal(status, 403, `${route} ${JSON.stringify(headers)}`);
			assert.ok(!text.includes(sandbox.key));
		}
	}
	assert.ok(sandbox.account === account, 'the account was reset');

	for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
		const own = { host: `${name}:${port}`, origin: `http://${name}:${port}` };
		assert.equal((await sendRaw(sandbox.url, 'GET', '/_sandbox/state', own)).status, 200);
		assert.equal((await sendRaw(sandbox.url, 'GET', '/_sandbox/state', { host: own.host })).status, 200);
	}
	const fromContainer = { host: `host.docker.internal:${port}`, authorization: `Bearer ${sandbox.key}` };
	assert.equal((await sendRaw(sandbox.url, 'GET', '/chat/v1/channel', fromContainer)).status, 200);
});

test('the credential is told on its own route only', async (t) => {
	const { sandbox, control } = await open(t);
	assert.deepEqual((await control('GET', '/credential')).body, { baseUrl: sandbox.url, apiKey: sandbox.key });
	const session = first(sandbox.account.sessions);
	for (const route of [
		'/sessions',
		`/sessions/${session.id}`,
		`/messages?sessionId=${session.id}`,
		'/contacts',
		'/state',
	])
		assert.ok(!(await control('GET', route)).text.includes(sandbox.key), route);
});

test('sessions are listed by status, the last written in first, any part of them', async (t) => {
	const { sandbox, control } = await open(t);
	const { body: all } = await control('GET', '/sessions?count=1000');
	const items = objects(all.items);
	assert.equal(all.total, sandbox.account.sessions.size);
	assert.equal(items.length, all.total);
	const times = items.map(({ lastInteractionAt }) => String(lastInteractionAt));
	assert.deepEqual(times, times.toSorted().toReversed());
	assert.deepEqual((await control('GET', '/sessions?from=30&count=7')).body.items, items.slice(30, 37));
	assert.deepEqual((await control('GET', '/sessions?from=359&count=7')).body.items, items.slice(359));

	const { body: pending } = await control('GET', '/sessions?status=PENDING&count=1000');
	assert.deepEqual(
		pending.items,
		items.filter(({ status }) => status === 'PENDING'),
	);
	assert.equal(pending.total, fields((await control('GET', '/state')).body.sessions).PENDING);

	const [item] = items;
	const session = sandbox.account.sessions.get(String(item?.id));
	const contact = sandbox.account.contacts.get(session?.contactId ?? '');
	assert.equal(fields(item?.contact).name, contact?.name);
	assert.deepEqual(item?.lastMessage, {
		text: session?.lastMessageText,
		type: 'TEXT',
		direction: session?.messages.at(-1)?.direction,
		status: session?.messages.at(-1)?.status,
	});
	for (const query of ['from=-1', 'count=many', 'from=1.5', 'count='])
		assert.equal((await control('GET', `/sessions?${query}`)).status, 400, query);
});

test('sessions are found by name without regard to accents, by phone number in any writing, by number and id', async (t) => {
	const { sandbox, control } = await open(t);
	const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris 🌻 Conceição', text: 'Olá' });
	const session = sandbox.account.sessions.get(sessionId);
	const found = async (search: string) => {
		const { body } = await control('GET', `/sessions?search=${encodeURIComponent(search)}`);
		return objects(body.items).map(({ id }) => id);
	};
	for (const search of [
		'iris 🌻',
		'ÍRIS 🌻 CONCEICAO',
		'(41) 97777-0000',
		'41 97777',
		'+55 41',
		sessionId,
		session?.number ?? '',
	])
		assert.ok((await found(search)).includes(sessionId), search);
	for (const search of ['iris 🌹', '41 97778', '55a', '()'])
		assert.ok(!(await found(search)).includes(sessionId), search);
	assert.deepEqual(await found('nobody is called so'), []);

	sandbox.seedSessions({ count: 3 });
	const { body } = await control('GET', `/sessions?contactId=${session?.contactId}`);
	assert.deepEqual(
		objects(body.items).map(({ id }) => id),
		[sessionId],
	);
});

test('a session shows contact, agent, department, window and what its completion said', async (t) => {
	const { sandbox, call, control } = await open(t);
	const { account } = sandbox;
	const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Olá' });
	const agent = first(account.agents);
	const department = first(account.departments);
	const tag = first(account.tags);
	const contact = first(account.contacts, ({ name }) => name === 'Íris');
	contact.tagIds = [tag.id];
	contact.customFields = { cidade: 'Curitiba', 'sem-definição': 7 };
	await call('PUT', `/chat/v1/session/${sessionId}/transfer`, { type: 'DEPARTMENT', newDepartmentId: department.id });
	await call('PUT', `/chat/v1/session/${sessionId}/assignee`, { userId: agent.userId });
	const shown = async () => (await control('GET', `/sessions/${sessionId}`)).body;

	const before = await shown();
	assert.equal(before.status, 'IN_PROGRESS');
	assert.equal(before.agent, agent.name);
	assert.equal(before.department, department.name);
	assert.deepEqual(before.window, { status: 'ACTIVE', endsAt: '2030-05-16T15:00:00.0000000Z' });
	const about = fields(before.contact);
	assert.deepEqual(about.tags, [{ name: tag.name, color: tag.color }]);
	assert.deepEqual(about.customFields, [
		{ name: 'Cidade', value: 'Curitiba' },
		{ name: 'sem-definição', value: 7 },
	]);
	assert.equal(about.phoneNumber, '(41) 97777-0000');
	assert.equal(about.sessionId, sessionId);
	assert.deepEqual((await control('GET', `/contacts/${contact.id}`)).body, about);

	await call('PUT', `/chat/v1/session/${sessionId}/complete`, { reactivateOnNewMessage: true });
	sandbox.advance(24 * 60 * 60 * 1000);
	const after = await shown();
	assert.equal(after.status, 'COMPLETED');
	assert.equal(after.reactivateOnNewMessage, true);
	assert.equal(after.endAt, '2030-05-15T15:00:00.0000000Z');
	assert.deepEqual(after.window, { status: 'EXPIRED', endsAt: null });

	const unofficial = first(account.channels, ({ type }) => type === 'ZAPI_WhatsApp');
	const [free = ''] = sandbox.seedSessions({ count: 1, channelId: unofficial.id });
	const { body } = await control('GET', `/sessions/${free}`);
	assert.deepEqual(body.window, { status: 'ACTIVE', endsAt: null });
	assert.equal((await control('GET', '/sessions/nothing')).status, 400);
	assert.equal((await control('GET', '/contacts/nothing')).status, 400);
	assert.deepEqual(sandbox.departures, []);
});

test('messages and notes come in the order of time, counted from the newest', async (t) => {
	const { sandbox, call, control } = await open(t);
	const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'um' });
	sandbox.advance(1000);
	await call('POST', `/chat/v1/session/${sessionId}/note`, { text: 'dois' });
	sandbox.advance(1000);
	await call('POST', `/chat/v1/session/${sessionId}/message`, { text: 'três' });
	sandbox.receive({ sessionId, text: 'quatro' });
	const texts = async (query: string) => {
		const { body } = await control('GET', `/messages?sessionId=${sessionId}${query}`);
		assert.equal(body.total, 4);
		return objects(body.items).map(({ text }) => text);
	};
	assert.deepEqual(await texts(''), ['um', 'dois', 'três', 'quatro']);
	assert.deepEqual(await texts('&count=2'), ['três', 'quatro']);
	assert.deepEqual(await texts('&from=1&count=2'), ['dois', 'três']);
	assert.equal((await control('GET', '/messages')).status, 400);
	assert.equal((await control('GET', '/messages?sessionId=nothing')).status, 400);

	const served = first(sandbox.account.sessions, ({ messages }) => messages.some(({ userId }) => userId !== null));
	const { body } = await control('GET', `/messages?sessionId=${served.id}`);
	const answer = objects(body.items).find(({ userId }) => userId !== null);
	const agent = first(sandbox.account.agents, ({ userId }) => userId === answer?.userId);
	assert.equal(answer?.agent, agent.name);
});

test('contacts are listed newest first with their latest session, and found like sessions', async (t) => {
	const { sandbox, control } = await open(t);
	const older = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'um' });
	sandbox.advance(1000);
	const other = first(sandbox.account.channels, ({ type }) => type === 'ZAPI_WhatsApp');
	const newer = sandbox.receive({ phoneNumber: '5541977770000', text: 'dois', channelId: other.id });
	assert.notEqual(newer.sessionId, older.sessionId);
	const { body } = await control('GET', '/contacts?count=2');
	assert.equal(body.total, 241);
	const [newest] = objects(body.items);
	assert.equal(newest?.name, 'Íris');
	assert.equal(newest.sessionId, newer.sessionId);
	const found = await control('GET', '/contacts?search=iris');
	assert.ok(objects(found.body.items).some(({ id }) => id === newest.id));
});

test('the last requests can be asked for, each with its number and how long it took', async (t) => {
	const { sandbox, call, control } = await open(t, { latency: 5 });
	for (const size of [1, 2, 3]) await call('GET', `/chat/v2/session?PageSize=${size}`);
	const { list } = await control('GET', '/requests?last=2');
	assert.deepEqual(
		list.map(({ number, query }) => [number, query]),
		[
			[2, 'PageSize=2'],
			[3, 'PageSize=3'],
		],
	);
	assert.ok(list.every(({ duration }) => typeof duration === 'number' && duration >= 4));
	assert.deepEqual((await control('GET', '/requests?last=0')).list, []);
	assert.equal((await control('GET', '/requests?last=9')).list.length, 3);
	assert.equal((await control('GET', '/state')).body.requests, 3);
	await control('DELETE', '/requests');
	await call('GET', '/chat/v1/channel');
	assert.equal(sandbox.requests[0]?.number, 4);
});

test('a request that is never answered has no duration', async (t) => {
	const { sandbox, call } = await open(t);
	sandbox.faults.add({ kind: 'reset' });
	await assert.rejects(call('GET', '/chat/v1/channel'));
	assert.equal(sandbox.requests[0]?.duration, null);
});

test('changes are told to whoever listens, until they go away', async (t) => {
	const { sandbox, call } = await open(t);
	const feed = t.mock.method(sandbox.live, 'feed');
	const response = await fetch(`${sandbox.url}/_sandbox/live`);
	assert.equal(response.headers.get('content-type'), 'text/event-stream');
	const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
	const told = async () => (await reader?.read())?.value ?? '';
	assert.equal(await told(), 'retry: 1000\n\n');
	// On a slow machine one request may be told twice, on its arrival and when it is answered.
	const change = /^(event: change\ndata:\n\n)+$/;
	const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'um' });
	assert.match(await told(), change);
	sandbox.seedSessions({ count: 1 });
	assert.match(await told(), change);
	sandbox.advance(1000);
	assert.match(await told(), change);
	sandbox.reset();
	assert.match(await told(), change);
	await call('GET', `/chat/v2/session/${sessionId}`);
	assert.match(await told(), change);

	const gone = once(feed.mock.calls[0]?.result ?? assert.fail('nobody listens'), 'close');
	await reader?.cancel();
	await gone;
});

test('reading is no change; what comes due by itself is one', async (t) => {
	const { sandbox, call, control } = await open(t);
	const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', text: 'um' });
	await call('POST', `/chat/v1/session/${sessionId}/message`, { text: 'dois' });
	const changed = t.mock.method(sandbox.live, 'changed');
	for (const route of ['/state', '/sessions', `/sessions/${sessionId}`, '/contacts', '/requests'])
		await control('GET', route);
	assert.equal(changed.mock.callCount(), 0);
	// Time moves without a word; the sandbox looks by itself for what has come due.
	sandbox.clock.advance(1000);
	await until('the sandbox tells of a change', () => changed.mock.callCount() > 0);
	assert.equal(sandbox.account.sessions.get(sessionId)?.messages.at(-1)?.status, 'SENT');
});

test('a thousand changes are told once, to all who listen then', (t) => {
	t.mock.timers.enable({ apis: ['setTimeout'] });
	const live = new Live();
	live.changed();
	const feeds = [live.feed(), live.feed()];
	const read = () => feeds.map((feed) => String(feed.read()));
	assert.deepEqual(read(), ['retry: 1000\n\n', 'retry: 1000\n\n']);
	for (let times = 0; times < 1000; times++) live.changed();
	t.mock.timers.tick(1000);
	assert.deepEqual(read(), ['event: change\ndata:\n\n', 'event: change\ndata:\n\n']);
	live.changed();
	live.close();
	t.mock.timers.tick(1000);
	assert.ok(feeds.every((feed) => feed.destroyed));
});
