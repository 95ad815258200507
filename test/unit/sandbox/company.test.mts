import assert from 'node:assert/strict';
import { test } from 'node:test';
import { first, objects, open } from './caller.mts';

test('channels by kind', async (t) => {
	const { sandbox, call } = await open(t);
	const types = async (query: string) => (await call('GET', `/chat/v1/channel${query}`)).list.map(({ type }) => type);
	assert.equal((await types('')).length, sandbox.account.channels.size);
	assert.deepEqual(await types('?ChannelType=Instagram'), ['Instagram']);
	assert.equal((await types('?ChannelType=Whatsapp')).length, 3);
	assert.deepEqual(sandbox.departures, []);
});

test('templates: named parameters on request, filters', async (t) => {
	const { sandbox, call } = await open(t);
	const list = async (query: string) => objects((await call('GET', `/chat/v1/template?${query}`)).body.items);
	const { id } = first(sandbox.account.channels);
	const usable = await list(`ChannelId=${id}&ApprovedOnly=true&Archived=false&IncludeDetails=Params`);
	const shipped = usable.find(({ name }) => name === 'pedido_enviado');
	assert.deepEqual(
		objects(shipped?.params).map(({ name }) => name),
		['nome', 'número do pedido'],
	);
	assert.ok(usable.every(({ status, archived }) => status === 'Approved' && archived === false));
	assert.ok((await list('')).every(({ params }) => params === null));
	assert.deepEqual(
		(await list('Type=AUTHENTICATION')).map(({ name }) => name),
		['codigo'],
	);
	assert.deepEqual(
		(await list('SearchableText=catálogo')).map(({ name }) => name),
		['catalogo'],
	);
	assert.deepEqual(sandbox.departures, []);
});

test('an agent comes, changes, joins departments and goes; the sessions in progress pass on', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const [department, other] = [...account.departments.values()];
	const created = await call('POST', '/core/v1/agent', {
		name: 'Nina Leão',
		profile: 'Agent',
		email: 'nina@aurora.example',
	});
	const { id, userId } = created.body;
	assert.notEqual(id, userId);
	assert.equal(created.body.profile, 'AGENT');
	const path = `/core/v1/agent/${String(id)}`;
	const update = { fields: ['ShortName'], shortName: 'Ni', name: 'ignored' };
	assert.deepEqual((await call('PUT', path, update)).body.name, 'Nina Leão');

	const item = { departmentId: department?.id, isAgent: true };
	assert.equal((await call('POST', `${path}/departments`, { action: 'Upsert', items: [item] })).status, 200);
	const replaced = { action: 'ReplaceAll', items: [{ departmentId: other?.id, isSupervisor: true }] };
	await call('POST', `${path}/departments`, replaced);
	const shown = await call('GET', path);
	assert.deepEqual(
		objects(shown.body.departments).map(({ departmentId, isSupervisor }) => [departmentId, isSupervisor]),
		[[other?.id, true]],
	);

	const [sessionId = ''] = sandbox.seedSessions({ count: 1, status: 'PENDING' });
	await call('PUT', `/chat/v1/session/${sessionId}/assignee`, { userId });
	await call('POST', `${path}/logout`);
	assert.equal((await call('GET', path)).body.availability, 'UNAVAILABLE');
	assert.equal((await call('POST', `${path}/status`, { status: 'Blocked' })).status, 200);
	const heir = first(account.agents);
	const gone = await call('DELETE', path, { sessionResolution: 'TRANSFER', transferUserId: heir.userId });
	assert.equal(gone.status, 200, gone.text);
	assert.equal(account.sessions.get(sessionId)?.userId, heir.userId);
	assert.equal((await call('GET', path)).status, 404);
	assert.ok((await call('GET', '/core/v1/agent')).list.every((agent) => agent.id !== id));
	assert.deepEqual(sandbox.departures, []);
});

test('a department comes, changes, gets agents and channels, and goes', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const agent = first(account.agents);
	const channel = first(account.channels);
	const created = await call('POST', '/core/v1/department', {
		name: 'Logística',
		channelsConfig: { scope: 'SELECTED', channels: [channel.number] },
		agents: [{ userId: agent.userId, isAgent: true }],
	});
	assert.equal(created.status, 200, created.text);
	const path = `/core/v1/department/${String(created.body.id)}`;
	assert.deepEqual((await call('GET', `${path}/channel`)).body, { scope: 'SELECTED', channels: [channel.id] });
	assert.equal((await call('GET', path)).body.agents, null);
	assert.equal(objects((await call('GET', `${path}?includeDetails=All`)).body.agents).length, 1);
	await call('PUT', path, { fields: ['Name'], name: 'Entregas', isDefault: true });
	await call('PUT', `${path}/agents`, { action: 'Remove', items: [{ userId: agent.userId }] });
	const list = (await call('GET', '/core/v2/department')).list;
	const changed = list.find(({ id }) => id === created.body.id);
	assert.deepEqual([changed?.name, changed?.isDefault, changed?.agents], ['Entregas', false, []]);
	assert.equal((await call('PUT', `${path}/agents`, { action: 'Upsert', items: [{ userId: agent.id }] })).status, 500);

	assert.equal((await call('DELETE', path)).status, 200);
	assert.equal((await call('GET', path)).status, 404);
	const standard = first(account.departments, ({ isDefault }) => isDefault);
	assert.equal((await call('DELETE', `/core/v1/department/${standard.id}`)).body.key, 'FORM_ERROR');
	assert.deepEqual(sandbox.departures, []);
});

test('tags take the colors that the service lists', async (t) => {
	const { sandbox, call } = await open(t);
	const colors = (await call('GET', '/core/v1/tag/color')).list;
	assert.equal(colors.length, 54);
	const plain = await call('POST', '/core/v1/tag', { name: 'Nova' });
	assert.equal(plain.body.color, 'GRAY_600');
	const color = colors[0]?.color;
	const changed = await call('PUT', `/core/v1/tag/${String(plain.body.id)}`, { name: 'Nova!', color });
	assert.deepEqual([changed.body.name, changed.body.color], ['Nova!', color]);
	assert.ok((await call('GET', '/core/v1/tag')).list.some(({ name }) => name === 'Nova!'));
	assert.deepEqual(sandbox.departures, []);
});
