// Items whose credential is filled by expressions go each to its own account.
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { ICredentialDataDecryptedObject, IDataObject, INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type * as AccountModule from '../../nodes/WtsChat/transport/account.ts';
import type { Account } from '../../sandbox/account.mts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { built } from '../built.mts';
import { everyRequest, fillingsOf } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor } from './triggerNode.mts';
import { byId, loaded, lookUp, run, shared, type Credential } from './workflow.mts';

const { accountOf } = built<typeof AccountModule>('nodes/WtsChat/transport/account');

/** A credential that takes its account from the item. */
const BY_ITEM: Credential = { apiKey: '={{ $json.key }}', baseUrl: '={{ $json.url }}' };
const KEYS = ['pn_one', 'pn_other'];

const ofAccount = ({ key, url }: Sandbox) => ({ key, url });

/** Two accounts that hold the same, but for their keys. */
async function twoAccounts(t: TestContext) {
	const [one, other] = [await sandboxFor(t, { key: KEYS[0] }), await sandboxFor(t, { key: KEYS[1] })];
	const { apiKey, baseUrl, ...limits } = one.credential;
	return { sandboxes: [one.sandbox, other.sandbox], credential: { ...BY_ITEM, ...limits } };
}

/** Items of each account in turn. */
const inTurn = <More extends IDataObject>(
	sandboxes: Sandbox[],
	count: number,
	more: (sandbox: Sandbox, index: number) => More,
) =>
	Array.from({ length: count }, (_, index) => {
		const sandbox = sandboxes[index % sandboxes.length];
		return { ...ofAccount(sandbox), ...more(sandbox, index) };
	});

/** What an account was asked, and how it answered, whatever the order. */
const askedOf = ({ requests }: Sandbox) => requests.map(({ operation, status }) => `${operation} ${status}`).sort();

describe('with two accounts in one run', () => {
	const resources = new AsyncDisposableStack();
	const sandboxes: Sandbox[] = [];
	before(async () => {
		for (const key of KEYS) sandboxes.push(resources.use(await startSandbox({ key })));
	});
	after(async () => await resources.disposeAsync());

	const binary = { data: { data: 'AAAA', mimeType: 'application/pdf', fileName: 'a.pdf' } };
	for (const { name, resource, operation } of everyRequest) {
		it(`${name} goes to the account of its item`, async () => {
			const [{ key: apiKey, url: baseUrl }] = sandboxes;
			const fillings = await fillingsOf(resource, operation.value, { apiKey, baseUrl });
			for (const { requests } of sandboxes) requests.length = 0;
			const items = inTurn(sandboxes, 4, () => ({})).map((json) => ({ json, binary }));
			// What waits for a reply takes one item at a time.
			const runs = operation.value === 'sendAndWait' ? items.map((item) => [item]) : [items];

			// A way to fill it in may lack what is needed for anything to be sent.
			for (const { parameters } of fillings) {
				if (sandboxes.some(({ requests }) => requests.length > 0)) break;
				for (const own of runs) {
					await run({ parameters, items: own, credential: BY_ITEM, onError: 'continueRegularOutput' });
				}
			}

			const [one, other] = sandboxes.map(askedOf);
			assert.notEqual(one.length, 0);
			assert.deepEqual(other, one);
			assert.ok(!one.some((asked) => asked.endsWith('401')));
			for (const { departures } of sandboxes) assert.deepEqual(departures, []);
		});
	}
});

const complete = { resource: 'session', operation: 'complete', sessionId: byId('={{ $json.sessionId }}') };
const completedIn = ({ account: { sessions } }: { account: Account }, ids: string[]) =>
	ids.filter((id) => sessions.get(id)?.status === 'COMPLETED').length;

