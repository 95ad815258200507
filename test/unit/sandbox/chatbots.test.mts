import assert from 'node:assert/strict';
import { test } from 'node:test';
import { first, objects, open } from './caller.mts';

test('chatbots are found by each filter', async (t) => {
	const { sandbox, call } = await open(t);
	const { account } = sandbox;
	const named = (name: string) => first(account.chatbots, (chatbot) => chatbot.name === name);
	const triage = named('Triagem');
	triage.defaultDepartmentId = [...account.departments.keys()].at(-1) ?? null;
	const instagram = first(account.channels, ({ type }) => type === 'Instagram');
	const names = async (query: string) => {
		const { body } = await call('GET', `/chat/v1/chatbot?OrderBy=Name&OrderDirection=ASCENDING&${query}`);
		return objects(body.items).map(({ name }) => name);
	};

	const all = ['Black Friday', 'Confirmação de visita', 'Pesquisa de satisfação', 'Triagem'];
	assert.deepEqual(await names(''), all);
	assert.deepEqual(await names('Name=visita'), ['Confirmação de visita']);
	assert.deepEqual(await names('Types=Reactive'), ['Triagem']);
	assert.deepEqual(await names('Types=Reactive&Types=Automation'), all);
	assert.deepEqual(await names(`ChannelIds=${instagram.id}`), ['Black Friday', 'Pesquisa de satisfação', 'Triagem']);
	assert.deepEqual(await names(`DefaultDepartmentIds=${String(triage.defaultDepartmentId)}`), ['Triagem']);
	assert.deepEqual(await names('PublishStatuses=Not_Published'), ['Black Friday']);
	assert.deepEqual(await names('AutomationUsages=Api'), ['Confirmação de visita', 'Pesquisa de satisfação']);
	assert.deepEqual(await names('CreatedAt.Before=2000-01-01T00:00:00Z'), []);
	assert.deepEqual(sandbox.departures, []);
});

test('a chatbot that is started at once answers the session that it runs in, or why it does not start', async (t) => {
	const { sandbox, call } = await open(t);
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	const { id, key } = first(sandbox.account.chatbots, ({ name }) => name === 'Pesquisa de satisfação');

	const started = await call('POST', '/chat/v1/chatbot/send', { botKey: key, sessionId });
	assert.equal(started.body.id, sessionId);
	assert.equal(started.body.botId, id);
	assert.equal(sandbox.account.sessions.get(sessionId)?.botId, id);

	const options = { skipIfBotInExecution: true };
	const again = await call('POST', '/chat/v1/chatbot/send', { botKey: key, sessionId, options });
	assert.equal(again.status, 500);
	assert.equal(again.body.text, 'Já existe um chatbot em execução');
	const byId = await call('POST', '/chat/v1/chatbot/send', { botKey: id, sessionId });
	assert.equal(byId.body.text, 'Chatbot não encontrado');
	assert.deepEqual(sandbox.departures, []);
});
