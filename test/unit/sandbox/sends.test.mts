import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account, Channel } from '../../../sandbox/account.mts';
import { fields, first, objects, open } from './caller.mts';

const channelOf = (account: Account, type: Channel['type']) =>
	first(account.channels, (channel) => channel.type === type);

test('text in an open window goes from queued to sent to delivered, a step with each reading', async (t) => {
	const { sandbox, call } = await open(t);
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	const sent = await call('POST', '/chat/v1/send/text', { sessionId: id, text: 'Olá', senderId: 'my-1' });
	assert.equal(sent.status, 200);
	assert.equal(sent.body.status, 'QUEUED');
	assert.equal(sent.body.sessionId, id);
	const read = async (key: unknown) => (await call('GET', `/chat/v1/send/message/${String(key)}`)).body.status;
	assert.equal(await read(sent.body.id), 'SENT');
	assert.equal(await read('my-1'), 'DELIVERED');
	assert.equal(await read('my-1'), 'DELIVERED');
	const statusUrl = new URL(String(sent.body.statusUrl));
	assert.equal(statusUrl.origin, sandbox.url);
	assert.equal((await call('GET', statusUrl.pathname)).status, 200);
	assert.equal((await call('GET', '/chat/v1/send/message/nobody')).status, 404);
	assert.deepEqual(sandbox.departures, []);
});

test('statuses move on with the account’s time, too', async (t) => {
	const { sandbox, call } = await open(t);
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	const { body } = await call('POST', `/chat/v1/session/${id}/message`, { text: 'Olá' });
	const message = sandbox.account.messages.get(String(body.id));
	assert.equal(message?.status, 'QUEUED');
	sandbox.advance(1000);
	assert.equal(message.status, 'SENT');
	sandbox.advance(1000);
	assert.equal(message.status, 'DELIVERED');
	const typing = await call('POST', '/chat/v1/send/text', { sessionId: id, text: 'Oi', delayTyping: 20 });
	sandbox.advance(20_000);
	assert.equal(sandbox.account.messages.get(String(typing.body.id))?.status, 'QUEUED');
	sandbox.advance(1000);
	assert.equal(sandbox.account.messages.get(String(typing.body.id))?.status, 'SENT');
});

test('free text outside the window of an official channel is refused, a template is not', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const official = channelOf(account, 'CloudAPI_WhatsApp');
	const to = '5541977776666';
	const text = await call('POST', '/chat/v1/send/text', { from: official.number, to, text: 'Olá' });
	assert.equal(text.status, 400);
	assert.match(String(text.body.detail), /modelo de mensagem/);
	assert.equal(account.counts.messages.size, 0);
	assert.equal(account.contactsByPhone.has(to), false, 'a refused send creates nobody');

	const parameters = { nome: 'Íris', 'número do pedido': '77' };
	const template = { from: official.id, to: '+55 41 97777-6666', templateId: '4c5d6_pedido_enviado', parameters };
	const sent = await call('POST', '/chat/v1/send/template', template);
	assert.equal(sent.status, 200, sent.text);
	const message = account.messages.get(String(sent.body.id));
	assert.equal(message?.text, 'Íris, seu pedido 77 saiu para entrega.');
	assert.equal(account.counts.messages.get(to), 1);
	const older = await call('POST', '/chat/v1/message/send', { from: official.number, to, body: { text: 'Olá' } });
	assert.equal(older.status, 500);
	assert.equal(older.body.key, 'FORM_ERROR');

	account.clock.advance(1000);
	sandbox.receive({ phoneNumber: to, channelId: official.id, text: 'Recebi' });
	assert.equal((await call('POST', '/chat/v1/send/text', { from: official.id, to, text: 'Que bom!' })).status, 200);
	assert.deepEqual(sandbox.departures, []);
});

test('on an unofficial channel text may always be sent; an unknown contact is created first', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const { id: from } = channelOf(account, 'ZAPI_WhatsApp');
	const agent = first(account.agents);
	const department = first(account.departments);
	const options = { user: { id: agent.userId }, department: { name: department.name } };
	const sent = await call('POST', '/chat/v1/send/text', { from, to: '5541955554444', text: 'Olá', options });
	const session = account.sessions.get(String(sent.body.sessionId));
	assert.equal(session?.userId, agent.userId);
	assert.equal(session.departmentId, department.id);
	assert.equal(account.contacts.get(session.contactId)?.phoneNumber, '+55|41955554444');

	const again = await call('POST', '/chat/v1/send/text', { from, to: '5541955554444', text: 'Tudo bem?' });
	assert.equal(again.body.sessionId, session.id, 'the open session is used');
	const forced = {
		from,
		to: '5541955554444',
		text: 'De novo',
		options: { forceStartSession: true, hiddenSession: true },
	};
	const other = await call('POST', '/chat/v1/send/text', forced);
	assert.notEqual(other.body.sessionId, session.id);
	assert.equal(session.status, 'COMPLETED');
	assert.equal(account.sessions.get(String(other.body.sessionId))?.status, 'HIDDEN');
	assert.equal(account.counts.messages.get('5541955554444'), 3);

	const wrongUser = { from, to: '5541955554444', text: 'Oi', options: { user: { id: agent.id } } };
	assert.equal((await call('POST', '/chat/v1/send/text', wrongUser)).status, 400);
});