describe('the account of an item', () => {
	for (const [what, apiKey] of Object.entries({
		'a field of it': '={{ $json.key }}',
		'the item that it was made from': "={{ $('Start').item.json.key }}",
		'its place alone': `={{ $itemIndex < 30 ? '${KEYS[0]}' : '${KEYS[1]}' }}`,
		'a part of the key': "={{ 'pn_' + $json.key.slice(3) }}",
	})) {
		it(`is found by ${what}`, async (t) => {
			const { sandboxes, credential } = await twoAccounts(t);
			const [one, other] = sandboxes.map((sandbox) => sandbox.seedSessions({ count: 30 }));
			const items = [...one, ...other].map((sessionId, index) => ({
				sessionId,
				...ofAccount(sandboxes[index < 30 ? 0 : 1]),
			}));

			const { status, items: done } = await run({ parameters: complete, items, credential: { ...credential, apiKey } });

			assert.equal(status, 'success');
			assert.equal(done.length, 60);
			assert.equal(completedIn(sandboxes[0], one), 30);
			assert.equal(completedIn(sandboxes[1], other), 30);
			assert.deepEqual(
				sandboxes.map(({ requests }) => requests.length),
				[30, 30],
			);
		});
	}

	it('is never mixed with another in one request', async (t) => {
		const { sandboxes, credential } = await twoAccounts(t);
		const items = inTurn(sandboxes, 20, (_, index) => ({
			name: `Account ${index % 2}, ${index}`,
			phone: 11988880000 + index,
		}));

		const { items: done } = await run({
			parameters: {
				resource: 'contact',
				operation: 'upsert',
				phoneNumber: '={{ $json.phone }}',
				name: '={{ $json.name }}',
				options: { matchNinthDigit: false },
			},
			items,
			credential,
		});

		assert.deepEqual(
			done.map(({ json, pairedItem }) => [json.name, pairedItem]),
			items.map(({ name }, item) => [name, { item }]),
		);
		for (const [place, { requests, account }] of sandboxes.entries()) {
			assert.deepEqual(
				requests.map(({ operation }) => operation),
				[requests[0].operation],
			);
			const names = [...account.contacts.values()]
				.map(({ name }) => name ?? '')
				.filter((name) => name.startsWith('Account '));
			assert.equal(names.length, 10);
			assert.ok(names.every((name) => name.startsWith(`Account ${place}`)));
		}
	});

	it('is that of the execution too when it has slept, and its key is not kept where it can be read', async (t) => {
		const { sandboxes, credential } = await twoAccounts(t);
		const [first, other] = sandboxes;
		const { sessionId } = other.receive({ phoneNumber: '5511988887777', text: 'Olá' });
		const key = other.key;
		// It comes from elsewhere than from the item, else n8n keeps it with the item.
		const apiKey = `={{ $json.account === 'other' ? '${key.slice(0, 4)}' + '${key.slice(4)}' : '' }}`;
		const asked = await run({
			parameters: {
				resource: 'message',
				operation: 'sendAndWait',
				sendTo: 'session',
				sessionId: byId(sessionId),
				message: 'Tudo certo?',
			},
			items: [{ account: 'other', url: other.url }],
			credential: { ...credential, apiKey },
		});
		assert.equal(asked.status, 'waiting');
		assert.ok(!asked.stored().includes(key));
		const [{ url }] = other.account.subscriptions.values();
		const content = other.receive({ sessionId, text: 'Sim' });

		const { workflowData } = await asked.wake(url, { eventType: 'MESSAGE_RECEIVED', date: other.clock.iso(), content });

		assert.equal(workflowData?.[0][0].json.text, 'Sim');
		assert.equal(other.account.subscriptions.size, 0);
		assert.deepEqual(first.requests, []);
	});

	it('has a pace of its own', async (t) => {
		const { sandboxes, credential } = await twoAccounts(t);
		const ids = sandboxes.map((sandbox) => sandbox.seedSessions({ count: 10 }));
		const items = inTurn(sandboxes, 20, (sandbox, index) => ({
			sessionId: ids[index % 2][Math.floor(index / 2)],
			// The first account allows less than one item needs.
			limit: sandbox === sandboxes[0] ? 3 : 100,
		}));
		const cancel = new AbortController();
		const running = run({
			parameters: complete,
			items,
			credential: { ...credential, requestsPer5Minutes: '={{ $json.limit }}' },
			signal: cancel.signal,
		});
		while (sandboxes[1].requests.length < 10) await new Promise((resolve) => setImmediate(resolve));
		cancel.abort();
		await running;

		assert.equal(sandboxes[0].requests.length, 3);
		assert.equal(completedIn(sandboxes[1], ids[1]), 10);
	});
});

