import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Session } from '../../sandbox/account.mts';
import type { BulkSessions } from '../../sandbox/seed.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run, type Credential } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

/** A new session, with a chatbot in it. */
function sessionIn(sandbox: Sandbox, status: BulkSessions['status'] = 'PENDING'): Session {
	const [id = ''] = sandbox.seedSessions({ count: 1, status });
	const session = sandbox.account.sessions.get(id);
	assert.ok(session);
	[session.botId] = sandbox.account.chatbots.keys();
	return session;
}

const userOf = ({ account }: Sandbox, index: number) => String([...account.agents.values()][index].userId);
const departmentOf = ({ account }: Sandbox, index: number) => [...account.departments.keys()][index];

const nobody = { __rl: true, mode: 'list', value: '' };

describe('assigning a session', () => {
	it('gives it to the user and stops the bot', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		const user = userOf(sandbox, 1);

		const { items } = await run({
			parameters: everyField('session', 'assignUser', {
				sessionId: byId(session.id),
				userId: byId(user),
				options: { stopBotInExecution: true },
			}),
			credential,
		});

		assert.equal(session.userId, user);
		assert.equal(session.status, 'IN_PROGRESS');
		assert.equal(session.botId, null);
		const { success, sessionId, userId } = items[0].json;
		assert.deepEqual({ success, sessionId, userId }, { success: true, sessionId: session.id, userId: user });
	});

	it('leaves the bot alone unless told, and says what the service says of an unknown user', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		const { botId } = session;
		const assign = (user: string) =>
			run({
				parameters: {
					resource: 'session',
					operation: 'assignUser',
					sessionId: byId(session.id),
					userId: byId(user),
				},
				credential,
			});

		const { error } = await assign('11111111-2222-4333-8444-555555555555');
		assert.match(error?.description ?? '', /Usuário não encontrado/);
		assert.equal(session.userId, null);
		await assign(userOf(sandbox, 1));
		assert.equal(session.userId, userOf(sandbox, 1));
		assert.equal(session.botId, botId);
	});
});

describe('changing the status of a session', () => {
	for (const newStatus of ['STARTED', 'PENDING', 'IN_PROGRESS', 'COMPLETED', 'HIDDEN']) {
		it(`puts it into ${newStatus}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const session = sessionIn(sandbox, newStatus === 'PENDING' ? 'IN_PROGRESS' : 'PENDING');

			const { items } = await run({
				parameters: everyField('session', 'changeStatus', {
					sessionId: byId(session.id),
					newStatus,
					options: { stopBotInExecution: true },
				}),
				credential,
			});

			assert.equal(session.status, newStatus);
			assert.equal(session.botId, null);
			assert.equal(items[0].json.status, newStatus);
			assert.equal(items[0].json.success, true);
		});
	}
});

describe('a session that something was done to', () => {
	const actions: Record<string, (sandbox: Sandbox) => INodeParameters> = {
		assignUser: (sandbox) => ({ userId: byId(userOf(sandbox, 1)) }),
		changeStatus: () => ({ newStatus: 'PENDING' }),
		handOver: (sandbox) => ({ handOverTo: 'department', departmentId: byId(departmentOf(sandbox, 1)) }),
		transfer: (sandbox) => ({ type: 'DEPARTMENT', newDepartmentId: byId(departmentOf(sandbox, 1)) }),
		update: () => ({ updateFields: { number: '2030010100001' } }),
	};
	for (const [operation, more] of Object.entries(actions)) {
		it(`does not seem to be without a classification, which the service does not tell: ${operation}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const session = sessionIn(sandbox);
			const id = session.id;
			session.classification = {
				id,
				category: 'WON',
				categoryDescription: null,
				amount: 5,
				categoryName: 'Venda',
			};

			const { items, error } = await run({
				parameters: { resource: 'session', operation, sessionId: byId(id), ...more(sandbox) },
				credential,
			});

			assert.equal(error, undefined);
			assert.deepEqual([items[0].json.success, items[0].json.sessionId, items[0].json.id], [true, id, id]);
			assert.equal('classification' in items[0].json, false);
		});
	}
});

