import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Agent } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { cardOn, panelOf, stepOf } from './crm.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const NOBODY = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

/** What gives something to the user in `$json.user`: its parameters, and who has it afterwards. */
type Giving = (sandbox: Sandbox) => [parameters: INodeParameters, userOf: () => string | null | undefined];

const user = byId('={{ $json.user }}');

const ofSession =
	(parameters: INodeParameters): Giving =>
	(sandbox) => {
		const [id = ''] = sandbox.seedSessions({ count: 1 });
		const { account } = sandbox;
		const session = account.sessions.get(id);
		assert.ok(session);
		session.userId = null;
		const [department] = account.departments.keys();
		return [
			{ resource: 'session', sessionId: byId(id), departmentId: byId(department), ...parameters },
			() => session.userId,
		];
	};

const ofCard =
	(parameters: (sandbox: Sandbox) => INodeParameters): Giving =>
	(sandbox) => {
		const before = new Set(sandbox.account.cards.keys());
		const held = { resource: 'card', ...parameters(sandbox) };
		const created = () => [...sandbox.account.cards.values()].filter(({ id }) => !before.has(id));
		return [
			held,
			() => {
				assert.equal(created().length, 1);
				return created()[0].responsibleUserId;
			},
		];
	};

const givings: Record<string, Giving> = {
	'session assignUser': ofSession({ operation: 'assignUser', userId: user }),
	'session transfer': ofSession({ operation: 'transfer', type: 'USER', newUserId: user }),
	'session update': ofSession({ operation: 'update', updateFields: { userId: user } }),
	'session handOver': ofSession({ operation: 'handOver', handOverTo: 'user', userId: user }),
	'card create': ofCard((sandbox) => ({
		operation: 'create',
		panelId: byId(panelOf(sandbox, 'SALES').id),
		stepId: byId(stepOf(panelOf(sandbox, 'SALES'), panelOf(sandbox, 'SALES').steps[0].title ?? '')),
		title: 'Pedido',
		additionalFields: { responsibleUserId: user },
	})),
	'card update': ofCard((sandbox) => ({
		operation: 'update',
		panelId: byId(panelOf(sandbox, 'SALES').id),
		cardId: byId(cardOn(sandbox, panelOf(sandbox, 'SALES')).id),
		updateFields: { responsibleUserId: user },
	})),
	'card addForContact': ofCard((sandbox) => ({
		operation: 'addForContact',
		panelId: byId(panelOf(sandbox, 'SALES').id),
		contactId: byId([...sandbox.account.contacts.values()].find(({ id }) => isWithoutCard(sandbox, id))?.id ?? ''),
		title: 'Pedido',
		additionalFields: { responsibleUserId: user },
	})),
};

const isWithoutCard = ({ account }: Sandbox, contactId: string) =>
	[...account.cards.values()].every(({ contactIds }) => !contactIds.includes(contactId));

const agentsOf = ({ account }: Sandbox): Agent[] => [...account.agents.values()];

describe('an account that takes no notice of those who are no users', () => {
	for (const [name, giving] of Object.entries(givings)) {
		const [, operation] = name.split(' ');

		it(`gets the user of the agent whose own ID was given: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t, { quirks: { ignoreUnknownUsers: true } });
			const [, agent] = agentsOf(sandbox);
			const [parameters, userOf] = giving(sandbox);

			const { items, error } = await run({ parameters, items: [{ user: agent.id }], credential });

			assert.equal(error, undefined);
			assert.equal(userOf(), agent.userId);
			const { userId, responsibleUserId = userId } = items[0].json;
			assert.equal(responsibleUserId, agent.userId);
		});

		it(`is no reason to say that it was done: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t, { quirks: { ignoreUnknownUsers: true } });
			const [parameters, userOf] = giving(sandbox);

			const { items } = await run({
				parameters,
				items: [{ user: NOBODY }],
				credential,
				onError: 'continueRegularOutput',
			});

			assert.match(String(items[0].json.error), /did not take over who is to look after it/);
			assert.equal(userOf() ?? null, null);
		});

		it(`costs no request where the user is one: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [, agent] = agentsOf(sandbox);
			const [parameters, userOf] = giving(sandbox);
			await run({ parameters, items: [{ user: agent.userId }], credential });

			assert.equal(userOf(), agent.userId);
			const sent = sandbox.requests.filter(({ path }) => path === '/core/v1/agent');
			assert.deepEqual(sent, []);
			const usual = operation === 'addForContact' ? 3 : 1;
			assert.ok(sandbox.requests.length <= usual, `${sandbox.requests.length} requests`);
		});
	}
});

describe('what no answer shows to have been taken over', () => {
	const asked = ({ requests }: Sandbox) =>
		requests.filter(({ method }) => method !== 'GET').map(({ operation }) => operation);

	it('goes to the user of an agent at once: the sessions of one who is deleted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { account } = sandbox;
		const [owner, leaving] = agentsOf(sandbox);
		const sessions = [...account.sessions.values()].filter(
			({ userId, status }) => userId === leaving.userId && status === 'IN_PROGRESS',
		);
		assert.ok(sessions.length > 0);

		await run({
			parameters: {
				resource: 'agent',
				operation: 'delete',
				agentId: byId(leaving.id),
				options: { sessionResolution: 'TRANSFER', transferUserId: byId(owner.id) },
			},
			credential,
		});

		assert.ok(sessions.every(({ userId }) => userId === owner.userId));
		assert.deepEqual(asked(sandbox), ['agentDelete']);
	});

	for (const operation of ['create', 'updateAgents']) {
		it(`goes to the user of an agent at once: a department (${operation})`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { account } = sandbox;
			const [, agent] = agentsOf(sandbox);
			const [known] = account.departments.keys();
			const agents = { entries: [{ userId: byId(agent.id), isAgent: true, isSupervisor: false }] };

			const { items } = await run({
				parameters: {
					resource: 'department',
					operation,
					name: 'Noturno',
					departmentId: byId(known),
					membershipAction: 'ReplaceAll',
					agents,
					additionalFields: { agents },
				},
				credential,
			});

			const { departmentId = items[0].json.id } = items[0].json;
			const members = account.departments.get(String(departmentId))?.agents.map(({ userId }) => userId);
			assert.deepEqual(members, [agent.userId]);
			assert.equal(asked(sandbox).length, 1);
		});
	}
});
