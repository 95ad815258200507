import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { InboundMessage } from '../../sandbox/inbound.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor, type TriggerWorkflow } from './triggerNode.mts';

const PHONE = '5541977770000';
const picture = { name: 'foto.png', mimeType: 'image/png', content: Buffer.from('a picture').toString('base64') };

/** An active workflow whose trigger downloads files, unless told otherwise. */
async function activeWorkflow(t: TestContext, options: INodeParameters = { downloadFiles: true }) {
	const { sandbox, credential } = await sandboxFor(t);
	const parameters = { events: ['MESSAGE_RECEIVED', 'SESSION_NEW'], addDetails: false, options };
	const trigger = await triggerFor(t, { credential, parameters });
	await trigger.activate();
	sandbox.requests.length = 0;
	return { sandbox, trigger };
}

/** What came out of the trigger for messages. */
async function received(sandbox: Sandbox, trigger: TriggerWorkflow) {
	await sandbox.deliveries.settle();
	await trigger.settle();
	for (const { status } of trigger.executions) assert.equal(status, 'success');
	return trigger.executions.flatMap(({ items }) => items).filter(({ json }) => json.event === 'MESSAGE_RECEIVED');
}

/** What a file of an item holds. */
const read = (binary: { data: string; fileName?: string; mimeType: string } | undefined) => [
	Buffer.from(binary?.data ?? '', 'base64').toString(),
	binary?.fileName,
	binary?.mimeType,
];

const asked = ({ requests }: Sandbox) =>
	requests.map(({ method, path, status }) => [method, path.split('/')[1], status]);

