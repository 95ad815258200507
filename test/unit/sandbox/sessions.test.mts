import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session } from '../../../sandbox/account.mts';
import { Clock } from '../../../sandbox/clock.mts';
import { fields, first, objects, open } from './caller.mts';

const day = 24 * 60 * 60 * 1000;

test('the seed holds sessions in every status, groups and hidden ones, with messages and true windows', async (t) => {
	const { sandbox, call } = await open(t);
	const sessions = [...sandbox.account.sessions.values()];
	assert.ok(sessions.length > 300);
	for (const status of ['STARTED', 'PENDING', 'IN_PROGRESS', 'COMPLETED', 'HIDDEN'])
		assert.ok(
			sessions.some((session) => session.status === status),
			status,
		);
	assert.ok(sessions.some(({ type }) => type === 'GROUP'));
	for (const { messages, status, endAt } of sessions) {
		assert.ok(messages.length > 0);
		assert.equal(endAt !== null, status === 'COMPLETED');
	}
	const { body } = await call('GET', '/chat/v2/session?PageSize=100&IncludeDetails=ChannelTypeDetails');
	for (const { channelType, windowStatus, lastMessageIn } of objects(body.items)) {
		const age = sandbox.clock.now() - Date.parse(String(lastMessageIn));
		const expected = lastMessageIn === null ? 'NOT_STARTED' : age < day ? 'ACTIVE' : 'EXPIRED';
		assert.equal(windowStatus, channelType === 'ZAPI_WHATSAPP' ? 'ACTIVE' : expected);
	}
});

test('the same seed makes the same account', async (t) => {
	const one = await open(t);
	const other = await open(t);
	const third = await open(t, { seed: 7 });
	const titles = ({ sandbox }: typeof one) =>
		[...sandbox.account.sessions.values()].map(({ id, title }) => `${id} ${title}`);
	assert.deepEqual(titles(one), titles(other));
	assert.notDeepEqual(titles(one), titles(third));
});

test('an account is seeded at one moment, however long it takes', async (t) => {
	const start = Date.parse('2030-05-15T15:00:00Z');
	let reading = 0;
	const still = await open(t);
	const ticking = await open(t, { clock: new Clock(() => start + reading++) });
	const times = ({ sandbox: { account } }: typeof still) =>
		[...account.panels.values(), ...account.cards.values(), ...account.sessions.values()].map(
			({ updatedAt }) => Date.parse(updatedAt) - Date.parse([...account.channels.values()][0].updatedAt),
		);
	assert.deepEqual(times(ticking), times(still));
});

test('completing ends a session and keeps whether it may be reopened', async (t) => {
	const { sandbox, call } = await open(t);
	const session = first(sandbox.account.sessions, ({ status }) => status === 'IN_PROGRESS');
	sandbox.clock.advance(5000);
	const { status, body } = await call('PUT', `/chat/v1/session/${session.id}/complete`, {
		reactivateOnNewMessage: true,
	});
	assert.equal(status, 200);
	assert.equal(body.id, session.id);
	assert.equal(body.status, 'COMPLETED');
	assert.equal(body.endAt, sandbox.clock.iso());
	assert.equal(body.updatedAt, sandbox.clock.iso());
	assert.equal(session.reactivateOnNewMessage, true);
	assert.equal(sandbox.account.counts.completions.get(session.id), 1);
	assert.deepEqual(sandbox.departures, []);
});

test('completing twice counts twice and leaves the first end', async (t) => {
	const { sandbox, call } = await open(t);
	const session = first(sandbox.account.sessions, ({ status }) => status === 'IN_PROGRESS');
	const { body } = await call('PUT', `/chat/v1/session/${session.id}/complete`, {});
	sandbox.clock.advance(5000);
	const again = await call('PUT', `/chat/v1/session/${session.id}/complete`, {});
	assert.equal(again.status, 200);
	assert.equal(again.body.endAt, body.endAt);
	assert.equal(sandbox.account.counts.completions.get(session.id), 2);
});

test('a message reactivates a completed session that allows it, and opens a new one otherwise', async (t) => {
	const { sandbox, call } = await open(t);
	const [id = '', other = ''] = sandbox.seedSessions({ count: 2 });
	await call('PUT', `/chat/v1/session/${id}/complete`, { reactivateOnNewMessage: true });
	await call('PUT', `/chat/v1/session/${other}/complete`, { reactivateOnNewMessage: false });

	assert.equal(sandbox.receive({ sessionId: id, text: 'Voltei' }).sessionId, id);
	const reopened = sandbox.account.sessions.get(id);
	assert.equal(reopened?.status, 'IN_PROGRESS');
	assert.equal(reopened.endAt, null);
	assert.equal(reopened.lastMessageText, 'Voltei');

	const { sessionId } = sandbox.receive({ sessionId: other, text: 'Voltei' });
	assert.notEqual(sessionId, other);
	assert.equal(sandbox.account.sessions.get(sessionId)?.status, 'PENDING');
	assert.equal(sandbox.account.sessions.get(other)?.status, 'COMPLETED');
});

