import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import type { WebhookSubscription } from '../../sandbox/account.mts';
import { eventDescriptions } from '../../sandbox/events.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { quicken } from './quickClock.mts';
import { isChoice } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor, type TriggerOptions, type TriggerWorkflow } from './triggerNode.mts';
import { shared, wtsChatTrigger } from './workflow.mts';

// So many seconds of the node pass in one of the machine.
quicken(10);

const EVENTS = ['MESSAGE_RECEIVED', 'SESSION_NEW'];
/** Where nothing answers. */
const NOWHERE = 'http://127.0.0.1:9';
const SUBSCRIPTIONS = '/core/v1/webhook/subscription';

async function start(
	t: TestContext,
	options: Partial<TriggerOptions> = {},
): Promise<{ sandbox: Sandbox; trigger: TriggerWorkflow }> {
	const { sandbox, credential } = await sandboxFor(t);
	const trigger = await triggerFor(t, { credential, parameters: { events: EVENTS }, ...options });
	return { sandbox, trigger };
}

const propertyOf = (field: string) =>
	wtsChatTrigger.description.properties.find(({ name }) => name === field) ?? assert.fail(`No field ${field}`);

const subscriptionsOf = ({ account }: Sandbox) => [...account.subscriptions.values()];

/** The account's subscription; there must be just one. */
function onlySubscription(sandbox: Sandbox): WebhookSubscription {
	const [subscription, ...others] = subscriptionsOf(sandbox);
	assert.ok(subscription);
	assert.deepEqual(others, []);
	return subscription;
}

/** Puts a subscription into the account. */
function subscribe({ account }: Sandbox, url: string): string {
	const id = account.id();
	const now = account.clock.iso();
	const { companyId } = account;
	const made = { id, createdAt: now, updatedAt: now, companyId, name: 'By hand', url, enabled: true, events: [] };
	account.subscriptions.set(id, made);
	return id;
}

/** The requests made so far that changed something, as method and path; they are forgotten. */
const changes = ({ requests }: Sandbox) =>
	requests
		.splice(0)
		.filter(({ method }) => method !== 'GET')
		.map(({ method, path }) => `${method} ${path}`);