/** A host that gives files in its own way. */
async function host(t: TestContext, listener: RequestListener): Promise<{ url: string; keys: unknown[] }> {
	const keys: unknown[] = [];
	const server = createServer((request, response) => {
		keys.push(request.headers.authorization);
		listener(request, response);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, keys };
}

/** Lets a message come in whose details are these. */
function tell(sandbox: Sandbox, details: IDataObject, more: IDataObject = {}): void {
	const content = { id: crypto.randomUUID(), direction: 'FROM_HUB', type: 'IMAGE', sessionId: null, details, ...more };
	sandbox.deliveries.emit('MESSAGE_RECEIVED', () => content);
}

describe('the files of a message that starts the workflow', () => {
	it('come with it if wanted, without the key', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		sandbox.receive({ phoneNumber: PHONE, text: 'Veja', file: picture });
		const [{ json, binary }] = await received(sandbox, trigger);
		assert.deepEqual(read(binary?.data), ['a picture', 'foto.png', 'image/png']);
		assert.deepEqual(Object.keys(binary ?? {}), ['data']);
		assert.equal((json.content as IDataObject).text, 'Veja');
		assert.equal('fileError' in json, false);
		assert.deepEqual(asked(sandbox), [['GET', '_storage', 200]]);
	});

	it('are left alone if not', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t, {});
		sandbox.receive({ phoneNumber: PHONE, text: 'Veja', file: picture });
		const [{ binary }] = await received(sandbox, trigger);
		assert.equal(binary, undefined);
		assert.deepEqual(sandbox.requests, []);
	});

	const others: Record<string, Partial<InboundMessage>> = {
		'a text': { text: 'Olá' },
		'a place': { type: 'LOCATION' },
		'a contact': { type: 'CONTACT' },
	};
	for (const [what, message] of Object.entries(others)) {
		it(`are none where it is ${what}`, async (t) => {
			const { sandbox, trigger } = await activeWorkflow(t);
			sandbox.receive({ phoneNumber: PHONE, ...message });
			const [{ json, binary }] = await received(sandbox, trigger);
			assert.equal(binary, undefined);
			assert.equal('fileError' in json, false);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('are voice messages too, with their true type', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		sandbox.receive({ phoneNumber: PHONE, type: 'AUDIO', text: 'Bom dia' });
		const [{ binary }] = await received(sandbox, trigger);
		const [content, ...about] = read(binary?.data);
		assert.equal(content?.slice(0, 4), 'OggS');
		assert.deepEqual(about, ['audio.ogg', 'audio/ogg; codecs=opus']);
	});

	it('are looked up in the message where their addresses have expired, and the key goes to the service alone', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		const elsewhere = await host(t, (_request, response) => void response.writeHead(403).end());
		const { id, details } = sandbox.receive({ phoneNumber: PHONE, text: 'Primeira', file: picture });
		sandbox.requests.length = 0;
		tell(sandbox, { file: { ...details.file, publicUrl: `${elsewhere.url}/foto.png?X-Amz-Signature=1` } }, { id });
		const [, { json, binary }] = await received(sandbox, trigger);
		assert.deepEqual(read(binary?.data), ['a picture', 'foto.png', 'image/png']);
		assert.equal('fileError' in json, false);
		assert.deepEqual(elsewhere.keys, [undefined]);
		assert.deepEqual(asked(sandbox).slice(-2), [
			['GET', 'chat', 200],
			['GET', '_storage', 200],
		]);
	});

	it('are looked up in the message where the event does not say where they are', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		const { id, fileId } = sandbox.receive({ phoneNumber: PHONE, text: '', file: picture });
		for (const file of [null, { id: '', publicUrl: '' }]) tell(sandbox, { file }, { id, fileId, text: String(file) });
		const items = await received(sandbox, trigger);
		assert.equal(items.length, 3);
		for (const { binary } of items) assert.deepEqual(read(binary?.data)[0], 'a picture');
	});

	it('have one field each', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		const { url } = await host(t, (request, response) => {
			response.writeHead(200, { 'content-type': 'application/pdf' }).end(request.url);
		});
		const file = { id: 'a', name: 'a.pdf', publicUrl: `${url}/a` };
		const files = [
			file,
			{ id: 'b', extension: '.pdf', name: 'b', publicUrl: `${url}/b` },
			{ publicUrl: `${url}/c.pdf` },
		];
		tell(sandbox, { file, files });
		const [{ binary = {} }] = await received(sandbox, trigger);
		assert.deepEqual(
			Object.entries(binary).map(([name, held]) => [name, ...read(held)]),
			[
				['data', '/a', 'a.pdf', 'application/pdf'],
				['data2', '/b', 'b.pdf', 'application/pdf'],
				['data3', '/c.pdf', 'c.pdf', 'application/pdf'],
			],
		);
	});

	const failing: Record<string, [RequestListener, RegExp]> = {
		'is gone for good': [(_, response) => void response.writeHead(404).end(), /HTTP 404\. Its address has expired/],
		'is elsewhere': [
			(_, response) => void response.writeHead(302, { location: 'http://localhost:9/' }).end(),
			/HTTP 302, a redirect, which is not followed/,
		],
		'is too large': [
			(_, response) => void response.writeHead(200, { 'content-length': 2_000_000 }).end('x'.repeat(2_000_000)),
			/more than 1 MB\. Allow larger ones by the option 'Largest File'/,
		],
		'turns out too large': [(_, response) => void response.end('x'.repeat(2_000_000)), /more than 1 MB/],
		'is empty': [(_, response) => void response.writeHead(200).end(), /it is empty/],
		'is a web page': [
			(_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Log in'),
			/a web page came in its place/,
		],
		'is not given by its host': [(_, response) => void response.writeHead(503).end(), /HTTP 503/],
		'breaks off': [
			(_, response) => {
				response.writeHead(200, { 'content-length': 100 });
				response.write('x', () => response.destroy());
			},
			/could not be downloaded: ECONNRESET|ERR_/,
		],
	};
	for (const [what, [listener, expected]] of Object.entries(failing)) {
		it(`do not cost the event where one ${what}`, async (t) => {
			const { sandbox, trigger } = await activeWorkflow(t, { downloadFiles: true, largestFile: 1 });
			const { url } = await host(t, listener);
			const good = await host(t, (_, response) => void response.end('good'));
			const file = { name: 'foto.png', mimeType: 'image/png', publicUrl: `${url}/?X-Amz-Signature=secret` };
			tell(sandbox, { files: [file, { name: 'b.txt', publicUrl: good.url }] });
			const [{ json, binary }] = await received(sandbox, trigger);
			assert.match(String(json.fileError), expected);
			assert.match(String(json.fileError), /^The file 'foto\.png' could not be downloaded/);
			assert.doesNotMatch(String(json.fileError), /secret/);
			assert.deepEqual(Object.keys(binary ?? {}), ['data2']);
			assert.equal(read(binary?.data2)[0], 'good');
		});
	}

	for (const [what, listener] of Object.entries<RequestListener>({
		'never comes': () => {},
		'stops in the middle': (_, response) => void response.writeHead(200).write('x'),
	})) {
		it(`do not cost the event where one ${what}`, async (t) => {
			const { sandbox, trigger } = await activeWorkflow(t);
			const { url } = await host(t, listener);
			quicken(500);
			t.after(() => quicken(1));
			tell(sandbox, { file: { name: 'foto.png', publicUrl: url } });
			const [{ json, binary }] = await received(sandbox, trigger);
			assert.match(String(json.fileError), /'foto\.png' could not be downloaded: it took too long/);
			assert.equal(binary, undefined);
		});
	}

	it('are asked for again where their host fails for a moment', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		let requests = 0;
		const { url } = await host(t, (_, response) => {
			requests++;
			if (requests === 1) return void response.writeHead(502).end();
			if (requests === 2) return void response.destroy();
			response.end('at last');
		});
		tell(sandbox, { file: { name: 'a.txt', publicUrl: url } });
		const [{ binary }] = await received(sandbox, trigger);
		assert.deepEqual(read(binary?.data), ['at last', 'a.txt', 'text/plain']);
		assert.equal(requests, 3);
	});

	it('are asked for again where their host gives nothing, or falls silent', async (t) => {
		const { sandbox, trigger } = await activeWorkflow(t);
		let requests = 0;
		const { url } = await host(t, (_, response) => {
			requests++;
			if (requests === 1) return void response.writeHead(200).end();
			if (requests === 2) return void response.writeHead(200).write('x');
			response.end('at last');
		});
		quicken(50);
		t.after(() => quicken(1));
		tell(sandbox, { file: { name: 'a.txt', publicUrl: url } });
		const [{ binary }] = await received(sandbox, trigger);
		assert.deepEqual(read(binary?.data), ['at last', 'a.txt', 'text/plain']);
		assert.equal(requests, 3);
	});

	for (const [what, details] of Object.entries({
		'no addresses': { file: { name: 'a.png', publicUrl: 'ftp://127.0.0.1/a.png' } },
		'none that the service knows': { file: { name: 'a.png' } },
		'not even files': { files: ['a.png', 7, null] },
	})) {
		it(`do not cost the event where their addresses are ${what}`, async (t) => {
			const { sandbox, trigger } = await activeWorkflow(t);
			tell(sandbox, details as IDataObject);
			const [{ json, binary }] = await received(sandbox, trigger);
			assert.match(String(json.fileError), /its address is none|could not|not known|no message|does not/i);
			assert.equal(binary, undefined);
		});
	}

	for (const [header, name] of [
		['attachment; filename="nota fiscal.pdf"', 'nota fiscal.pdf'],
		['attachment; filename=../../etc/passwd', 'passwd'],
		['inline', 'a b.pdf'],
	]) {
		it(`have the name ${name} where only the answer says it: ${header}`, async (t) => {
			const { sandbox, trigger } = await activeWorkflow(t);
			const { url } = await host(t, (_, response) => {
				response.writeHead(200, { 'content-disposition': header, 'content-type': 'application/pdf; q=1' }).end('%PDF');
			});
			tell(sandbox, { file: { publicUrl: `${url}/f/a%20b.pdf?x=1` } });
			const [{ binary }] = await received(sandbox, trigger);
			assert.equal(binary?.data.mimeType, 'application/pdf');
			assert.equal(binary?.data.fileName, name);
		});
	}
});