test('on Instagram a send by number is accepted and fails later, one into the session arrives', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const { id: from } = channelOf(account, 'Instagram');
	const sent = await call('POST', '/chat/v1/message/send', { from, to: '5541933332222', body: { text: 'Olá' } });
	assert.equal(sent.status, 200);
	assert.equal(sent.body.status, 'QUEUED');
	const status = await call('GET', `/chat/v1/message/${String(sent.body.id)}/status`);
	assert.equal(status.body.status, 'FAILED');
	assert.match(String(status.body.failureReason), /não suportado neste tipo de canal de atendimento/);

	const session = first(account.sessions, ({ channelId, status }) => channelId === from && status === 'IN_PROGRESS');
	sandbox.receive({ sessionId: session.id, text: 'Oi' });
	const inSession = await call('POST', `/chat/v1/session/${session.id}/message/sync`, { text: 'Olá' });
	assert.equal(inSession.body.status, 'SENT');
	assert.equal(inSession.body.failedReason, null);
	assert.deepEqual(sandbox.departures, []);
});

test('a channel goes by number, id or name; what names nobody is refused', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const channel = channelOf(account, 'ZAPI_WhatsApp');
	for (const from of [channel.id, channel.number, `+${channel.number}`, channel.numberFormatted]) {
		const sent = await call('POST', '/chat/v1/send/text', { from, to: '5541911112222', text: 'Olá' });
		assert.equal(sent.status, 200, `${String(from)}: ${sent.text}`);
		assert.equal(account.sessions.get(String(sent.body.sessionId))?.channelId, channel.id);
	}
	const from = channel.id;
	const refused = [
		{ from: '5511000000000', to: '5541911112222', text: 'Olá' },
		{ from, to: '123', text: 'Olá' },
		{ from, to: '55987654321', text: 'Olá' }, // area code 55 without the country code
		{ from, to: 'Ana', text: 'Olá' },
		{ from, text: 'Olá' },
	];
	for (const body of refused) assert.equal((await call('POST', '/chat/v1/send/text', body)).status, 400);
	const [done = ''] = sandbox.seedSessions({ count: 1, status: 'COMPLETED' });
	assert.equal((await call('POST', '/chat/v1/send/text', { sessionId: done, text: 'Olá' })).status, 400);
});

test('a template must be known, approved, of the channel, and have its parameters', async (t) => {
	const { sandbox, call } = await open(t);
	const [sales, support] = [...sandbox.account.channels.values()];
	const send = async (templateId: string, parameters: object, from = sales?.id) =>
		(await call('POST', '/chat/v1/send/template', { from, to: '5541911112222', templateId, parameters })).status;
	assert.equal(await send('1a2b3_boas_vindas', { nome: 'Ana' }), 200);
	assert.equal(await send('1a2b3_boas_vindas', {}), 400);
	assert.equal(await send('1a2b3_boas_vindas', { nome: 'Ana' }, support?.id), 400);
	assert.equal(await send('9b0c1_promocao', { oferta: 'x' }), 400);
	assert.equal(await send('2d3e4_natal', { nome: 'Ana' }), 400);
	assert.equal(await send('nope', {}), 400);
	assert.equal(await send('0b1c2_catalogo', { mês: 'maio' }), 400, 'the file is missing');
});

test('a batch answers per recipient; one bad entry refuses it as a whole; 101 are too many', async (t) => {
	const { sandbox, call } = await open(t);
	const { id: from } = first(sandbox.account.channels);
	const templateId = '1a2b3_boas_vindas';
	const entries = [...Array(100).keys()].map((index) => ({
		to: `55419${10_000_000 + index}`,
		parameters: { nome: `N${index}` },
		senderId: `s${index}`,
	}));
	const batch = (messages: object[]) => call('POST', '/chat/v1/send/template/batch', { from, templateId, messages });

	const bad = await batch([...entries.slice(0, 99), { to: '12', parameters: { nome: 'x' } }]);
	assert.equal(bad.status, 400);
	assert.equal(sandbox.account.counts.messages.size, 0, 'nobody got anything');
	assert.equal((await batch([...entries, ...entries.slice(0, 1)])).status, 400);

	const sent = await batch(entries);
	const results = objects(sent.body.results);
	assert.deepEqual(
		results.map(({ senderId }) => senderId),
		entries.map(({ senderId }) => senderId),
	);
	assert.equal(sandbox.account.counts.messages.size, 100);

	sandbox.quirks.shuffledBatches = true;
	const shuffled = objects((await batch(entries)).body.results).map(({ senderId }) => String(senderId));
	assert.notDeepEqual(
		shuffled,
		entries.map(({ senderId }) => senderId),
	);
	assert.deepEqual(shuffled.toSorted(), entries.map(({ senderId }) => senderId).toSorted());
	assert.deepEqual(sandbox.departures, []);
});