describe('the events in the editor', () => {
	it('are all that the contract knows, each by its name', async (t) => {
		const { sandbox, trigger } = await start(t);
		const choices = (propertyOf('events').options ?? []).filter(isChoice);
		assert.deepEqual(
			choices.map(({ value }) => value).toSorted(),
			[...Object.keys(eventDescriptions), 'OTHER'].toSorted(),
		);
		for (const { name, value } of choices.filter((choice) => choice.value !== 'OTHER')) {
			trigger.options.parameters = { events: `={{ ${JSON.stringify(name.toLowerCase())} }}` };
			await trigger.activate();
			assert.deepEqual(onlySubscription(sandbox).events, [value]);
		}
	});

	it('can each be chosen in the nodes panel, where n8n looks for a property that is called so', () => {
		const { displayName, typeOptions } = propertyOf('events');
		assert.deepEqual([displayName, typeOptions], ['Events', undefined]);
		assert.deepEqual(propertyOf('otherEvents').displayOptions, { show: { events: ['OTHER'] } });
	});

	it('decide whether the switches are seen that are about what contacts write', () => {
		const node = { typeVersion: 1 };
		const seenWith = (events: string[] | string) =>
			['onlyFromContacts', 'joinMessages', 'addDetails'].filter((name) =>
				shared.NodeHelpers.displayParameter({ events }, propertyOf(name), node, wtsChatTrigger.description),
			);
		const [all, others] = [['onlyFromContacts', 'joinMessages', 'addDetails'], ['addDetails']];
		for (const events of [['SESSION_NEW', 'MESSAGE_RECEIVED'], ['OTHER'], '={{ $vars.events }}'])
			assert.deepEqual(seenWith(events), all, String(events));
		for (const events of [['SESSION_NEW', 'CONTACT_NEW'], ['MESSAGE_SENT'], []])
			assert.deepEqual(seenWith(events), others, String(events));
	});

	it('decide which filters are offered: those that have something to say about one of them', () => {
		const node = { typeVersion: 1 };
		const offered = (...events: string[]) =>
			(propertyOf('filters').options ?? [])
				.filter((option) => 'type' in option)
				.filter((option) =>
					shared.NodeHelpers.displayParameter({}, option, node, wtsChatTrigger.description, { events }),
				)
				.map(({ name }) => name);
		assert.deepEqual(offered('PANEL_CARD_NEW'), ['panelId', 'stepId']);
		assert.deepEqual(offered('CONTACT_NEW'), ['tagIds', 'exceptContacts']);
		assert.deepEqual(offered('TEMPLATE_NEW'), []);
		const ofSessions = ['channelIds', 'tagIds', 'departmentId', 'exceptContacts', 'lookedAfter', 'sessionStatuses'];
		assert.deepEqual(offered('SESSION_NEW'), ofSessions);
		assert.equal(offered('SESSION_NEW', 'MESSAGE_RECEIVED', 'PANEL_CARD_NEW').length, 12);
		assert.equal(offered('OTHER').length, 12);
	});

	for (const [given, subtitle] of [
		[['MESSAGE_RECEIVED', 'PANEL_CARD_STEP_CHANGE'], 'Message Received, Card Moved to Another Step'],
		[['OTHER', 'ORDER_PAID'], 'Other Events, ORDER_PAID'],
		['={{ "SESSION_NEW" }}', 'Session Created'],
		[[], ''],
	] as const) {
		it(`stand on the canvas as "${subtitle}"`, async (t) => {
			const events = typeof given === 'string' ? given : [...given];
			const { trigger } = await start(t, { parameters: { events } });
			assert.equal(trigger.subtitle, subtitle);
		});
	}

	it('have beside them the service’s own list, so that newer ones appear by themselves', async (t) => {
		const { sandbox, trigger } = await start(t);
		const offered = await trigger.load('getWebhookEvents');
		assert.deepEqual(
			sandbox.requests.map(({ path }) => path),
			['/core/v1/webhook/event'],
		);
		const values = offered.map(({ value }) => value);
		assert.deepEqual(values.toSorted(), Object.keys(eventDescriptions).toSorted());
		assert.ok(values.includes('TEMPLATE_NEW') && values.includes('TEMPLATE_UPDATE'));
		const received = offered.find(({ value }) => value === 'MESSAGE_RECEIVED');
		assert.deepEqual(received, {
			name: 'Message Received',
			value: 'MESSAGE_RECEIVED',
			description: 'Mensagem recebida',
		});
	});

	it('have a name where they are newer than this package', async (t) => {
		const server = createServer((_, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify([{ event: 'ORDER_PAID', description: 'Pedido pago' }, { event: 'SESSION_NEW' }]));
		});
		await once(server.listen(0, '127.0.0.1'), 'listening');
		t.after(() => server.close());
		const address = server.address();
		assert.ok(typeof address === 'object' && address !== null);
		const { trigger } = await start(t);
		trigger.options.credential = { ...trigger.options.credential, baseUrl: `http://127.0.0.1:${address.port}` };
		assert.deepEqual(await trigger.load('getWebhookEvents'), [
			{ name: 'Order Paid', value: 'ORDER_PAID', description: 'Pedido pago' },
			{ name: 'Session Created', value: 'SESSION_NEW', description: undefined },
		]);
	});
});