describe('transferring a session', () => {
	it('hands it over to a department, where it waits', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox, 'IN_PROGRESS');
		session.userId = userOf(sandbox, 0);

		const { items } = await run({
			parameters: everyField('session', 'transfer', {
				sessionId: byId(session.id),
				type: 'DEPARTMENT',
				newDepartmentId: byId(departmentOf(sandbox, 2)),
				options: { stopBotInExecution: true },
			}),
			credential,
		});

		assert.equal(session.departmentId, departmentOf(sandbox, 2));
		assert.equal(session.userId, null);
		assert.equal(session.status, 'PENDING');
		assert.equal(session.botId, null);
		assert.equal(items[0].json.sessionId, session.id);
	});

	it('hands it over to a user', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);

		await run({
			parameters: everyField('session', 'transfer', {
				sessionId: byId(session.id),
				type: 'USER',
				newUserId: byId(userOf(sandbox, 2)),
				options: { stopBotInExecution: false },
			}),
			credential,
		});

		assert.equal(session.userId, userOf(sandbox, 2));
		assert.notEqual(session.botId, null);
		assert.deepEqual(sandbox.requests[0].body, {
			type: 'USER',
			newUserId: userOf(sandbox, 2),
			options: { stopBotInExecution: false },
		});
	});

	it('names the target that is missing before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);

		const { error } = await run({
			parameters: { resource: 'session', operation: 'transfer', sessionId: byId(session.id), type: 'USER' },
			credential,
		});

		assert.equal(error?.message, 'User is empty! Fill in the User field');
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('updating a session', () => {
	const update = async (credential: Credential, { id }: Session, updateFields: INodeParameters) =>
		await run({
			parameters: { resource: 'session', operation: 'update', sessionId: byId(id), updateFields },
			credential,
		});

	it('changes all that was filled in', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		session.metadata = { alt: 'x', pedido: '1' };

		const { items } = await run({
			parameters: everyField('session', 'update', {
				sessionId: byId(session.id),
				updateFields: {
					classification: { details: { category: 'WON', description: 'Fechou o pedido', amount: 150.5 } },
					departmentId: byId(departmentOf(sandbox, 1)),
					endAt: '2026-01-31T08:00:00',
					metadata: { entries: [{ name: 'alt', value: '' }] },
					metadataJson: { pedido: 4711 },
					number: '2026013100042',
					status: 'IN_PROGRESS',
					userId: byId(userOf(sandbox, 1)),
				},
				options: { stopBotInExecution: true },
			}),
			credential,
		});

		assert.deepEqual(session.classification, {
			id: session.classification?.id,
			category: 'WON',
			categoryDescription: 'Fechou o pedido',
			categoryName: null,
			amount: 150.5,
		});
		assert.equal(session.departmentId, departmentOf(sandbox, 1));
		assert.equal(session.endAt, '2026-01-31T11:00:00.0000000Z');
		assert.deepEqual(session.metadata, { pedido: '4711' });
		assert.equal(session.number, '2026013100042');
		assert.equal(session.status, 'IN_PROGRESS');
		assert.equal(session.userId, userOf(sandbox, 1));
		assert.equal(session.botId, null);
		assert.equal(items[0].json.number, '2026013100042');
		assert.equal(items[0].json.sessionId, session.id);
	});

	it('names only what was filled in', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		const { number, status } = session;

		await update(credential, session, { userId: byId(userOf(sandbox, 0)) });

		assert.deepEqual(sandbox.requests[0].body, { fields: ['UserId'], userId: userOf(sandbox, 0), options: {} });
		assert.equal(session.userId, userOf(sandbox, 0));
		assert.deepEqual([session.number, session.status], [number, status]);
	});

	it('clears what was added and left empty', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const session = sessionIn(sandbox);
		const details = { category: 'INFO', description: '', amount: 0 };
		await update(credential, session, {
			classification: { details },
			departmentId: byId(departmentOf(sandbox, 1)),
			endAt: '2026-01-31',
			userId: byId(userOf(sandbox, 1)),
		});
		assert.ok(session.classification && session.departmentId && session.endAt && session.userId);

		await update(credential, session, {
			classification: {},
			departmentId: nobody,
			endAt: '',
			number: '',
			userId: nobody,
		});

		assert.equal(session.classification, null);
		assert.equal(session.departmentId, null);
		assert.equal(session.endAt, null);
		assert.equal(session.number, null);
		assert.equal(session.userId, null);
	});
});

describe('getting a session', () => {
	const get = async (credential: Credential, more: INodeParameters) => {
		const { items } = await run({ parameters: { resource: 'session', operation: 'get', ...more }, credential });
		return items[0].json;
	};

	it('is simple, with the details that were asked for', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = sessionIn(sandbox);

		const simple = Object.keys(await get(credential, { sessionId: byId(id) }));
		const detailed = await get(credential, {
			sessionId: byId(id),
			options: { includeDetails: ['ContactDetails', 'ChannelTypeDetails'] },
		});

		assert.equal(simple.length, 15);
		assert.deepEqual(Object.keys(detailed), [...simple, 'channelType', 'contactDetails']);
	});

	it('is raw on request', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = sessionIn(sandbox);

		const raw = await get(credential, { sessionId: byId(id), output: 'raw' });

		assert.equal(raw.companyId, sandbox.account.companyId);
		assert.ok(Object.keys(raw).length > 20);
	});

	it('gives no item for one that does not exist, or says so, as chosen', async (t) => {
		const { credential } = await sandboxFor(t);
		const find = (ifNotFound: string) =>
			run({
				parameters: everyField('session', 'get', {
					sessionId: byId(UNKNOWN_ID),
					output: 'simplified',
					options: { ifNotFound, includeDetails: [] },
				}),
				credential,
			});

		assert.deepEqual((await find('nothing')).items, []);
		assert.equal((await find('error')).error?.message, 'WTS Chat does not know what was asked for');
	});

	it('is simple in lists too, raw on request', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const list = async (output: string) => {
			const { items } = await run({
				parameters: { resource: 'session', operation: 'getAll', limit: 1, output },
				credential,
			});
			return Object.keys(items[0].json);
		};

		assert.equal((await list('simplified')).length, 15);
		assert.ok((await list('raw')).includes('companyId'));
		assert.equal(sandbox.requests.length, 2);
	});
});
