import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { fields, first, open, type Caller } from './caller.mts';

interface Receiver {
	url: string;
	/** The bodies received, in the order of their arrival. */
	bodies: Record<string, unknown>[];
}

/** A server that takes webhooks; what it does before it answers may take its time. */
async function receiver(t: TestContext, beforeAnswer = async () => {}): Promise<Receiver> {
	const bodies: Record<string, unknown>[] = [];
	const server = createServer((request, response) => {
		let text = '';
		request.setEncoding('utf8');
		request.on('data', (part: string) => (text += part));
		request.on('end', () => {
			bodies.push(fields(JSON.parse(text)));
			void beforeAnswer().then(() => response.end());
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => server.close());
	const address = server.address();
	assert.ok(address !== null && typeof address === 'object');
	return { url: `http://127.0.0.1:${address.port}/hook?token=x`, bodies };
}

const subscribe = ({ call }: Caller, url: string, events: string[]) =>
	call('POST', '/core/v1/webhook/subscription', { name: 'Test', url, events });

const eventsOf = ({ bodies }: Receiver) => bodies.map(({ eventType }) => eventType);

test('the service lists its events with descriptions', async (t) => {
	const { call } = await open(t);
	const { list } = await call('GET', '/core/v1/webhook/event');
	assert.ok(list.length >= 18, String(list.length));
	assert.deepEqual(list[0], { event: 'SESSION_NEW', description: 'Atendimento criado' });
	assert.ok(list.some(({ event }) => event === 'TEMPLATE_UPDATE'));
});

test('subscriptions are made with names and read with descriptions, changed by fields, and go', async (t) => {
	const caller = await open(t);
	const { sandbox, call } = caller;
	const { body } = await subscribe(caller, 'https://example.com/a', ['SESSION_NEW']);
	assert.deepEqual(body.events, [{ event: 'SESSION_NEW', description: 'Atendimento criado' }]);
	assert.equal(body.enabled, true);
	const path = `/core/v1/webhook/subscription/${String(body.id)}`;
	const changed = await call('PUT', path, {
		fields: ['Url', 'Enabled'],
		url: 'https://example.com/b',
		enabled: false,
		name: 'No',
	});
	assert.deepEqual(
		[changed.body.url, changed.body.enabled, changed.body.name],
		['https://example.com/b', false, 'Test'],
	);
	await subscribe(caller, 'https://example.com/b', ['SESSION_NEW']);
	assert.equal((await call('GET', '/core/v1/webhook/subscription')).list.length, 2, 'twice is possible');
	assert.equal((await call('DELETE', path)).status, 200);
	assert.equal((await call('DELETE', path)).status, 404);
	assert.equal((await subscribe(caller, 'nowhere', ['SESSION_NEW'])).body.key, 'FORM_ERROR');
	assert.deepEqual(sandbox.departures, []);
});

test('what happens is posted, in the envelope and field names of webhooks', async (t) => {
	const caller = await open(t);
	const { sandbox, call } = caller;
	const hook = await receiver(t);
	const events = ['SESSION_NEW', 'SESSION_UPDATE', 'SESSION_COMPLETE', 'MESSAGE_RECEIVED', 'MESSAGE_SENT', 'MESSAGE_UPDATED', 'CONTACT_NEW', 'CONTACT_UPDATE', 'CONTACT_TAG_UPDATE']; // prettier-ignore
	await subscribe(caller, hook.url, events);

	const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', name: 'Íris', text: 'Olá' });
	const { body: sent } = await call('POST', `/chat/v1/session/${sessionId}/message`, { text: 'Oi!' });
	await call('GET', `/chat/v1/message/${String(sent.id)}/status`);
	await call('PUT', `/chat/v1/session/${sessionId}/complete`, {});
	const contactId = sandbox.account.sessions.get(sessionId)?.contactId ?? '';
	const tag = first(sandbox.account.tags);
	await call('POST', `/core/v1/contact/${contactId}/tags`, { tagIds: [tag.id] });
	await sandbox.deliveries.settle();

	assert.deepEqual(eventsOf(hook), [
		'CONTACT_NEW',
		'SESSION_NEW',
		'MESSAGE_RECEIVED',
		'MESSAGE_SENT',
		'MESSAGE_UPDATED',
		'SESSION_UPDATE',
		'SESSION_COMPLETE',
		'CONTACT_UPDATE',
		'CONTACT_TAG_UPDATE',
	]);
	const [newContact, , received, , updated, , completed, , tagged] = hook.bodies;
	assert.deepEqual(Object.keys(fields(received)), ['eventType', 'date', 'content', 'changeMetadata']);
	assert.match(String(received?.date), /^2030-05-15T15:00:00\.\d{7}Z$/);
	const message = fields(received?.content);
	assert.equal(message.sessionId, sessionId);
	assert.equal(message.direction, 'FROM_HUB');
	assert.equal(message.origin, 'GATEWAY');
	for (const name of ['contactId', 'companyId', 'phonenumber']) assert.ok(!(name in message), name);
	assert.equal(fields(newContact?.content).phonenumber, '+55|41977770000');
	assert.ok(!('phoneNumber' in fields(newContact?.content)));
	assert.deepEqual(fields(tagged?.content).tagsId, [tag.id]);
	assert.deepEqual(fields(tagged?.content).tags, [tag.name]);
	assert.equal(fields(updated?.content).status, 'SENT');
	assert.equal(fields(completed?.content).status, 'COMPLETED');
	assert.equal(fields(fields(completed?.content).contactDetails).name, 'Íris');
	assert.ok(sandbox.deliveries.records.every(({ status }) => status === 200));
	assert.deepEqual(sandbox.departures, []);
});

test('only what was subscribed to, only while enabled, never what a seed puts in', async (t) => {
	const caller = await open(t);
	const { sandbox, call } = caller;
	const hook = await receiver(t);
	const { body } = await subscribe(caller, hook.url, ['MESSAGE_RECEIVED', 'SESSION_NEW']);
	const [id = ''] = sandbox.seedSessions({ count: 3 });
	sandbox.receive({ sessionId: id, text: 'Um' });
	await call('PUT', `/core/v1/webhook/subscription/${String(body.id)}`, { fields: ['Enabled'], enabled: false });
	sandbox.receive({ sessionId: id, text: 'Dois' });
	await sandbox.deliveries.settle();
	assert.deepEqual(eventsOf(hook), ['MESSAGE_RECEIVED']);
});

test('on demand events come twice and overtake one another; none is lost', async (t) => {
	const caller = await open(t);
	const { sandbox, control } = caller;
	const hook = await receiver(t);
	await subscribe(caller, hook.url, ['MESSAGE_RECEIVED']);
	await control('PUT', '/deliveries', { duplicates: 0.5, disorder: true });
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	const sent = [...Array(100).keys()].map((index) => sandbox.receive({ sessionId: id, text: String(index) }).id);
	await sandbox.deliveries.settle();
	const received = hook.bodies.map(({ content }) => String(fields(content).id));
	assert.deepEqual(new Set(received), new Set(sent));
	assert.ok(received.length > 120 && received.length < 180, String(received.length));
	assert.notDeepEqual([...new Set(received)], sent);
});

test('in disorder so many are under way at once as is said', async (t) => {
	const caller = await open(t);
	const { sandbox, control } = caller;
	let underWay = 0;
	let most = 0;
	// The first ones are answered when as many have come as may be under way.
	const asMany = Promise.withResolvers<void>();
	const hook = await receiver(t, async () => {
		most = Math.max(most, ++underWay);
		if (underWay === 3) asMany.resolve();
		await asMany.promise;
		underWay--;
	});
	await subscribe(caller, hook.url, ['MESSAGE_RECEIVED']);
	await control('PUT', '/deliveries', { disorder: true, atOnce: 3 });
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	for (let index = 0; index < 30; index++) sandbox.receive({ sessionId: id, text: String(index) });
	await sandbox.deliveries.settle();
	assert.equal(hook.bodies.length, 30);
	assert.equal(most, 3);
});

test('a receiver that takes too long is given up', async (t) => {
	const caller = await open(t);
	const { sandbox, control } = caller;
	const never = Promise.withResolvers<void>();
	const slow = await receiver(t, async () => await never.promise);
	await subscribe(caller, slow.url, ['MESSAGE_RECEIVED']);
	await control('PUT', '/deliveries', { patience: 50 });
	sandbox.receive({ phoneNumber: '5541977770000', text: 'Oi' });
	await sandbox.deliveries.settle();
	never.resolve();
	assert.match(String(sandbox.deliveries.records[0].error), /timeout/);
	sandbox.deliveries.reset();
	assert.equal(sandbox.deliveries.options.patience, 10_000);
});

test('a receiver that cannot be reached is noted and not tried again', async (t) => {
	const caller = await open(t);
	const { sandbox } = caller;
	const gone = await receiver(t);
	await subscribe(caller, 'http://127.0.0.1:9/closed', ['MESSAGE_RECEIVED']);
	await subscribe(caller, gone.url, ['MESSAGE_RECEIVED']);
	sandbox.receive({ phoneNumber: '5541977770000', text: 'Oi' });
	await sandbox.deliveries.settle();
	assert.deepEqual(
		sandbox.deliveries.records.map(({ status }) => status),
		[null, 200],
	);
	assert.equal(typeof sandbox.deliveries.records[0]?.error, 'string');
});

test('a callback address hears how a send ended; events of any kind can be told through control', async (t) => {
	const caller = await open(t);
	const { sandbox, call, control } = caller;
	const hook = await receiver(t);
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	await call('POST', '/chat/v1/send/text', { sessionId, text: 'Oi', senderId: 'me', callbackUrl: hook.url });
	sandbox.advance(2000);
	await subscribe(caller, hook.url, ['PAYMENT_NEW']);
	await control('POST', '/events', { event: 'PAYMENT_NEW', content: { id: 'p1' } });
	await sandbox.deliveries.settle();
	assert.deepEqual([hook.bodies[0]?.senderId, hook.bodies[0]?.status], ['me', 'DELIVERED']);
	assert.deepEqual([hook.bodies[1]?.eventType, hook.bodies[1]?.content], ['PAYMENT_NEW', { id: 'p1' }]);
});
