import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { Agent } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const agent = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'agent',
	operation,
	...more,
});

const stored = ({ account }: Sandbox, place = 1): Agent => [...account.agents.values()][place];

/** The departments of an agent, each with the part in it. */
const parts = ({ account }: Sandbox, { userId }: Agent) =>
	[...account.departments.values()].flatMap(({ id, agents }) =>
		agents.filter((member) => member.userId === userId).map(({ isAgent, isSupervisor }) => [id, isAgent, isSupervisor]),
	);

/** The sessions that an agent has in progress. */
const inProgress = ({ account }: Sandbox, { userId }: Agent) =>
	[...account.sessions.values()].filter((session) => session.userId === userId && session.status === 'IN_PROGRESS');

describe('agents', () => {
	it('are created with everything that they can have', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: agent('create', {
				name: 'Nina Leão',
				profile: 'RestrictedAgent',
				additionalFields: { availability: 'AVAILABLE', email: 'nina@aurora.example', phoneNumber: '(11) 98888-7777' },
			}),
			credential,
		});

		const made = sandbox.account.agents.get(String(items[0].json.id));
		assert.deepEqual(
			[made?.name, made?.profile, made?.availability, made?.email, made?.phoneNumber],
			['Nina Leão', 'RESTRICTEDAGENT', 'AVAILABLE', 'nina@aurora.example', '+55|11988887777'],
		);
		assert.equal(items[0].json.userId, made?.userId);
	});

	it('are created with name and profile alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		await run({ parameters: agent('create', { name: 'Nina Leão' }), credential });

		assert.deepEqual(sandbox.requests[0].body, { name: 'Nina Leão', profile: 'Agent', email: null });
	});

	it('come with their user ID and departments', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, userId } = stored(sandbox);

		const { items } = await run({ parameters: agent('get', { agentId: byId(id) }), credential });
		const whole = await run({ parameters: agent('get', { agentId: byId(id), output: 'raw' }), credential });

		assert.deepEqual([items[0].json.id, items[0].json.userId], [id, userId]);
		assert.ok(Array.isArray(items[0].json.departments));
		assert.equal('companyId' in items[0].json, false);
		assert.equal(whole.items[0].json.companyId, sandbox.account.companyId);
	});

	it('give an error for an unknown one, or nothing if wanted', async (t) => {
		const { credential } = await sandboxFor(t);

		const failed = await run({ parameters: agent('get', { agentId: byId(UNKNOWN_ID) }), credential });
		const nothing = await run({
			parameters: agent('get', { agentId: byId(UNKNOWN_ID), options: { ifNotFound: 'nothing' } }),
			credential,
		});

		assert.equal(failed.error?.message, 'WTS Chat does not know what was asked for');
		assert.deepEqual([nothing.status, nothing.items.length], ['success', 0]);
	});

	it('are listed, all or as many as wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const all = await run({ parameters: agent('getAll', { returnAll: true }), credential });
		const some = await run({ parameters: agent('getAll', { limit: 2, output: 'raw' }), credential });

		assert.deepEqual(
			all.items.map(({ json }) => json.userId),
			[...sandbox.account.agents.values()].map(({ userId }) => userId),
		);
		assert.equal(some.items.length, 2);
		assert.equal(some.items[0].json.companyId, sandbox.account.companyId);
	});

	it('change in all that was added and in nothing else', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = stored(sandbox, 2);

		const { items } = await run({
			parameters: agent('update', {
				agentId: byId(id),
				updateFields: {
					availability: 'AVAILABLE',
					email: 'julia.araujo@aurora.example',
					name: 'Júlia Araújo Leão',
					phoneNumber: '+351 912 345 678',
					profile: 'Admin',
					shortName: 'Ju',
				},
			}),
			credential,
		});

		const changed = stored(sandbox, 2);
		assert.deepEqual(
			[changed.availability, changed.email, changed.name, changed.phoneNumber, changed.profile, changed.shortName],
			['AVAILABLE', 'julia.araujo@aurora.example', 'Júlia Araújo Leão', '+351|912345678', 'ADMIN', 'Ju'],
		);
		assert.equal(items[0].json.name, 'Júlia Araújo Leão');

		await run({
			parameters: agent('update', { agentId: byId(id), updateFields: { shortName: 'Jú' } }),
			credential,
		});
		assert.deepEqual(sandbox.requests[1].body, { shortName: 'Jú', fields: ['ShortName'] });
	});

	it('lose what was added and left empty', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = stored(sandbox);

		await run({
			parameters: agent('update', { agentId: byId(id), updateFields: { email: '', phoneNumber: '', shortName: '' } }),
			credential,
		});

		const { email, phoneNumber, shortName, name } = stored(sandbox);
		assert.deepEqual([email, phoneNumber, shortName], [null, null, null]);
		assert.equal(name, 'Paulo Sérgio Leão');
	});

	it('join departments, change their part, leave, and swap all', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const own = stored(sandbox);
		const [first, second] = [...sandbox.account.departments.keys()];
		const change = async (membershipAction: string, ...entries: INodeParameters[]) =>
			await run({
				parameters: agent('updateDepartments', { agentId: byId(own.id), membershipAction, departments: { entries } }),
				credential,
			});

		const { items } = await change('ReplaceAll', { departmentId: byId(first), isAgent: true, isSupervisor: false });
		assert.deepEqual(parts(sandbox, own), [[first, true, false]]);
		assert.deepEqual(items[0].json, {
			success: true,
			agentId: own.id,
			action: 'ReplaceAll',
			departments: [{ departmentId: first, isAgent: true, isSupervisor: false }],
		});

		await change(
			'Upsert',
			{ departmentId: byId(first), isAgent: false, isSupervisor: true },
			{ departmentId: byId(second), isAgent: true, isSupervisor: false },
		);
		assert.deepEqual(parts(sandbox, own), [
			[first, false, true],
			[second, true, false],
		]);

		await change('Remove', { departmentId: byId(first), isAgent: true, isSupervisor: false });
		assert.deepEqual(parts(sandbox, own), [[second, true, false]]);

		const nowhere = byId('={{ $json.departmentId }}');
		const { error } = await change('Upsert', { departmentId: nowhere, isAgent: true, isSupervisor: false });
		assert.equal(error?.message, 'Department is empty! Fill in the Department field');
		assert.equal(sandbox.requests.length, 3);
	});

	it('are logged out, blocked and let in again', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = stored(sandbox);

		const { items } = await run({ parameters: agent('logOut', { agentId: byId(id) }), credential });
		assert.deepEqual(items[0].json, { success: true, agentId: id });
		assert.equal(stored(sandbox).loggedIn, false);

		const blocked = await run({
			parameters: agent('changeStatus', { agentId: byId(id), status: 'Blocked' }),
			credential,
		});
		assert.equal(blocked.items[0].json.id, id);
		assert.equal(stored(sandbox).status, 'Blocked');

		await run({ parameters: agent('changeStatus', { agentId: byId(id), status: 'Active' }), credential });
		assert.equal(stored(sandbox).status, 'Active');
	});

	it('go, and their sessions in progress are completed, returned to the queue or transferred', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [owner, completing, returning, transferring] = [...sandbox.account.agents.values()];
		const completed = inProgress(sandbox, completing);
		const returned = inProgress(sandbox, returning);
		const transferred = inProgress(sandbox, transferring);
		for (const sessions of [completed, returned, transferred]) assert.ok(sessions.length > 0);
		const remove = async ({ id }: Agent, options: INodeParameters) =>
			await run({ parameters: agent('delete', { agentId: byId(id), options }), credential });

		const { items } = await remove(completing, { sessionResolution: 'COMPLETE' });
		assert.deepEqual(items[0].json, { deleted: true, id: completing.id });
		assert.ok(completed.every(({ status }) => status === 'COMPLETED'));

		await remove(returning, { sessionResolution: 'RETURN_TO_PENDING' });
		assert.ok(returned.every(({ status, userId }) => status === 'PENDING' && userId === null));

		await remove(transferring, { sessionResolution: 'TRANSFER', transferUserId: byId(owner.userId) });
		assert.ok(transferred.every(({ status, userId }) => status === 'IN_PROGRESS' && userId === owner.userId));

		for (const { id } of [completing, returning, transferring]) assert.equal(sandbox.account.agents.has(id), false);
	});

	it('do not go while it is not said who takes over', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({
			parameters: agent('delete', {
				agentId: byId(stored(sandbox).id),
				options: { sessionResolution: 'TRANSFER', transferUserId: byId('') },
			}),
			credential,
		});

		assert.equal(error?.message, 'There is nobody to transfer the sessions to');
		assert.deepEqual(sandbox.requests, []);
	});

	it('are found in the list by name and email; picked is their own ID, not the user ID', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [{ id }] = [...sandbox.account.agents.values()];

		for (const filter of ['marcia', 'NÓBREGA', 'marcia.nobrega@']) {
			const { results } = await lookUp<INodeListSearchResult>('listSearch', 'searchAgents', credential, { filter });
			assert.deepEqual(results, [{ name: 'Márcia Nóbrega · marcia.nobrega@aurora.example', value: id }]);
		}
	});
});