describe('activating a workflow that begins with the trigger', () => {
	it('registers one subscription: with the events, the name of workflow and node, and a long token', async (t) => {
		const { sandbox, trigger } = await start(t, { workflow: 'Atender já', node: 'Quando escrevem' });

		await trigger.activate();

		const { url, name, events, enabled, id } = onlySubscription(sandbox);
		assert.deepEqual(events, EVENTS);
		assert.equal(enabled, true);
		assert.equal(name, 'n8n: Atender já / Quando escrevem');
		const { token = '' } = trigger.memory;
		assert.equal(url, `${trigger.address}?token=${token}`);
		assert.match(token, /^[0-9a-f]{64}$/);
		assert.equal(trigger.memory.subscriptionId, id);
	});

	it('makes a token of its own for each node', async (t) => {
		const { trigger } = await start(t);
		const { trigger: other } = await start(t);
		await trigger.activate();
		await other.activate();
		assert.notEqual(trigger.memory.token, other.memory.token);
	});

	it('keeps both names recognisable within the 100 characters that the service allows', async (t) => {
		const workflow = 'Atendimento fora do horário para clientes que já compraram 🛒'.repeat(3);
		const { sandbox, trigger } = await start(t, { workflow, node: 'When a contact of the shop writes 🛒🛒🛒🛒🛒' });

		await trigger.activate();

		const { name } = onlySubscription(sandbox);
		assert.match(name, /^n8n: Atendimento fora do horário .*… \/ When a contact of the shop writes 🛒.*…$/u);
		assert.ok(name.length <= 100 && name.length > 90, name);
		assert.ok(name.isWellFormed());
	});

	it('adopts the subscription that is there already, and changes nothing', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		const before = structuredClone(onlySubscription(sandbox));
		changes(sandbox);

		await trigger.activate();

		assert.deepEqual(changes(sandbox), []);
		assert.deepEqual(onlySubscription(sandbox), before);
	});

	it('adopts one with our address that nobody remembers, and gives it a new token', async (t) => {
		const { sandbox, trigger } = await start(t);
		const id = subscribe(sandbox, `${trigger.address}/?token=old`);

		await trigger.activate();

		assert.deepEqual(changes(sandbox), [`PUT ${SUBSCRIPTIONS}/${id}`]);
		const { url, name, events } = onlySubscription(sandbox);
		assert.equal(url, `${trigger.address}?token=${trigger.memory.token}`);
		assert.equal(name, 'n8n: Answer contacts / WTS Chat Trigger');
		assert.deepEqual(events, EVENTS);
		assert.equal(trigger.memory.subscriptionId, id);
	});

	for (const [what, change] of [
		['events', (subscription) => (subscription.events = ['SESSION_NEW'])],
		['token', (subscription) => (subscription.url = subscription.url.replace(/.$/, '-'))],
		['address', (subscription) => (subscription.url = `${NOWHERE}/webhook/1?token=x`)],
		['name', (subscription) => (subscription.name = 'Something else')],
		['state', (subscription) => (subscription.enabled = false)],
	] satisfies Array<[string, (subscription: WebhookSubscription) => unknown]>) {
		it(`brings the subscription in line if its ${what} is another`, async (t) => {
			const { sandbox, trigger } = await start(t);
			await trigger.activate();
			const right = structuredClone(onlySubscription(sandbox));
			change(onlySubscription(sandbox));
			changes(sandbox);

			await trigger.activate();

			assert.deepEqual(changes(sandbox), [`PUT ${SUBSCRIPTIONS}/${right.id}`]);
			const { updatedAt, ...now } = onlySubscription(sandbox);
			const { updatedAt: _before, ...before } = right;
			assert.deepEqual(now, before);
		});
	}

	it('moves the subscription along when n8n gets another address', async (t) => {
		const { sandbox, trigger } = await start(t);
		const { url } = trigger;
		trigger.url = `${NOWHERE}/n8n`;
		await trigger.activate();
		const { id } = onlySubscription(sandbox);
		trigger.url = url;

		await trigger.activate();

		assert.equal(onlySubscription(sandbox).id, id);
		assert.ok(onlySubscription(sandbox).url.startsWith(`${url}/webhook/`));
		assert.equal(trigger.memory.elsewhere, undefined);
	});

	it('moves it along even if n8n has forgotten it', async (t) => {
		const { sandbox, trigger } = await start(t);
		const { url } = trigger;
		trigger.url = NOWHERE;
		await trigger.activate();
		trigger.crash();
		trigger.url = url;

		await trigger.activate();

		assert.ok(onlySubscription(sandbox).url.startsWith(`${url}/webhook/`));
	});

	it('leaves the subscription of the n8n alone that the database was copied from, and says so', async (t) => {
		const { sandbox, trigger: production } = await start(t);
		await production.activate();
		const before = structuredClone(onlySubscription(sandbox));
		const copy = await triggerFor(t, production.options);
		copy.stored = structuredClone(production.stored);
		// By its token this process knows duplicates, which in truth are those of two processes.
		copy.memory.token = 'f'.repeat(64);
		changes(sandbox);

		await copy.activate();

		assert.deepEqual(changes(sandbox), [`POST ${SUBSCRIPTIONS}`]);
		assert.deepEqual(sandbox.account.subscriptions.get(before.id), before);
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		await sandbox.deliveries.settle();
		for (const trigger of [production, copy]) {
			await trigger.settle();
			assert.equal(trigger.executions.length, 2);
		}
		assert.deepEqual(production.executions[0]?.hints, []);
		const [hint] = copy.executions[0]?.hints ?? [];
		assert.ok(hint?.message.startsWith('The account has another subscription of this workflow'), hint?.message);
		assert.ok(hint.message.includes(production.url) && !hint.message.includes(String(copy.memory.token)));

		await copy.deactivate();
		assert.deepEqual(subscriptionsOf(sandbox), [before]);
	});

	it('leaves it alone too while the other n8n cannot answer for itself', async (t) => {
		const { sandbox, trigger } = await start(t);
		const server = createServer((_, response) => void response.writeHead(502).end());
		await once(server.listen(0, '127.0.0.1'), 'listening');
		t.after(() => server.close());
		const address = server.address();
		assert.ok(typeof address === 'object' && address !== null);
		const { pathname } = new URL(trigger.address);
		const id = subscribe(sandbox, `http://127.0.0.1:${address.port}${pathname}?token=x`);

		await trigger.activate();
		await trigger.deactivate();

		assert.equal(onlySubscription(sandbox).id, id);
	});

	it('is refused for a workflow of which n8n would remember nothing', async (t) => {
		const { sandbox, trigger } = await start(t, { id: 'an-id-of-more-than-21-letters' });
		await assert.rejects(trigger.register(), (error: Error & { description?: string }) => {
			assert.equal(error.message, "n8n cannot remember this workflow's subscription");
			assert.match(error.description ?? '', /an-id-of-more-than-21-letters, is longer than 21 characters/);
			return true;
		});
		assert.deepEqual(sandbox.requests, []);
		await trigger.listen();
		await trigger.stopListening();
	});

	it('takes up events that were chosen since', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		trigger.options.parameters = { events: ['TEMPLATE_NEW', 'CONTACT_UPDATE', 'MESSAGE_RECEIVED'] };

		await trigger.activate();

		assert.deepEqual(onlySubscription(sandbox).events, ['TEMPLATE_NEW', 'CONTACT_UPDATE', 'MESSAGE_RECEIVED']);
	});

	it('knows its address however it is written', async (t) => {
		const { sandbox, trigger } = await start(t);
		const { port } = new URL(trigger.url);
		trigger.url = `http://LOCALHOST:${port}`;
		await trigger.activate();
		trigger.crash();
		await trigger.activate();
		assert.ok(onlySubscription(sandbox).url.startsWith(`http://localhost:${port}/webhook/`));
	});

	it('makes it again if somebody has deleted it in the platform', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		const { id } = onlySubscription(sandbox);
		sandbox.account.subscriptions.clear();

		await trigger.activate();

		assert.notEqual(onlySubscription(sandbox).id, id);
		assert.equal(trigger.memory.subscriptionId, onlySubscription(sandbox).id);
	});

	it('leaves one of several with our address, and those of others', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		subscribe(sandbox, `${trigger.address}?token=twin`);
		subscribe(sandbox, trigger.address);
		const others = [
			subscribe(sandbox, `${trigger.address}/more`),
			subscribe(sandbox, trigger.address.replace('/webhook/', '/webhook-test/')),
			subscribe(sandbox, 'https://example.com/hook?token=x'),
			subscribe(sandbox, 'no address'),
		];

		await trigger.activate();

		const left = subscriptionsOf(sandbox).map(({ id }) => id);
		assert.equal(left.length, 1 + others.length);
		for (const id of others) assert.ok(left.includes(id));
		await trigger.deactivate();
		assert.deepEqual(
			subscriptionsOf(sandbox).map(({ id }) => id),
			others,
		);
	});

	it('is refused where the service could never reach n8n, with what to do, before anything is asked', async (t) => {
		const { trigger } = await start(t);
		trigger.options.credential = { ...trigger.options.credential, baseUrl: 'https://api.wts.chat' };
		for (const host of ['localhost:5678', '127.0.0.1:5678', '[::1]:5678', 'n8n.localhost', '0.0.0.0:5678']) {
			trigger.url = `http://${host}`;
			await assert.rejects(trigger.register(), (error: Error & { description?: string }) => {
				assert.equal(error.message, 'WTS Chat cannot reach this n8n');
				assert.match(error.description ?? '', /WEBHOOK_URL/);
				assert.ok(error.description?.includes(`http://${host}`));
				return true;
			});
		}
	});

	for (const [what, parameters] of Object.entries({
		'': { events: [] },
		' though others are wanted': { events: ['MESSAGE_RECEIVED', 'OTHER'] },
		' that an expression finds': { events: '={{ undefined }}' },
		' but blanks': { events: '={{ " , " }}' },
	})) {
		it(`is refused without events${what}`, async (t) => {
			const { sandbox, trigger } = await start(t, { parameters });
			await assert.rejects(trigger.activate(), { message: 'No events are chosen' });
			assert.deepEqual(changes(sandbox), []);
		});
	}

	for (const given of ['[5]', '[null]', '{ "event": "SESSION_NEW" }', 'true']) {
		it(`is refused where an expression gives ${given} for events`, async (t) => {
			const { sandbox, trigger } = await start(t, { parameters: { events: `={{ ${given} }}` } });
			await assert.rejects(trigger.activate(), { message: "'Events' holds something that is no event" });
			assert.deepEqual(changes(sandbox), []);
		});
	}

	it('is refused for a name that no event has, with those that there are', async (t) => {
		const { sandbox, trigger } = await start(t, { parameters: { events: '={{ "Contact Made" }}' } });
		await assert.rejects(trigger.activate(), (error: { message: string; description?: string }) => {
			assert.equal(error.message, 'No event has this name');
			assert.match(error.description ?? '', /“Contact Made” was given.*“Contact Created”/);
			return true;
		});
		assert.deepEqual(changes(sandbox), []);
	});

	it('takes events of the service’s own list, by name or ID, each once', async (t) => {
		const { sandbox, trigger } = await start(t);
		for (const [events, otherEvents, wanted] of [
			[
				['SESSION_NEW', 'OTHER'],
				['TEMPLATE_NEW', 'SESSION_NEW'],
				['SESSION_NEW', 'TEMPLATE_NEW'],
			],
			[['OTHER'], '={{ "Message Received, TEMPLATE_NEW" }}', ['MESSAGE_RECEIVED', 'TEMPLATE_NEW']],
			['={{ "session completed,contact tags changed" }}', [], ['SESSION_COMPLETE', 'CONTACT_TAG_UPDATE']],
			[['SESSION_NEW'], ['TEMPLATE_NEW'], ['SESSION_NEW']],
		] as Array<[string[] | string, string[] | string, string[]]>) {
			trigger.options.parameters = { events, otherEvents };
			await trigger.activate();
			assert.deepEqual(onlySubscription(sandbox).events, wanted);
		}
	});

	it('leaves nothing behind when nobody knows whether the subscription was made', async (t) => {
		const { sandbox, trigger } = await start(t);
		sandbox.faults.add({ kind: 'reset', method: 'POST', path: SUBSCRIPTIONS, when: 'after' });

		await assert.rejects(trigger.activate(), /It is not known whether this took effect/);

		assert.deepEqual(
			changes(sandbox).map((change) => change.split(' ')[0]),
			['POST', 'DELETE'],
		);
		assert.deepEqual(subscriptionsOf(sandbox), []);
	});

	for (const [request, fault] of [
		['look for it', { method: 'GET' }],
		['register it', { method: 'POST' }],
		['change it', { method: 'PUT' }],
	] as const) {
		it(`shows why the service would not ${request}`, async (t) => {
			const { sandbox, trigger } = await start(t);
			if (request === 'change it') subscribe(sandbox, trigger.address);
			sandbox.faults.add({ kind: 'formError', path: `${SUBSCRIPTIONS}*`, text: 'Assinatura inválida', ...fault });
			await assert.rejects(trigger.register(), (error: Error & { description?: string }) => {
				assert.equal(error.message, 'WTS Chat did not accept this request');
				assert.match(error.description ?? '', /Assinatura inválida/);
				return true;
			});
		});
	}
});