test('a one-time password is sent with a code of five digits, or the one given', async (t) => {
	const { sandbox, call } = await open(t);
	const from = first(sandbox.account.channels).number;
	const random = await call('POST', '/chat/v1/send/otp', { from, to: '5541911112222', senderId: 'otp-1' });
	assert.match(String(random.body.code), /^\d{5}$/);
	assert.equal(random.body.status, 'PENDING');
	const read = async () => (await call('GET', '/chat/v1/send/otp/otp-1')).body;
	assert.equal((await read()).status, 'SENT');
	assert.equal((await read()).status, 'RECEIVED');
	assert.equal((await read()).contactPhoneNumber, '5541911112222');
	const given = await call('POST', '/chat/v1/send/otp', { from, to: '5541911112222', code: '4321' });
	assert.equal(given.body.code, '4321');
	assert.equal(sandbox.account.messages.get(String(given.body.id))?.text, 'Seu código de verificação é 4321.');
	assert.deepEqual(sandbox.departures, []);
});

test('files go by public address or by the id of a saved file', async (t) => {
	const { sandbox, call } = await open(t);
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	for (const [kind, type] of [
		['image', 'IMAGE'],
		['audio', 'AUDIO'],
		['video', 'VIDEO'],
		['document', 'DOCUMENT'],
	]) {
		const sent = await call('POST', `/chat/v1/send/${kind}`, { sessionId, fileIdOrUrl: 'https://example.com/a.bin' });
		const message = await call('GET', `/chat/v1/message/${String(sent.body.id)}`);
		assert.equal(message.body.type, type);
		assert.equal(fields(fields(message.body.details).file).publicUrl, 'https://example.com/a.bin');
	}
	const unknown = { sessionId, fileIdOrUrl: '00000000-0000-4000-8000-000000000000' };
	assert.equal((await call('POST', '/chat/v1/send/image', unknown)).status, 400);
	const older = await call('POST', `/chat/v1/session/${sessionId}/message`, {
		fileUrl: 'https://example.com/foto.png',
	});
	assert.equal(sandbox.account.messages.get(String(older.body.id))?.type, 'IMAGE');
	assert.deepEqual(sandbox.departures, []);
});

test('a chatbot starts in the session of its recipient, or says why it did not', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const bot = first(account.chatbots, ({ name }) => name === 'Pesquisa de satisfação');
	const [id = '', other = ''] = sandbox.seedSessions({ count: 2 });
	const start = { botKey: bot.key, sessionId: id, senderId: 'bot-1', sessionMetadata: { order: '1' } };
	const queued = await call('POST', '/chat/v1/send/chatbot', start);
	assert.equal(queued.body.status, 'QUEUED');
	assert.equal((await call('GET', '/chat/v1/send/chatbot/bot-1')).body.status, 'SENT');
	assert.equal(account.sessions.get(id)?.botId, bot.id);
	assert.deepEqual(account.sessions.get(id)?.metadata, { order: '1' });

	const options = { skipIfBotInExecution: true };
	const messages = [
		{ sessionId: id, senderId: 'again' },
		{ sessionId: other, senderId: 'first' },
	];
	const batch = await call('POST', '/chat/v1/send/chatbot/batch', { botKey: bot.key, options, messages });
	assert.equal(objects(batch.body.results).length, 2);
	const failed = await call('GET', '/chat/v1/send/chatbot/again');
	assert.equal(failed.body.status, 'FAILED');
	assert.match(String(failed.body.failedReason), /chatbot em execução/);
	assert.equal((await call('GET', '/chat/v1/send/chatbot/first')).body.status, 'SENT');
	const byId = await call('POST', '/chat/v1/send/chatbot', { botKey: bot.id, sessionId: id });
	assert.equal(byId.status, 400, 'a chatbot goes by its key, not by its id');
	assert.deepEqual(sandbox.departures, []);
});

test('typing needs a session; deleting a message shows', async (t) => {
	const { sandbox, call } = await open(t);
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	const typing = await call('POST', '/chat/v1/send/typing', { sessionId });
	assert.equal(typing.status, 200);
	assert.equal(typing.text, '');
	const { body } = await call('POST', `/chat/v1/session/${sessionId}/message`, { text: 'Ops' });
	const deleted = await call('DELETE', `/chat/v1/message/${String(body.id)}`);
	assert.equal(deleted.body.status, 'DELETED');
	sandbox.advance(5000);
	assert.equal((await call('GET', `/chat/v1/message/${String(body.id)}`)).body.status, 'DELETED');
	const list = await call('GET', `/chat/v1/message?SessionId=${sessionId}`);
	assert.equal(list.body.totalItems, 2);
	assert.deepEqual(sandbox.departures, []);
});
