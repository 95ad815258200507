/** The credential: its own test, as the editor runs it when a credential is saved, in real n8n with the packed package. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { chain, type ChainedNode } from '../../harness/n8n/chain.mts';
import type { Credential } from '../../harness/n8n/n8n.mts';
import type { N8nServer } from '../../harness/n8n/server.mts';
import { differences } from '../../harness/n8n/version.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';
import { installStandIn } from './standIn.mts';

/** Packages with a credential type of the same name, loaded before and after this one. */
const BEFORE = 'n8n-nodes-wts';
const AFTER = 'n8n-nodes-wts-other';

/** It takes the account from the item that the workflow began with; the keys stand in no item, where n8n keeps them. */
const byItem = (one: Sandbox, other: Sandbox): Credential => ({
	id: 'by-item',
	name: 'Account of the item',
	type: 'wtsApi',
	data: {
		apiKey: `={{ $('Start').item.json.account === 0 ? '${one.key}' : '${other.key}' }}`,
		baseUrl: "={{ $('Start').item.json.url }}",
	},
});

/** The workflow begins with these items. */
const startWith = (items: object[]): ChainedNode[] => [
	manual,
	{
		name: 'Items',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} },
	},
	{
		name: 'Start',
		type: 'n8n-nodes-base.splitOut',
		typeVersion: 1,
		parameters: { fieldToSplitOut: 'items', options: {} },
	},
];

const manual: ChainedNode = { name: 'Click', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} };

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

const wtsChat = (name: string, parameters: object, { id, ...credential }: Credential): ChainedNode => ({
	name,
	type: 'n8n-nodes-wts-chat.wtsChat',
	typeVersion: 1,
	parameters,
	credentials: { wtsApi: { id, name: credential.name } },
});