describe('deactivating it', () => {
	it('waits some seconds at the most for limits that a run has used up', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const trigger = await triggerFor(t, {
			credential: { ...credential, requestsPer5Minutes: 2 },
			parameters: { events: EVENTS },
		});
		await trigger.activate();
		assert.equal(sandbox.requests.length, 2);

		await trigger.deactivate();

		assert.deepEqual(subscriptionsOf(sandbox), []);
	});

	it('waits some seconds at the most for the end of a refusal, and says that it was refused', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		const fault = sandbox.faults.add({ kind: 'tooManyRequests', retryAfter: 600 });

		await assert.rejects(trigger.deactivate(), { message: "The account's request limit stayed used up" });

		sandbox.faults.clear(fault);
		await trigger.deactivate();
		assert.deepEqual(subscriptionsOf(sandbox), []);
	});

	it('removes the subscription', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		await trigger.deactivate();
		assert.deepEqual(subscriptionsOf(sandbox), []);
		assert.equal(trigger.memory.subscriptionId, undefined);
	});

	it('keeps the token: a run that writes old static data back does not shut the events of the next activation out', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		const dataOfTheRun = trigger.stored;
		await trigger.deactivate();
		await trigger.activate();

		trigger.stored = dataOfTheRun;

		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		await sandbox.deliveries.settle();
		assert.deepEqual(
			sandbox.deliveries.records.map(({ status }) => status),
			[200, 200],
		);
		await trigger.deactivate();
		assert.deepEqual(subscriptionsOf(sandbox), []);
	});

	it('is fine if the subscription is gone already', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		sandbox.account.subscriptions.clear();
		await trigger.deactivate();
		assert.deepEqual(changes(sandbox).slice(1), []);
	});

	it('is fine if it goes at the very moment', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		const text = 'Webhook não encontrado';
		sandbox.faults.add({ kind: 'formError', method: 'DELETE', path: `${SUBSCRIPTIONS}/*`, when: 'after', text });
		await trigger.deactivate();
		assert.deepEqual(subscriptionsOf(sandbox), []);
	});

	it('shows any other failure, and can be done again', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		const fault = sandbox.faults.add({ kind: 'formError', method: 'DELETE', path: `${SUBSCRIPTIONS}/*` });
		await assert.rejects(trigger.deactivate(), { message: 'WTS Chat did not accept this request' });
		onlySubscription(sandbox);

		sandbox.faults.clear(fault);
		await trigger.deactivate();
		assert.deepEqual(subscriptionsOf(sandbox), []);
	});

	it('shows a key that the service no longer knows', async (t) => {
		const { trigger } = await start(t);
		await trigger.activate();
		trigger.options.credential = { ...trigger.options.credential, apiKey: 'pn_revoked' };
		await assert.rejects(trigger.deactivate(), { message: 'WTS Chat did not accept the API key for this request' });
	});
});

