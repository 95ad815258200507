import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters, INodePropertyOptions } from 'n8n-workflow';
import type { Department } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const department = (operation: string, more: INodeParameters = {}): INodeParameters => ({
	resource: 'department',
	operation,
	...more,
});

const stored = ({ account }: Sandbox, place = 1): Department => [...account.departments.values()][place];
const userIds = ({ account }: Sandbox) => [...account.agents.values()].map(({ userId }) => userId);
const channelIds = ({ account }: Sandbox) => [...account.channels.keys()];

const limits = { expirationIsEnabled: true, inactivityTimeInMinutes: 10, maximumDurationInMinutes: 60 };

describe('departments', () => {
	it('are created with everything that they can have', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [first, second] = userIds(sandbox);
		const chosen = channelIds(sandbox).slice(0, 2);

		const { items } = await run({
			parameters: department('create', {
				name: 'Cobrança',
				additionalFields: {
					agents: {
						entries: [
							{ userId: byId(first), isAgent: false, isSupervisor: true },
							{ userId: byId(second), isAgent: true, isSupervisor: false },
						],
					},
					channelIds: chosen,
					channelScope: 'SELECTED',
					isDefault: true,
					distributionIsEnabled: true,
					distributionConfig: { limits },
					restrictionType: 'USER_RESTRICTION',
				},
			}),
			credential,
		});

		const made = sandbox.account.departments.get(String(items[0].json.id));
		assert.ok(made);
		const { name, agents, channelScope, isDefault, distribuitionEnabled, distributionConfig, restrictionType } = made;
		assert.deepEqual(
			{ name, channelScope, isDefault, distribuitionEnabled, distributionConfig, restrictionType },
			{
				name: 'Cobrança',
				channelScope: 'SELECTED',
				isDefault: true,
				distribuitionEnabled: true,
				distributionConfig: limits,
				restrictionType: 'USER_RESTRICTION',
			},
		);
		assert.deepEqual(
			agents.map(({ userId, isAgent, isSupervisor }) => [userId, isAgent, isSupervisor]),
			[
				[first, false, true],
				[second, true, false],
			],
		);
		assert.deepEqual(made.channelIds, chosen);
		assert.equal(items[0].json.name, 'Cobrança');
	});

	it('are created by name alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({ parameters: department('create', { name: 'Cobrança' }), credential });

		assert.deepEqual(sandbox.requests[0].body, { name: 'Cobrança' });
		assert.equal(sandbox.account.departments.get(String(items[0].json.id))?.channelScope, 'ALL');
	});

	it('are not created with an entry that names no user', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { error } = await run({
			parameters: department('create', {
				name: 'Cobrança',
				additionalFields: { agents: { entries: [{ isAgent: true, isSupervisor: false }] } },
			}),
			credential,
		});

		assert.equal(error?.message, 'User is empty! Fill in the User field');
		assert.deepEqual(sandbox.requests, []);
	});

	for (const [includeDetails, agents, channels] of [
		['Agents', true, false],
		['Channels', false, true],
		['All', true, true],
		[undefined, false, false],
	] as const) {
		it(`come with ${includeDetails ?? 'no details'}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { id, name } = stored(sandbox, 3);

			const { items } = await run({
				parameters: department('get', {
					departmentId: byId(id),
					options: includeDetails ? { includeDetails } : {},
				}),
				credential,
			});

			assert.equal(items[0].json.name, name);
			assert.equal(Array.isArray(items[0].json.agents), agents);
			assert.equal(Array.isArray(items[0].json.channels), channels);
			assert.ok(Object.keys(items[0].json).length <= 10);
		});
	}

	it('come as they are without simplifying', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const one = await run({
			parameters: department('get', { departmentId: byId(stored(sandbox).id), output: 'raw' }),
			credential,
		});
		const many = await run({ parameters: department('getAll', { output: 'raw', limit: 1 }), credential });

		assert.equal(one.items[0].json.companyId, sandbox.account.companyId);
		assert.equal(many.items[0].json.companyId, sandbox.account.companyId);
	});

	for (const operation of ['get', 'getChannels']) {
		it(`give an error for an unknown one, or nothing if wanted (${operation})`, async (t) => {
			const { credential } = await sandboxFor(t);

			const failed = await run({ parameters: department(operation, { departmentId: byId(UNKNOWN_ID) }), credential });
			const nothing = await run({
				parameters: department(operation, { departmentId: byId(UNKNOWN_ID), options: { ifNotFound: 'nothing' } }),
				credential,
			});

			assert.equal(failed.error?.message, 'WTS Chat does not know what was asked for');
			assert.equal(nothing.status, 'success');
			assert.deepEqual(nothing.items, []);
		});
	}

	it('tell which channels they serve', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = [stored(sandbox).id, stored(sandbox, 3).id];

		const { items } = await run({
			parameters: department('getChannels', { departmentId: byId('={{ $json.id }}') }),
			items: ids.map((id) => ({ id })),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json),
			[
				{ departmentId: ids[0], scope: 'ALL', channels: [] },
				{ departmentId: ids[1], scope: 'SELECTED', channels: stored(sandbox, 3).channelIds },
			],
		);
	});

	it('are listed with their agents and channels', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({ parameters: department('getAll', { returnAll: true }), credential });

		assert.deepEqual(
			items.map(({ json }) => json.name),
			[...sandbox.account.departments.values()].map(({ name }) => name),
		);
		assert.ok(Array.isArray(items[0].json.agents) && Array.isArray(items[0].json.channels));
	});

	it('change in all that was added and in nothing else', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, agents } = stored(sandbox);
		const chosen = channelIds(sandbox).slice(2, 3);

		await run({
			parameters: department('update', {
				departmentId: byId(id),
				updateFields: {
					channelIds: chosen,
					isDefault: true,
					distributionIsEnabled: false,
					distributionConfig: { limits },
					name: 'Vendas internas',
					restrictionType: 'DEPARTMENT_RESTRICTION',
				},
			}),
			credential,
		});

		const changed = stored(sandbox);
		assert.deepEqual(
			[changed.name, changed.isDefault, changed.distribuitionEnabled, changed.restrictionType, changed.channelScope],
			['Vendas internas', true, false, 'DEPARTMENT_RESTRICTION', 'SELECTED'],
		);
		assert.deepEqual(changed.channelIds, chosen);
		assert.deepEqual(changed.distributionConfig, limits);
		assert.deepEqual(changed.agents, agents);
		assert.deepEqual((sandbox.requests[0].body as { fields: string[] }).fields.toSorted(), [
			'ChannelsConfig',
			'DistributionConfig',
			'DistributionIsEnabled',
			'IsDefault',
			'Name',
			'RestrictionType',
		]);
	});

	it('serve all channels again, whatever had been chosen', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = stored(sandbox, 3);

		await run({
			parameters: department('update', {
				departmentId: byId(id),
				updateFields: { channelScope: 'ALL', channelIds: channelIds(sandbox).slice(0, 1) },
			}),
			credential,
		});

		assert.deepEqual(sandbox.requests[0].body, { channelsConfig: { scope: 'ALL' }, fields: ['ChannelsConfig'] });
		assert.equal(stored(sandbox, 3).channelScope, 'ALL');
	});

	it('take agents in, change their part, let them go, and swap all', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = stored(sandbox);
		const [first, second] = userIds(sandbox);
		const members = () => stored(sandbox).agents.map(({ userId, isSupervisor }) => [userId, isSupervisor]);
		const change = async (membershipAction: string, ...entries: INodeParameters[]) =>
			await run({
				parameters: department('updateAgents', { departmentId: byId(id), membershipAction, agents: { entries } }),
				credential,
			});

		const { items } = await change('ReplaceAll', { userId: byId(first), isAgent: true, isSupervisor: false });
		assert.deepEqual(members(), [[first, false]]);
		assert.deepEqual(items[0].json, {
			success: true,
			departmentId: id,
			action: 'ReplaceAll',
			agents: [{ userId: first, isAgent: true, isSupervisor: false }],
		});

		await change(
			'Upsert',
			{ userId: byId(first), isAgent: true, isSupervisor: true },
			{ userId: byId(second), isAgent: true, isSupervisor: false },
		);
		assert.deepEqual(members(), [
			[first, true],
			[second, false],
		]);

		await change('Remove', { userId: byId(first), isAgent: true, isSupervisor: false });
		assert.deepEqual(members(), [[second, false]]);

		await change('ReplaceAll');
		assert.deepEqual(members(), []);
	});

	it('are deleted, but not the default one', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = stored(sandbox);

		const { items } = await run({ parameters: department('delete', { departmentId: byId(id) }), credential });
		assert.deepEqual(items[0].json, { deleted: true, id });
		assert.equal(sandbox.account.departments.has(id), false);

		const refused = await run({
			parameters: department('delete', { departmentId: byId(stored(sandbox, 0).id) }),
			credential,
		});
		assert.match(refused.error?.description ?? '', /O departamento padrão não pode ser excluído/);
	});

	it('offer the channels of the account', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const channels = await lookUp<INodePropertyOptions[]>('loadOptions', 'getChannels', credential);

		assert.deepEqual(channels.map(({ value }) => value).toSorted(), channelIds(sandbox).toSorted());
	});
});
