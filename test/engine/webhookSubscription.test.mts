import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { WebhookSubscription } from '../../sandbox/account.mts';
import { webhookEvents } from '../../sandbox/events.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, lookUp, run, type Credential } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const act = async (credential: Credential, operation: string, more: INodeParameters = {}) =>
	await run({ parameters: { resource: 'webhookSubscription', operation, ...more }, credential });

/** A subscription that the account holds. */
async function subscribed({ account }: Sandbox, credential: Credential): Promise<WebhookSubscription> {
	const { items } = await act(credential, 'create', {
		name: 'Pedidos',
		url: 'http://127.0.0.1:9/pedidos?token=secret',
		events: ['SESSION_NEW', 'SESSION_COMPLETE'],
	});
	const subscription = account.subscriptions.get(String(items[0].json.id));
	assert.ok(subscription);
	return subscription;
}

describe('webhook subscriptions', () => {
	it('are created', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: everyField('webhookSubscription', 'create', {
				name: 'Pedidos',
				url: 'http://127.0.0.1:9/pedidos',
				events: ['SESSION_NEW', 'TEMPLATE_UPDATE'],
				additionalFields: { enabled: false },
			}),
			credential,
		});

		const { name, url, events, enabled } = sandbox.account.subscriptions.get(String(items[0].json.id)) ?? {};
		assert.deepEqual(
			{ name, url, events, enabled },
			{
				name: 'Pedidos',
				url: 'http://127.0.0.1:9/pedidos',
				events: ['SESSION_NEW', 'TEMPLATE_UPDATE'],
				enabled: false,
			},
		);
	});

	for (const [field, empty] of Object.entries({ name: '={{ " " }}', url: '={{ "" }}', events: '={{ [] }}' })) {
		it(`need ${field}, also from an expression`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const given = { name: 'Pedidos', url: 'http://127.0.0.1:9/', events: ['SESSION_NEW'] };

			const { error } = await act(credential, 'create', { ...given, [field]: empty });

			assert.match(error?.message ?? '', /is empty! Fill in/);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('are changed as far as they were filled in', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const subscription = await subscribed(sandbox, credential);
		const other = await subscribed(sandbox, credential);

		await run({
			parameters: everyField('webhookSubscription', 'update', {
				subscriptionId: byId(subscription.id),
				updateFields: {
					enabled: false,
					events: ['MESSAGE_RECEIVED'],
					name: 'Mensagens',
					url: 'http://127.0.0.1:9/mensagens',
				},
			}),
			credential,
		});
		await act(credential, 'update', { subscriptionId: byId(other.id), updateFields: { enabled: false } });

		const { name, url, events, enabled } = subscription;
		assert.deepEqual(
			{ name, url, events, enabled },
			{ name: 'Mensagens', url: 'http://127.0.0.1:9/mensagens', events: ['MESSAGE_RECEIVED'], enabled: false },
		);
		assert.deepEqual(sandbox.requests.at(-1)?.body, { fields: ['Enabled'], enabled: false });
		assert.equal(other.enabled, false);
		assert.equal(other.name, 'Pedidos');
	});

	it('are got and listed with their events', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = await subscribed(sandbox, credential);
		await subscribed(sandbox, credential);

		const got = await run({
			parameters: everyField('webhookSubscription', 'get', {
				subscriptionId: byId(id),
				options: { ifNotFound: 'nothing' },
			}),
			credential,
		});
		const listed = await run({
			parameters: everyField('webhookSubscription', 'getAll', { returnAll: true }),
			credential,
		});

		assert.equal(got.items[0].json.id, id);
		assert.deepEqual(
			(got.items[0].json.events as Array<{ event: string }>).map(({ event }) => event),
			['SESSION_NEW', 'SESSION_COMPLETE'],
		);
		assert.deepEqual(
			listed.items.map(({ json }) => json.id),
			[...sandbox.account.subscriptions.keys()],
		);
	});

	it('give no item for one that does not exist, or say so, as chosen', async (t) => {
		const { credential } = await sandboxFor(t);
		const get = (ifNotFound: string) =>
			act(credential, 'get', { subscriptionId: byId(UNKNOWN_ID), options: { ifNotFound } });

		assert.deepEqual((await get('nothing')).items, []);
		assert.equal((await get('error')).error?.message, 'WTS Chat does not know what was asked for');
	});

	it('go when they are deleted, and no other', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const first = await subscribed(sandbox, credential);
		const second = await subscribed(sandbox, credential);

		const { items } = await run({
			parameters: everyField('webhookSubscription', 'delete', { subscriptionId: byId(first.id) }),
			credential,
		});

		assert.deepEqual(items[0].json, { deleted: true, id: first.id });
		assert.deepEqual([...sandbox.account.subscriptions.keys()], [second.id]);
	});

	it('can be told of all events that the account lists', async (t) => {
		const { credential } = await sandboxFor(t);

		const { items } = await run({
			parameters: everyField('webhookSubscription', 'getEvents', { returnAll: true }),
			credential,
		});

		assert.deepEqual(
			items.map(({ json }) => json.event),
			webhookEvents,
		);
	});

	it('are found in the editor by name, and their address shows no secret', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = await subscribed(sandbox, credential);
		const search = (filter: string) =>
			lookUp<INodeListSearchResult>('listSearch', 'searchWebhookSubscriptions', credential, { filter });

		assert.deepEqual((await search('pedidos')).results, [{ name: 'Pedidos · 127.0.0.1:9', value: id }]);
		assert.deepEqual((await search('outro')).results, []);
	});
});