test('a hidden session shows when the contact answers; an unknown number becomes a contact', async (t) => {
	const { sandbox } = await open(t);
	const hidden = first(sandbox.account.sessions, ({ status }) => status === 'HIDDEN');
	sandbox.receive({ sessionId: hidden.id, text: 'Oi' });
	assert.equal(hidden.status, 'PENDING');

	const { sessionId } = sandbox.receive({ phoneNumber: '+55 (31) 98888-7777', name: 'Zuleica', text: 'Olá' });
	const session = sandbox.account.sessions.get(sessionId);
	const contact = sandbox.account.contacts.get(session?.contactId ?? '');
	assert.equal(contact?.phoneNumber, '+55|31988887777');
	assert.equal(contact.name, 'Zuleica');
	assert.throws(() => sandbox.receive({ text: 'Quem?' }), RangeError);
});

test('an unknown session answers 404 in the envelope', async (t) => {
	const { call } = await open(t);
	const path = '/chat/v1/session/00000000-0000-4000-8000-000000000000/complete';
	const { status, body } = await call('PUT', path, {});
	assert.equal(status, 404);
	assert.equal(body.key, 'NOT_FOUND');
	assert.equal(body.text, 'Conversa não encontrada');
});

test('details are there only when asked for', async (t) => {
	const { sandbox, call } = await open(t);
	const { id } = first(
		sandbox.account.sessions,
		({ userId, departmentId, classification }) => userId !== null && departmentId !== null && classification !== null,
	);
	const { body: bare } = await call('GET', `/chat/v2/session/${id}`);
	for (const name of ['contactDetails', 'agentDetails', 'departmentDetails', 'channelDetails'])
		assert.ok(!(name in bare), name);
	assert.equal(bare.classification, null);
	assert.equal(bare.channelType, null);

	const all = 'AgentDetails,DepartmentsDetails,ContactDetails,ChannelTypeDetails,ClassificationDetails,ChannelDetails';
	const query = all.split(',').map((detail) => `includeDetails=${detail}`);
	const { body: full } = await call('GET', `/chat/v2/session/${id}?${query.join('&')}`);
	assert.equal(fields(full.agentDetails).userId, full.userId);
	assert.notEqual(fields(full.agentDetails).id, full.userId);
	assert.equal(fields(full.contactDetails).id, full.contactId);
	assert.equal(fields(full.departmentDetails).id, full.departmentId);
	assert.equal(typeof fields(full.channelDetails).displayName, 'string');
	assert.equal(typeof fields(full.classification).category, 'string');
	assert.equal(typeof full.channelType, 'string');
	assert.deepEqual(sandbox.departures, []);
});

test('filters add up; a user is found by userId, never by the agent’s id', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const total = async (query: string) => Number((await call('GET', `/chat/v2/session?${query}`)).body.totalItems);
	const sessions = [...account.sessions.values()];
	const matching = (fits: (session: Session) => boolean) => sessions.filter(fits).length;
	const agent = first(account.agents, ({ userId }) => sessions.some((session) => session.userId === userId));
	const tag = first(account.tags);

	assert.equal(
		await total(`UserId=${agent.userId}`),
		matching(({ userId }) => userId === agent.userId),
	);
	assert.equal(await total(`UserId=${agent.id}`), 0);
	assert.equal(
		await total('Status=PENDING&Status=STARTED&Type=INDIVIDUAL'),
		matching(({ status, type }) => (status === 'PENDING' || status === 'STARTED') && type === 'INDIVIDUAL'),
	);
	const { id: departmentId } = first(account.departments);
	assert.equal(
		await total(`DepartmentId=${departmentId}`),
		matching((session) => session.departmentId === departmentId),
	);
	assert.equal(
		await total(`TagsId=${tag.id}`),
		matching(({ contactId }) => account.contacts.get(contactId)?.tagIds.includes(tag.id) === true),
	);
	assert.ok((await total('TagsName=Lead')) > (await total(`TagsId=${tag.id}`)), 'two tags are named Lead');
	const marked = first(account.sessions, ({ metadata }) => metadata?.pedido !== undefined);
	assert.equal(await total(`Metadata[pedido]=${String(marked.metadata?.pedido)}`), 1);
	const limit = new Date(sandbox.clock.now() - 2 * day).toISOString();
	assert.equal(
		await total(`LastInteractionAt.Before=${limit}&Status=IN_PROGRESS`),
		matching(
			({ status, lastInteractionDate }) =>
				status === 'IN_PROGRESS' && Date.parse(lastInteractionDate ?? '') <= Date.parse(limit),
		),
	);
	assert.ok((await total(`EndAt.After=${limit}`)) < (await total('Status=COMPLETED')));
	assert.deepEqual(sandbox.departures, []);
});

