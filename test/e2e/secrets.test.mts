/** What looks for secrets after the other tests finds them: here a workflow leaks the API key in every way it can. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chain, type ChainedNode } from '../../harness/n8n/chain.mts';
import { differences } from '../../harness/n8n/version.mts';
import { setStage, type Stage } from '../../harness/stage.mts';
import { Watch } from '../secrets.mts';
import { debugLog } from '../watchedStage.mts';

const manual: ChainedNode = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** Puts a text into an item. */
const set = (name: string, text: string): ChainedNode => ({
	name,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { assignments: { assignments: [{ id: '1', name: 'text', value: text, type: 'string' }] }, options: {} },
});

/** Makes a file of the item's text. */
const toFile: ChainedNode = {
	name: 'To File',
	type: 'n8n-nodes-base.convertToFile',
	typeVersion: 1.1,
	parameters: { operation: 'toText', sourceProperty: 'text', options: {} },
};

const http = (name: string, url: string): ChainedNode => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: { method: 'POST', url, options: { response: { response: { neverError: true } } } },
});

const fail = (message: string): ChainedNode => ({
	name: 'Fail',
	type: 'n8n-nodes-base.stopAndError',
	typeVersion: 1,
	parameters: { errorMessage: message },
});

describe('The search for secrets, in real n8n', () => {
	let stage: Stage;
	let watch: Watch;
	before(async () => {
		stage = await setStage(undefined, [], debugLog);
		watch = new Watch(stage.sandbox);
	});
	after(async () => await stage?.[Symbol.asyncDispose]());

	it('finds nothing where nothing leaked; a credential for this node alone serves it, and no HTTP Request node', async () => {
		const { n8n, sandbox, credential } = stage;
		// What n8n offers in the credential as "Allowed HTTP Request Domains".
		await n8n.importCredentials({ ...credential, data: { ...credential.data, allowedHttpRequestDomains: 'none' } });
		const credentials = { wtsApi: { id: credential.id, name: credential.name } };
		const [session] = sandbox.account.sessions.values();
		const get: ChainedNode = {
			name: 'Get',
			type: 'n8n-nodes-wts-chat.wtsChat',
			typeVersion: 1,
			parameters: {
				resource: 'session',
				operation: 'get',
				sessionId: { __rl: true, mode: 'id', value: session.id },
			},
			credentials,
		};
		const { parameters, ...request } = http('Ask', `${sandbox.url}/core/v1/tag`);
		const asked: ChainedNode = {
			...request,
			parameters: { ...parameters, authentication: 'predefinedCredentialType', nodeCredentialType: 'wtsApi' },
			credentials,
		};
		await n8n.importWorkflows({ id: 'get', name: 'Get', ...chain(manual, get, asked) });

		const { status, data } = await n8n.execute('get');

		assert.equal(status, 'error');
		assert.equal(data.resultData.lastNodeExecuted, 'Ask');
		assert.deepEqual(
			sandbox.requests.map(({ path }) => path),
			[`/chat/v2/session/${session.id}`],
		);
		assert.deepEqual(await watch.findings([n8n]), []);
	});

	it('finds a key that leaked, wherever it got to', async () => {
		const { n8n, sandbox } = stage;
		const { key, url } = sandbox;
		const token = 'a1'.repeat(32);
		const leaking = chain(
			manual,
			set(`Set ${key}`, `in base64: ${Buffer.from(`x${key}`).toString('base64')}`),
			http('Ask', `${url}/core/v1/tag?key=${encodeURIComponent(key)}`),
			set('Set', `${key}!`),
			toFile,
			fail(`It failed with Bearer ${key}`),
		);
		const tokenLeaking = chain(manual, set(`Set ${token}`, token));
		await n8n.importWorkflows(
			{ id: 'leaks', name: 'Leaks', ...leaking },
			{ id: 'token', name: 'Leak', ...tokenLeaking },
		);
		assert.equal((await n8n.execute('leaks')).status, 'error');
		const found = await watch.findings([n8n]);
		for (const place of [
			/what n8n printed$/,
			/the column data of the table execution_data$/,
			/the column nodes of the table workflow_entity$/,
			/the file .*sqlite/,
			...(differences.keepsFilesApart ? [/the file .*binary/i] : []),
			/a request$/,
		])
			assert.ok(
				found.some((finding) => finding.startsWith('The API key is in ') && place.test(finding)),
				`${place}\n${found.join('\n')}`,
			);

		// What the account forgets is not forgotten; what it sends is looked at too, and the secrets of addresses.
		sandbox.account.subscriptions.set('1', {
			...{ id: '1', createdAt: '', updatedAt: '', companyId: '', name: 'Leak', enabled: true },
			url: `http://127.0.0.1:9/?key=${key}&token=${token}`,
			events: ['MESSAGE_RECEIVED'],
		});
		sandbox.receive({ phoneNumber: '5541977770000', text: 'Olá' });
		await sandbox.deliveries.settle();
		sandbox.reset();
		await n8n.execute('token');
		const rest = await watch.findings(
			[n8n],
			[{ table: 'elsewhere', columns: { held: key } }],
			[{ place: 'another program', content: Buffer.from(key) }],
		);
		for (const finding of [
			'The API key is in a delivery',
			'The API key is in a request',
			'The API key is in the column held of the table elsewhere',
			'The API key is in another program',
			"A trigger's token is in what n8n printed",
			"A trigger's token is in the column data of the table execution_data",
		])
			assert.ok(rest.includes(finding), `${finding}\n${rest.join('\n')}`);
	});
});