describe('The credential, in real n8n beside another package with a type of its name', () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let server: N8nServer;
	/** Another account. */
	let other: Sandbox;
	/** Of either account, by the item. */
	let credential: Credential;
	before(async () => {
		stage = resources.use(await setWatchedStage());
		other = resources.use(await startSandbox({ key: 'pn_other' }));
		credential = byItem(stage.sandbox, other);
		await stage.n8n.importCredentials(credential);
		await installStandIn(stage.n8n.userFolder, BEFORE);
		server = resources.use(await stage.n8n.start());
	});
	after(async () => await resources.disposeAsync());

	const verdictOn = async (data: { apiKey: string; baseUrl: string }) => {
		// Where n8n takes the key of a stored credential from its own store, a new one tests what was typed.
		const { id, name, type } = stage.credential;
		const credentials = { id: differences.testsWhatIsTyped ? id : '', name, type, data };
		return await server.editor.testCredential(credentials);
	};

	it('accepts the key, however it and the address were pasted', async () => {
		const { key, url } = stage.sandbox;
		for (const data of [
			{ apiKey: key, baseUrl: url },
			{ apiKey: ` Bearer ${key} `, baseUrl: `${url}/` },
			{ apiKey: key, baseUrl: `${url}/chat/` },
			{ apiKey: key, baseUrl: ` ${url}/core` },
		]) {
			assert.equal((await verdictOn(data)).status, 'OK', JSON.stringify(data.baseUrl));
		}
		assert.deepEqual(stage.sandbox.departures, []);
	});

	it('refuses a wrong key', async () => {
		const verdict = await verdictOn({ apiKey: 'pn_wrong', baseUrl: stage.sandbox.url });
		assert.equal(verdict.status, 'Error');
	});

	it('knows the address of a web app', async (t) => {
		const webApp = createServer((_, response) => {
			response.setHeader('content-type', 'text/html').end('<!doctype html><title>App</title>');
		}).listen(0, '127.0.0.1');
		t.after(() => webApp.close());
		await new Promise((resolve) => webApp.once('listening', resolve));
		const { port } = webApp.address() as AddressInfo;
		const verdict = await verdictOn({ apiKey: stage.sandbox.key, baseUrl: `http://127.0.0.1:${port}` });
		assert.equal(verdict.status, 'Error');
		assert.match(verdict.message, /answers with a web page/);
	});

	for (const status of [301, 302, 303, 307, 308]) {
		it(`sends nothing on when it is redirected by HTTP ${status}, and says what to correct`, async (t) => {
			const asked: string[] = [];
			const elsewhere = createServer(({ url = '' }, response) => {
				asked.push(url);
				response.setHeader('content-type', 'application/json').end('[]');
			}).listen(0, '127.0.0.1');
			t.after(() => elsewhere.close());
			await once(elsewhere, 'listening');
			const location = `http://localhost:${(elsewhere.address() as AddressInfo).port}/core/v1/webhook/event`;
			const service = createServer((_, response) => response.writeHead(status, { location }).end());
			t.after(() => service.close());
			await once(service.listen(0, '127.0.0.1'), 'listening');
			const baseUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;

			const verdict = await verdictOn({ apiKey: stage.sandbox.key, baseUrl });

			assert.deepEqual(asked, []);
			assert.equal(verdict.status, 'Error');
			const told = differences.explainsRedirects ? /The Base URL leads elsewhere/ : new RegExp(`status code ${status}`);
			assert.match(verdict.message, told);
		});
	}

	it('says so when nothing answers', async () => {
		const verdict = await verdictOn({ apiKey: stage.sandbox.key, baseUrl: 'http://127.0.0.1:9' });
		assert.equal(verdict.status, 'Error');
	});

	it('gives each item its own account: one by one, together, in steps and in lists', async () => {
		const accounts = [stage.sandbox, other];
		for (const { requests } of accounts) requests.length = 0;
		const ids = accounts.map((account) => account.seedSessions({ count: 10 }));
		const items = Array.from({ length: 20 }, (_, index) => {
			const account = index % 2;
			const { url } = accounts[account];
			return { account, url, sessionId: ids[account][Math.floor(index / 2)], phone: `119888800${10 + index}` };
		});
		const of = (name: string) => `={{ $('Start').item.json.${name} }}`;
		const workflow = await server.saveWorkflow({
			name: 'Two accounts',
			...chain(
				...startWith(items),
				wtsChat(
					'Complete',
					{ resource: 'session', operation: 'complete', sessionId: byId(of('sessionId')) },
					credential,
				),
				wtsChat(
					'Upsert',
					{
						resource: 'contact',
						operation: 'upsert',
						phoneNumber: of('phone'),
						name: of('phone'),
						options: { matchNinthDigit: false },
					},
					credential,
				),
				wtsChat(
					'Read',
					{ resource: 'session', operation: 'getTranscript', sessionId: byId(of('sessionId')) },
					credential,
				),
				wtsChat('List', { resource: 'tag', operation: 'getAll', returnAll: true }, credential),
			),
		});

		const { data: ended } = await server.ended(await server.run(workflow.id, manual.name));

		assert.equal(ended.resultData.error, undefined);
		for (const [index, { account, requests, departures }] of accounts.entries()) {
			for (const id of ids[index]) assert.equal(account.sessions.get(id)?.status, 'COMPLETED');
			const names = [...account.contacts.values()].map(({ name }) => name);
			const expected = items.filter((_, item) => item % 2 === index).map(({ phone }) => phone);
			assert.deepEqual(names.filter((name) => name?.startsWith('119888800')).toSorted(), expected);
			assert.equal(requests.filter(({ path }) => path === '/core/v2/contact/batch').length, 1);
			assert.equal(requests.filter(({ path }) => path === '/core/v1/tag').length, 10);
			assert.ok(requests.every((request) => request.status === 200));
			assert.deepEqual(departures, []);
		}
	});

	it('says where it cannot take the account from an item', async () => {
		const asked = server.editor.offered('resource-locator-results', {
			nodeTypeAndVersion: { name: 'n8n-nodes-wts-chat.wtsChat', version: 1 },
			path: '',
			methodName: 'searchDepartments',
			currentNodeParameters: {},
			credentials: { wtsApi: { id: credential.id, name: credential.name } },
		});
		await assert.rejects(asked, /The credential takes its account from an input item, and here is none/);
	});

	it('says that the type of another package is in force, and sends nothing', async () => {
		await installStandIn(stage.n8n.userFolder, AFTER);
		const { id } = await server.saveWorkflow({
			name: 'Foreign type',
			...chain(manual, wtsChat('List', { resource: 'tag', operation: 'getAll' }, stage.credential)),
		});
		stage.sandbox.requests.length = 0;

		// Another process of n8n, which begins with the packages that there are now.
		const { status, data } = await stage.n8n.execute(id);

		assert.equal(status, 'error');
		const { message, description } = data.resultData.error as { message: string; description?: string };
		assert.equal(message, 'Another package has taken the place of the credential type of WTS Chat');
		assert.match(
			description ?? '',
			/nothing was sent\. Restart n8n; if that does not help, uninstall the other package\./,
		);
		assert.deepEqual(stage.sandbox.requests, []);
	});
});
