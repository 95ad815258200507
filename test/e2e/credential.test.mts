/** The credential's own test, as the editor runs it when a credential is saved, in real n8n with the packed package. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { N8nServer } from '../../scripts/n8n/server.mts';
import { differences } from '../../scripts/n8n/version.mts';
import { setBareStage, type BareStage } from '../stage.mts';

interface Verdict {
	status: string;
	message: string;
}

describe('The test of a credential, in real n8n', () => {
	const resources = new AsyncDisposableStack();
	let stage: BareStage;
	let server: N8nServer;
	before(async () => {
		stage = resources.use(await setBareStage());
		server = resources.use(await stage.n8n.start());
	});
	after(async () => await resources.disposeAsync());

	const verdictOn = async (data: { apiKey: string; baseUrl: string }) => {
		// Where n8n takes the key of a stored credential from its own store, a new one tests what was typed.
		const { id, name, type } = stage.credential;
		const credentials = { id: differences.testsWhatIsTyped ? id : '', name, type, data };
		return (await server.request('POST', '/credentials/test', { credentials })) as Verdict;
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
});
