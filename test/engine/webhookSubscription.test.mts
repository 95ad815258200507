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