describe('ensuring a webhook subscription', () => {
	const wanted = { name: 'Pedidos', url: 'http://127.0.0.1:9/novo', events: ['SESSION_NEW', 'MESSAGE_RECEIVED'] };
	const ensure = async (credential: Credential, more: INodeParameters = {}) =>
		await run({ parameters: everyField('webhookSubscription', 'ensure', { ...wanted, ...more }), credential });
	const held = ({ account }: Sandbox) =>
		[...account.subscriptions.values()].map(({ name, url, events, enabled }) => ({ name, url, events, enabled }));

	it('creates it, and then leaves it as it is', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { items: first } = await ensure(credential);
		const { items: second } = await ensure(credential, { name: ' Pedidos ', url: ` ${wanted.url} ` });

		assert.deepEqual(held(sandbox), [{ ...wanted, enabled: true }]);
		const [{ json }] = first;
		assert.deepEqual(json, { outcome: 'created', id: json.id, ...wanted, enabled: true, changed: [], doubles: [] });
		assert.deepEqual(second[0].json, { ...json, outcome: 'unchanged' });
		assert.deepEqual(
			sandbox.requests.map(({ method }) => method),
			['GET', 'POST', 'GET'],
		);
	});

	for (const operation of ['create', 'ensure', 'update']) {
		it(`takes events by the names that the editor shows, in one text too, and refuses what is none: ${operation}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const existing = await subscribed(sandbox, credential);
			const having = (events: string) => ({
				resource: 'webhookSubscription',
				operation,
				...(operation === 'update'
					? { subscriptionId: byId(existing.id), updateFields: { events } }
					: { name: 'ERP', url: 'https://example.com/erp', events }),
			});
			const items = [{ events: 'message received, Session Completed, MESSAGE_RECEIVED, ORDER_NEW' }];
			sandbox.requests.length = 0;

			await run({ parameters: having('={{ $json.events }}'), items, credential });

			const { body } = sandbox.requests.at(-1) ?? {};
			assert.deepEqual((body as { events: string[] }).events, ['MESSAGE_RECEIVED', 'SESSION_COMPLETE', 'ORDER_NEW']);
			// The contract of the sandbox knows none of the newer ones.
			sandbox.departures.length = 0;
			sandbox.requests.length = 0;

			const { error } = await run({
				parameters: having('={{ $json.events }}'),
				items: [{ events: ['Contact Made'] }],
				credential,
			});

			assert.equal(error?.message, 'No event has this name');
			assert.match(String(error?.description), /^“Contact Made” was given\. The events are “Card Created”, .*\[item 0\]$/);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('brings it in line, and switches it on, changing no more than it has to', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const subscription = await subscribed(sandbox, credential);
		subscription.enabled = false;
		sandbox.requests.length = 0;

		const { items } = await ensure(credential, { events: ['SESSION_COMPLETE', 'SESSION_NEW'] });

		const [{ json }] = items;
		assert.deepEqual([json.outcome, json.changed, json.id], ['updated', ['Url', 'Enabled'], subscription.id]);
		assert.deepEqual(held(sandbox), [
			{ name: 'Pedidos', url: wanted.url, events: ['SESSION_NEW', 'SESSION_COMPLETE'], enabled: true },
		]);
	});

	it('tells of others of the same name, and leaves them alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const first = await subscribed(sandbox, credential);
		const right = (await act(credential, 'create', { ...wanted, name: 'PEDIDOS' })).items[0].json;
		await act(credential, 'create', { ...wanted, name: 'Outros' });
		const before = structuredClone(first);

		const { items, hints } = await ensure(credential, { name: 'PEDIDOS' });

		const [{ json }] = items;
		assert.deepEqual([json.outcome, json.id, json.doubles], ['unchanged', right.id, [first.id]]);
		assert.match(hints[0].message, /^The account has another subscription of the name “PEDIDOS”/);
		assert.deepEqual(sandbox.account.subscriptions.get(first.id), before);
	});

	for (const name of ['n8n: Vendas / WTS Chat Trigger', 'n8n (test): Vendas / Trigger', 'n8n: a workflow waits']) {
		it(`never touches what n8n keeps by itself: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			await act(credential, 'create', { ...wanted, name, url: 'http://127.0.0.1:9/webhook?token=secret' });
			const before = held(sandbox);

			const { error } = await ensure(credential, { name });

			assert.match(error?.message ?? '', /^This name belongs to the subscriptions that n8n keeps by itself/);
			assert.deepEqual(held(sandbox), before);
		});
	}

	it('creates one for two items of the same name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const parameters = { resource: 'webhookSubscription', operation: 'ensure', ...wanted };
		const { items } = await run({ parameters, items: [{}, {}], credential });
		assert.deepEqual(
			items.map(({ json }) => json.outcome),
			['created', 'unchanged'],
		);
		assert.equal(held(sandbox).length, 1);
	});

	it('leaves it as it is for events that are given twice', async (t) => {
		const { credential } = await sandboxFor(t);
		const given = { events: '={{ ["SESSION_NEW", "SESSION_COMPLETE", "SESSION_NEW"] }}' };
		const results = [await ensure(credential, given), await ensure(credential, given)];
		assert.deepEqual(
			results.map(({ items }) => items[0].json.outcome),
			['created', 'unchanged'],
		);
	});

	it('finds a name whose accents are written in another way', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const names = ['Promoção', 'PROMOÇÃO'.normalize('NFD')];
		for (const name of names) await ensure(credential, { name });
		assert.equal(held(sandbox).length, 1);
	});

	it('creates one for two executions at once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 20 });
		const runs = await Promise.all(['Pedidos', ' pedidos '].map(async (name) => await ensure(credential, { name })));
		assert.deepEqual(runs.map(({ items }) => items[0].json.outcome).toSorted(), ['created', 'updated']);
		assert.equal(held(sandbox).length, 1);
	});
});