describe('a crash of n8n', () => {
	it('leaves no orphan behind: activate, crash, activate, deactivate', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		const { token } = trigger.memory;
		trigger.crash();

		await trigger.activate();

		const { url } = onlySubscription(sandbox);
		assert.notEqual(trigger.memory.token, token);
		assert.equal(url, `${trigger.address}?token=${trigger.memory.token}`);
		await trigger.deactivate();
		assert.deepEqual(subscriptionsOf(sandbox), []);
	});

	it('leaves none behind either if the workflow is deactivated right after', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		trigger.crash();
		await trigger.deactivate();
		assert.deepEqual(subscriptionsOf(sandbox), []);
	});
});

describe("the editor's test listening", () => {
	it('has a subscription of its own beside that of the active workflow, told by its name', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.activate();
		await trigger.listen();

		const [active, test] = subscriptionsOf(sandbox);
		assert.equal(test?.name, 'n8n (test): Answer contacts / WTS Chat Trigger');
		assert.ok(test?.url.startsWith(`${trigger.url}/webhook-test/`));
		const tokenOf = (subscription?: WebhookSubscription) => new URL(subscription?.url ?? '').searchParams.get('token');
		assert.match(tokenOf(test) ?? '', /^[0-9a-f]{64}$/);
		assert.notEqual(tokenOf(test), tokenOf(active));

		await trigger.stopListening();
		assert.deepEqual(subscriptionsOf(sandbox), [active]);
	});

	it('adopts what an earlier listening left behind', async (t) => {
		const { sandbox, trigger } = await start(t);
		await trigger.listen();
		trigger.crash();
		await trigger.listen();
		onlySubscription(sandbox);
		await trigger.stopListening();
		assert.deepEqual(subscriptionsOf(sandbox), []);
	});
});