describe('a credential that is no good for an item', () => {
	for (const [what, given, message] of [
		['no key', { key: undefined }, 'The API Key of the credential is empty'],
		['an empty key', { key: ' ' }, 'The API Key of the credential is empty'],
		['an object for a key', { key: { token: 'x' } }, 'The API Key of the credential is not a text'],
		['no address', { url: null }, 'The Base URL of the credential is empty'],
		['an address without https://', { url: 'api.wts.chat' }, 'The Base URL is no address'],
	] as const) {
		it(`is told by the item's number, before anything is sent: ${what}`, async (t) => {
			const { sandboxes, credential } = await twoAccounts(t);
			const ids = sandboxes[0].seedSessions({ count: 3 });
			const items = ids.map((sessionId, index) => ({
				sessionId,
				...ofAccount(sandboxes[0]),
				...(index === 2 && given),
			}));

			const { status, error } = await run({ parameters: complete, items, credential });

			assert.equal(status, 'error');
			assert.equal(error?.message, message);
			assert.equal(error?.context?.itemIndex, 2);
			assert.match(error?.description ?? '', /\[item 2\]$/);
			assert.deepEqual(sandboxes[0].requests, []);
		});
	}

	it('does not stop the others where the node goes on after an error', async (t) => {
		const { sandboxes, credential } = await twoAccounts(t);
		const ids = sandboxes[0].seedSessions({ count: 3 });
		const items = ids.map((sessionId, index) => ({
			sessionId,
			...ofAccount(sandboxes[0]),
			...(index === 1 && { key: '' }),
		}));

		const { items: done, failed } = await run({
			parameters: complete,
			items,
			credential,
			onError: 'continueErrorOutput',
		});

		assert.deepEqual(
			done.map(({ json }) => json.sessionId),
			[ids[0], ids[2]],
		);
		assert.deepEqual(
			failed.map(({ json }) => json.error),
			['The API Key of the credential is empty'],
		);
	});

	for (const apiKey of ['={{ $json.key }}', "={{ $('Start').item.json.key }}", '={{ $vars.nothing }}']) {
		it(`is told by lists of the editor, which have no item: ${apiKey}`, async () => {
			const credential = { apiKey, baseUrl: 'http://127.0.0.1:9' };
			await assert.rejects(
				lookUp<INodeListSearchResult>('listSearch', 'searchDepartments', credential),
				(error: Error & { description?: string }) => {
					assert.match(
						error.message,
						/^The (credential takes its account from an input item, and here is none|API Key of the credential is empty)$/,
					);
					assert.match(error.description ?? '', /have no input item .* use a credential without expressions/);
					return true;
				},
			);
		});
	}

	it('is told by the trigger when it is activated', async (t) => {
		const trigger = await triggerFor(t, { credential: BY_ITEM, parameters: { events: ['SESSION_NEW'] } });
		await assert.rejects(trigger.activate(), {
			message: 'The credential takes its account from an input item, and here is none',
		});
	});
});

const { properties } = loaded.credentialTypes.wtsApi.type;
const stored = (credential: INodeParameters) =>
	shared.NodeHelpers.getNodeParameters(properties, credential, true, false, null, null);

describe('a credential with an expression', () => {
	for (const { name } of properties.filter(({ type }) => type !== 'hidden')) {
		it(`is known as such by n8n's own reading: ${name}`, () => {
			assert.ok(stored({ adjustLimits: true })?.withoutExpressions);
			const given = { adjustLimits: true, [name]: '={{ 1 }}', withoutExpressions: true };
			assert.ok(!stored(given)?.withoutExpressions);
		});
	}
});

describe('a credential without expressions', () => {
	it('goes to the usual address if it holds a key only, as that of another package does', () => {
		const { root, key } = accountOf(stored({ apiKey: 'pn_x' }) as ICredentialDataDecryptedObject);
		assert.deepEqual({ root, key }, { root: 'https://api.wts.chat', key: 'pn_x' });
	});

	it('is read once for all items', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const ids = sandbox.seedSessions({ count: 50 });
		let reads = 0;
		const counted = Object.defineProperty({ ...credential }, 'apiKey', {
			enumerable: true,
			get: () => {
				reads++;
				return sandbox.key;
			},
		});

		const { items } = await run({
			parameters: complete,
			items: ids.map((sessionId) => ({ sessionId })),
			credential: counted,
		});

		assert.equal(items.length, 50);
		assert.equal(reads, 1);
	});
});
