// Whoever redirects a request does not get it: neither the key nor anything else goes on to another host.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor } from './triggerNode.mts';
import { besideTrigger, noteWaiting } from './waitingExecutions.mts';
import { byId, lookUp, run, type Credential } from './workflow.mts';

const STATUSES = [301, 302, 303, 307, 308];
const ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';
const KEY = 'pn_aVerySecretKeyOfTheAccount0123456789';

/** Starts a server, and takes down what it is asked. */
async function serverFor(t: TestContext, listener: RequestListener) {
	const received: string[] = [];
	const server = createServer((request, response) => {
		received.push(`${request.method} ${request.url} ${request.headers.authorization}`);
		// All of it, else the other end may fail before it has read the answer.
		request.resume().once('end', () => listener(request, response));
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return { url: addressOf(server), received };
}

/** The same machine by another name. */
async function anotherHost(t: TestContext, listener: RequestListener) {
	const { url, received } = await serverFor(t, listener);
	return { url: url.replace('127.0.0.1', 'localhost'), received };
}

function addressOf(server: Server): string {
	const address = server.address();
	assert.ok(typeof address === 'object' && address !== null);
	return `http://${address.address}:${address.port}`;
}

/** A service that sends everybody to another host and port, where nobody may arrive. */
async function redirecting(t: TestContext, status: number) {
	const elsewhere = await anotherHost(t, (_request, response) => void response.end('{}'));
	const service = await serverFor(t, ({ url = '' }, response) => {
		response.writeHead(status, { location: `${elsewhere.url}${url}` }).end();
	});
	return { elsewhere, service, credential: { apiKey: KEY, baseUrl: service.url } };
}

const operations: Record<string, INodeParameters> = {
	'what changes something': { resource: 'session', operation: 'complete', sessionId: byId(ID) },
	'what is read': { resource: 'session', operation: 'get', sessionId: byId(ID) },
	'a list': { resource: 'session', operation: 'getAll', returnAll: true },
	'a deletion': { resource: 'tag', operation: 'delete', tagId: byId(ID) },
	'a message': {
		resource: 'message',
		operation: 'sendText',
		sendTo: 'session',
		sessionId: byId(ID),
		text: 'Olá',
	},
	'what takes several steps': {
		resource: 'session',
		operation: 'handOver',
		sessionId: byId(ID),
		departmentId: byId(ID),
	},
};

for (const status of STATUSES) {
	describe(`a redirect by HTTP ${status} to another host`, () => {
		for (const [what, parameters] of Object.entries(operations)) {
			it(`gets nothing of ${what}, and the error says what to correct`, async (t) => {
				const { elsewhere, service, credential } = await redirecting(t, status);

				const { error, stored } = await run({ parameters, credential });

				assert.equal(error?.message, 'The Base URL leads elsewhere');
				assert.match(String(error.description), /not sent there.*Enter the final address of the API as Base URL/);
				assert.ok(String(error.description).includes(elsewhere.url));
				assert.ok(!stored().includes(KEY));
				assert.equal(service.received.length, 1);
				assert.deepEqual(elsewhere.received, []);
			});
		}

		it('gets nothing of a list of the editor, of a mapper, of options', async (t) => {
			const { elsewhere, service, credential } = await redirecting(t, status);
			const lists = [
				['listSearch', 'searchOpenSessions'],
				['listSearch', 'searchContacts'],
				['loadOptions', 'getTags'],
				['resourceMapping', 'getContactCustomFields'],
			] as const;
			for (const [kind, method] of lists)
				await assert.rejects(lookUp(kind, method, credential), /The Base URL leads elsewhere/);
			assert.equal(service.received.length, lists.length);
			assert.deepEqual(elsewhere.received, []);
		});

		it('gets nothing of the subscription of a trigger', async (t) => {
			const { elsewhere, service, credential } = await redirecting(t, status);
			const trigger = await triggerFor(t, { credential, parameters: { events: ['MESSAGE_RECEIVED'] } });

			await assert.rejects(trigger.register(), /The Base URL leads elsewhere/);

			assert.equal(service.received.length, 1);
			assert.deepEqual(elsewhere.received, []);
		});

		it('gets nothing of what a trigger fetches', async (t) => {
			const { elsewhere, credential: redirected } = await redirecting(t, status);
			const { sandbox, credential } = await sandboxFor(t);
			const options = { credential, parameters: { events: ['MESSAGE_RECEIVED'], addDetails: true } };
			const trigger = await triggerFor(t, options);
			await trigger.activate();
			const { sessionId } = sandbox.receive({ phoneNumber: '5511988887777', text: 'Olá' });
			await sandbox.deliveries.settle();
			await trigger.settle();
			assert.equal((trigger.executions.splice(0).at(0)?.items[0].json.session as IDataObject).id, sessionId);

			options.credential = redirected as Credential;
			sandbox.receive({ phoneNumber: '5511988887777', text: 'Olá?' });
			await sandbox.deliveries.settle();
			await trigger.settle();

			const [{ items }] = trigger.executions;
			assert.match(String(items[0].json.detailsError), /The Base URL leads elsewhere/);
			assert.deepEqual(elsewhere.received, []);
			options.credential = credential;
		});

		it('gets nothing of a file that is uploaded, nor does the file store get the key', async (t) => {
			const { elsewhere, service } = await redirecting(t, status);
			const { credential, received } = await uploadingTo(t, service.url);
			const data = { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'a.pdf' };
			const items: INodeExecutionData[] = [{ json: {}, binary: { data } }];

			const { error } = await run({ parameters: { resource: 'file', operation: 'upload' }, items, credential });

			assert.equal(error?.message, "The file 'a.pdf' could not be stored");
			assert.match(String(error.description), new RegExp(`did not take it \\(HTTP ${status}, .*redirect`));
			assert.ok(service.received.length > 0);
			for (const request of service.received) assert.match(request, /^PUT \/\S* undefined$/);
			assert.ok(received.every((request) => request.startsWith('GET /core/v2/file')));
			assert.deepEqual(elsewhere.received, []);
		});

		it('gets nothing of a reply that is passed on to an execution that waits', async (t) => {
			const elsewhere = await anotherHost(t, (_request, response) => void response.end('{"taken":true}'));
			const { sandbox, credential } = await sandboxFor(t);
			const parameters = { events: ['MESSAGE_RECEIVED'], options: { resumeWaiting: true } };
			const trigger = await triggerFor(t, { credential, parameters });
			const asked = await besideTrigger(t, trigger, (response) => {
				response.writeHead(status, { location: `${elsewhere.url}/reply` }).end();
			});
			await trigger.activate();
			const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
			const session = sandbox.account.sessions.get(sessionId);
			assert.ok(session);
			const waking = `/webhook-waiting/7/reply?key=${'0'.repeat(64)}`;
			noteWaiting(sandbox, session, trigger.url + waking);

			sandbox.receive({ sessionId, text: 'Sim' });
			await sandbox.deliveries.settle();
			await trigger.settle();

			// Nobody took it, so it starts the trigger's own workflow.
			assert.equal(trigger.executions.length, 1);
			assert.deepEqual(
				asked.map(({ url }) => url),
				[waking],
			);
			assert.deepEqual(elsewhere.received, []);
		});
	});
}

/** A service that gives the address of a file store. */
async function uploadingTo(t: TestContext, store: string) {
	const { url, received } = await serverFor(t, (_request, response) => {
		const address = { tempFileId: ID, urlUpload: `${store}/put?X-Amz-Signature=secret` };
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(address));
	});
	return { credential: { apiKey: KEY, baseUrl: url }, received };
}
