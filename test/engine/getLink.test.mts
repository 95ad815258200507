import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import { handlers } from '../../sandbox/handlers/index.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, wtsChat } from './workflow.mts';

const ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

const getLink = (more: INodeParameters): INodeParameters => everyField('session', 'getLink', { page: 'conversation', ...more });

describe('getting a link to a session', () => {
	for (const [page, behind] of [
		['conversation', ''],
		['preview', '/preview'],
		['interactive', '?interactive=true'],
	]) {
		it(`asks to log in where no agent is chosen, and is no secret: ${page}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const sessions = [...sandbox.account.sessions.keys()].slice(0, 8);

			const { items } = await run({
				parameters: getLink({ sessionId: byId('={{ $json.id }}'), agentId: byId(''), page }),
				items: sessions.map((id) => ({ id })),
				credential,
			});

			assert.deepEqual(
				items.map(({ json }) => json),
				sessions.map((id) => ({ sessionId: id, url: `https://app.wts.chat/chat2/sessions/${id}${behind}` })),
			);
			assert.ok(sandbox.requests.every(({ operation }) => operation === 'sessionGet'));
		});

		it(`logs the agent in who is chosen by name: ${page}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [sessionId] = sandbox.account.sessions.keys();
			const agent = [...sandbox.account.agents.values()].find(({ phoneNumber, email }) => phoneNumber && email);
			assert.ok(agent?.name);

			const { items } = await run({
				parameters: getLink({ sessionId: byId(sessionId), agentId: byId(agent.name), page }),
				credential,
			});

			const [{ json }] = items;
			assert.deepEqual([json.sessionId, json.agentId, json.expiresIn], [sessionId, agent.id, 3600]);
			assert.ok(!('url' in json));
			const { searchParams } = new URL(String(json.loginUrl));
			assert.equal(searchParams.get('redirect'), `/chat2/sessions/${sessionId}${behind}`);
			assert.ok(searchParams.get('token'));
		});
	}

	it('tells n8n not to show the link that logs in', () => {
		assert.deepEqual(wtsChat.description.sensitiveOutputFields, ['loginUrl']);
	});

	it('is not made for a session that is not there, nor for an agent who lacks what it needs', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sessionId] = sandbox.account.sessions.keys();
		const [agent] = sandbox.account.agents.values();

		const unknown = await run({
			parameters: getLink({ sessionId: byId(ID), agentId: byId(agent.id) }),
			credential,
		});
		assert.equal(unknown.error?.message, 'WTS Chat does not know what was asked for');

		agent.phoneNumber = null;
		const { error } = await run({
			parameters: getLink({ sessionId: byId(sessionId), agentId: byId(agent.id) }),
			credential,
		});
		assert.equal(error?.message, 'The agent has no phone number');
		assert.ok(sandbox.requests.every(({ operation }) => operation !== 'loginAuthenticate'));
	});

	it('takes no other answer for a link', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sessionId] = sandbox.account.sessions.keys();
		const agent = [...sandbox.account.agents.values()].find(({ phoneNumber, email }) => phoneNumber && email);
		const authenticate = handlers.loginAuthenticate;
		assert.ok(agent && authenticate);
		handlers.loginAuthenticate = () => ({ userId: agent.userId, urlRedirect: 'indisponível' });
		t.after(() => {
			handlers.loginAuthenticate = authenticate;
		});

		const { error } = await run({
			parameters: getLink({ sessionId: byId(sessionId), agentId: byId(agent.id) }),
			credential,
		});
		assert.equal(error?.message, 'WTS Chat answered without a link');
	});
});