test('assign, transfer, status and partial update change what they name', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const [id = ''] = sandbox.seedSessions({ count: 1, status: 'PENDING' });
	const session = account.sessions.get(id);
	assert.ok(session);
	session.botId = first(account.chatbots).id;
	const agent = first(account.agents);
	const department = first(account.departments, ({ isDefault }) => !isDefault);

	const wrong = await call('PUT', `/chat/v1/session/${id}/assignee`, { userId: agent.id });
	assert.equal(wrong.body.key, 'FORM_ERROR');
	const assigned = await call('PUT', `/chat/v1/session/${id}/assignee`, {
		userId: agent.userId,
		options: { stopBotInExecution: true },
	});
	assert.equal(assigned.body.userId, agent.userId);
	assert.equal(assigned.body.status, 'IN_PROGRESS');
	assert.equal(assigned.body.botId, null);

	const moved = await call('PUT', `/chat/v1/session/${id}/transfer`, {
		type: 'DEPARTMENT',
		newDepartmentId: department.id,
	});
	assert.equal(moved.body.departmentId, department.id);
	assert.equal(moved.body.userId, null);
	assert.equal(moved.body.status, 'PENDING');
	const given = await call('PUT', `/chat/v1/session/${id}/transfer`, { type: 'USER', newUserId: agent.userId });
	assert.equal(given.body.userId, agent.userId);

	const partial = await call('PUT', `/chat/v2/session/${id}/partial`, {
		fields: ['Number', 'Metadata', 'Classification'],
		number: 'A-1',
		metadata: { order: '77' },
		classification: { category: 'WON', description: 'Venda', amount: 12.5 },
		userId: null,
	});
	assert.equal(partial.body.number, 'A-1');
	assert.deepEqual(partial.body.metadata, { order: '77' });
	assert.equal(partial.body.userId, agent.userId, 'a value that fields does not name is ignored');
	assert.equal(session.classification?.category, 'WON');

	const done = await call('PUT', `/chat/v1/session/${id}/status`, { newStatus: 'COMPLETED' });
	assert.equal(done.body.status, 'COMPLETED');
	assert.equal(account.counts.completions.get(id), 1);
	const reopened = await call('PUT', `/chat/v1/session/${id}/status`, { newStatus: 'PENDING' });
	assert.equal(reopened.body.endAt, null);
	assert.deepEqual(sandbox.departures, []);
});

test('notes are kept apart from messages', async (t) => {
	const { sandbox, call } = await open(t);
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	const { body: note } = await call('POST', `/chat/v1/session/${id}/note`, { text: 'Ligar amanhã' });
	assert.equal(note.type, 'NOTE');
	assert.equal((await call('GET', `/chat/v1/session/${id}/note`)).body.totalItems, 1);
	assert.equal((await call('GET', `/chat/v1/session/${id}/message`)).body.totalItems, 1);
	assert.equal((await call('GET', `/chat/v1/message/${String(note.id)}`)).status, 404);
	assert.equal((await call('GET', `/chat/v1/session/note/${String(note.id)}`)).body.text, 'Ligar amanhã');
	assert.equal((await call('DELETE', `/chat/v1/session/note/${String(note.id)}`)).status, 200);
	assert.equal((await call('GET', `/chat/v1/session/note/${String(note.id)}`)).status, 404);
	assert.deepEqual(sandbox.departures, []);
});

test('the window closes with time', async (t) => {
	const { sandbox, call } = await open(t);
	const channel = first(sandbox.account.channels, ({ type }) => type === 'CloudAPI_WhatsApp');
	const [id = ''] = sandbox.seedSessions({ count: 1, channelId: channel.id });
	const window = async () => (await call('GET', `/chat/v2/session/${id}`)).body.windowStatus;
	assert.equal(await window(), 'ACTIVE');
	sandbox.advance(day);
	assert.equal(await window(), 'EXPIRED');
	sandbox.receive({ sessionId: id, text: 'Oi' });
	assert.equal(await window(), 'ACTIVE');
});
