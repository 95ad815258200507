import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { before, describe, it, type TestContext } from 'node:test';
import type { IBinaryData, IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { until } from '../../harness/until.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, core, run } from './workflow.mts';

// Pauses between tries prove nothing by their length.
quicken(10);

const { Container } = createRequire(import.meta.resolve('n8n-core'))('@n8n/di') as typeof import('@n8n/di');
const storage = Container.get(core.BinaryDataService);
before(() => storage.init());

/** Something that nobody would take for a text: a PDF's first line, and bytes by chance. */
const pdf = (size = 300_000) => Buffer.concat([Buffer.from('%PDF-1.7\n%âãÏÓ\n', 'latin1'), randomBytes(size)]);

const invoice = { fileName: 'boleto.pdf', fileExtension: 'pdf', mimeType: 'application/pdf' };

/** The two ways in which n8n keeps the files of items. */
const keeping: Record<
	string,
	(content: Buffer, about: Omit<IBinaryData, 'data'> & { mimeType: string }) => Promise<IBinaryData>
> = {
	'in memory': async (content, about) => ({ ...about, data: content.toString('base64') }),
	'on disk': async (content, about) => {
		const location = { type: 'execution', workflowId: 'workflow', executionId: 'execution' } as const;
		return await storage.store(location, Readable.from([content]), { ...about, data: '' });
	},
};

/** An item with a file in its binary field "data". */
async function itemWith(content: Buffer, about: Partial<IBinaryData> = {}, json: IDataObject = {}) {
	const data = await keeping['in memory'](content, { ...invoice, ...about });
	return { json, binary: { data } } satisfies INodeExecutionData;
}

const message = (operation: string, more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation,
	fileSource: 'binary',
	...more,
});

const upload = (more: INodeParameters = {}): INodeParameters => ({ resource: 'file', operation: 'upload', ...more });

const steps = ({ requests }: Sandbox) =>
	requests.map(({ method, path }) => `${method} ${path.replace(/[^/]+-.*/, '…')}`);
const UPLOAD = ['GET /core/v2/file', 'PUT /_storage/…', 'POST /core/v2/file'];

/** The bytes of the file that a message carries, as anybody can download them. */
async function readBack({ account }: Sandbox, messageId: unknown): Promise<Buffer> {
	const url = account.messages.get(String(messageId))?.details.file?.publicUrl;
	assert.ok(url);
	return Buffer.from(await (await fetch(url)).arrayBuffer());
}

describe('uploading a file', () => {
	for (const [where, keep] of Object.entries(keeping)) {
		it(`that n8n keeps ${where} stores it byte for byte`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const content = pdf();

			const { error, items } = await run({
				parameters: everyField('file', 'upload', {
					binaryPropertyName: 'anexo',
					fileType: 'PDF',
					tempFileId: '',
					options: { fileName: 'segunda via.pdf' },
				}),
				items: [{ json: {}, binary: { anexo: await keep(content, invoice) } }],
				credential,
			});

			assert.equal(error, undefined);
			assert.deepEqual(steps(sandbox), UPLOAD);
			assert.deepEqual(Object.fromEntries(new URLSearchParams(sandbox.requests[0].query)), {
				Type: 'PDF',
				Name: 'segunda via.pdf',
				MimeType: 'application/pdf',
			});
			const [{ json, pairedItem }] = items;
			assert.deepEqual(pairedItem, { item: 0 });
			const held = sandbox.account.files.get(String(json.id));
			assert.equal(held?.saved, true);
			assert.ok(held.content?.equals(content));
			const { name, extension, mimeType, type, size } = json;
			assert.deepEqual(
				{ name, extension, mimeType, type, size },
				{
					name: 'segunda via.pdf',
					extension: '.pdf',
					mimeType: 'application/pdf',
					type: 'PDF',
					size: content.length,
				},
			);
		});
	}

	for (const [about, name] of [
		[{ fileName: 'foto', fileExtension: 'jpg', mimeType: 'image/jpeg' }, 'foto.jpg'],
		[{ fileName: undefined, fileExtension: 'jpg', mimeType: 'image/jpeg' }, 'file.jpg'],
		[{ fileName: undefined, fileExtension: undefined, mimeType: 'application/pdf' }, 'file.pdf'],
		[{ fileName: 'foto', fileExtension: undefined, mimeType: 'image/jpeg; q=1' }, 'foto.jpg'],
		[{ fileName: 'nota.fiscal.pdf' }, 'nota.fiscal.pdf'],
	] as const) {
		it(`calls it ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { items } = await run({ parameters: upload(), items: [await itemWith(pdf(10), about)], credential });
			assert.equal(items[0].json.name, name);
			assert.equal(new URLSearchParams(sandbox.requests[0].query).get('Type'), 'DOCUMENT');
		});
	}

	it('of every one of many items gives each its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 2 });
		const contents = Array.from({ length: 30 }, (_, index) => pdf(1_000 + index));
		const items = await Promise.all(contents.map(async (content) => await itemWith(content)));

		const result = await run({ parameters: upload(), items, credential });

		assert.equal(result.items.length, 30);
		for (const [index, { json }] of result.items.entries())
			assert.ok(sandbox.account.files.get(String(json.id))?.content?.equals(contents[index]));
	});
});

describe('a file that another program uploads', () => {
	it('gets an address, and is saved', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { items: addresses } = await run({
			parameters: everyField('file', 'getUploadUrl', {
				fileName: 'foto.png',
				fileType: 'DOCUMENT',
				options: { mimeType: 'image/png' },
			}),
			credential,
		});
		const { tempFileId, urlUpload } = addresses[0].json;
		const content = pdf(100);
		await fetch(String(urlUpload), { method: 'PUT', headers: { 'content-type': 'image/png' }, body: content });

		const { items } = await run({
			parameters: everyField('file', 'save', { tempFileId: ` ${String(tempFileId)} ` }),
			credential,
		});

		assert.equal(items[0].json.name, 'foto.png');
		assert.ok(sandbox.account.files.get(String(items[0].json.id))?.content?.equals(content));
	});
});

describe('sending a file of the item', () => {
	for (const [operation, type] of [
		['sendDocument', 'DOCUMENT'],
		['sendImage', 'IMAGE'],
		['sendAudio', 'AUDIO'],
		['sendVideo', 'VIDEO'],
	]) {
		it(`${operation}: uploads it and sends it, byte for byte`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
			const content = pdf();
			const data = await keeping['on disk'](content, invoice);

			for (const waitForOutcome of [false, true]) {
				const { error, items } = await run({
					parameters: message(operation, { sendTo: 'session', sessionId: byId(sessionId), waitForOutcome }),
					items: [{ json: {}, binary: { data } }],
					credential,
				});
				assert.equal(error, undefined);
				assert.ok((await readBack(sandbox, items[0].json.id)).equals(content));
			}
			assert.equal(new URLSearchParams(sandbox.requests[0].query).get('Type'), type);
		});
	}

	it('says of an address without https:// what is missing, before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
		for (const address of ['example.com/boleto.pdf', 'www.example.com', 'file:///boleto.pdf', 'https://']) {
			const picked = { sendTo: 'session', sessionId: byId(sessionId), fileSource: 'url', fileUrl: '={{ $json.url }}' };
			for (const parameters of [
				message('sendDocument', picked),
				{
					resource: 'sessionNote',
					operation: 'create',
					sessionId: byId(sessionId),
					additionalFields: { fileUrls: [address] },
				},
			]) {
				const { error } = await run({ parameters, items: [{ json: { url: address } }], credential });
				assert.equal(error?.message, 'The file URL is not an address');
				assert.match(
					error.description ?? '',
					/was given\. Enter the whole address of the file, with https:\/\/ in front/,
				);
			}
		}
		assert.deepEqual(sandbox.requests, []);
	});

	it('sends what was uploaded before by its ID, to as many as wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const content = pdf();
		const { items } = await run({ parameters: upload(), items: [await itemWith(content)], credential });
		const sessions = sandbox.seedSessions({ count: 3 }).map((session) => ({ session, file: items[0].json.id }));

		const sent = await run({
			parameters: message('sendDocument', {
				sendTo: 'session',
				sessionId: byId('={{ $json.session }}'),
				fileSource: 'id',
				fileId: '={{ $json.file }}',
			}),
			items: sessions,
			credential,
		});

		assert.equal(sandbox.requests.filter(({ method }) => method === 'PUT').length, 1);
		assert.equal(sent.items.length, 3);
		for (const { json } of sent.items) assert.ok((await readBack(sandbox, json.id)).equals(content));
	});

	it('puts it at the top of a template, for each recipient its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const contents = [pdf(), pdf(), pdf()];
		const items = await Promise.all(
			contents.map(async (content, index) => await itemWith(content, {}, { phone: `554197777666${index}` })),
		);

		const { error, items: sent } = await run({
			parameters: message('sendTemplate', {
				to: '={{ $json.phone }}',
				from: byId([...sandbox.account.channels.keys()][0]),
				templateId: byId('0b1c2_catalogo'),
				specifyParameters: 'pairs',
				parameterPairs: { entries: [{ name: 'mês', value: 'maio' }] },
				attachFile: true,
			}),
			items,
			credential,
		});

		assert.equal(error, undefined);
		assert.equal(sandbox.requests.filter(({ path }) => path === '/chat/v1/send/template').length, 3);
		for (const [index, { json }] of sent.entries())
			assert.ok((await readBack(sandbox, json.id)).equals(contents[index]));
	});
});

describe('when an upload goes wrong', () => {
	const send = async (t: TestContext, fault?: Parameters<Sandbox['faults']['add']>[0]) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
		const before = sandbox.account.messages.size;
		if (fault) sandbox.faults.add(fault);
		const content = pdf();
		const result = await run({
			parameters: message('sendDocument', { sendTo: 'session', sessionId: byId(sessionId) }),
			items: [{ json: {}, binary: { data: await keeping['on disk'](content, invoice) } }],
			credential,
		});
		return { sandbox, result, content, sent: sandbox.account.messages.size - before };
	};

	for (const kind of ['reset', 'serverError', 'badGateway'] as const) {
		it(`at the storage (${kind}), a new address is asked for`, async (t) => {
			const { sandbox, result, content, sent } = await send(t, { kind, path: '/_storage/*', times: 1 });
			assert.equal(result.error, undefined);
			assert.deepEqual(steps(sandbox).slice(0, 5), [...UPLOAD.slice(0, 2), ...UPLOAD]);
			assert.notEqual(sandbox.requests[1].path, sandbox.requests[3].path);
			assert.equal(sent, 1);
			assert.ok((await readBack(sandbox, result.items[0].json.id)).equals(content));
		});
	}

	it('and its saving is not answered, it is saved again', async (t) => {
		const fault = { kind: 'reset', when: 'after', method: 'POST', path: '/core/v2/file', times: 1 } as const;
		const { sandbox, result, content, sent } = await send(t, fault);
		assert.equal(result.error, undefined);
		assert.deepEqual(steps(sandbox).slice(0, 4), [...UPLOAD, 'POST /core/v2/file']);
		assert.equal(sent, 1);
		assert.ok((await readBack(sandbox, result.items[0].json.id)).equals(content));
	});

	it('for good, the error says so and does not show the address; nothing is sent', async (t) => {
		const { sandbox, result, sent } = await send(t, { kind: 'reset', path: '/_storage/*' });
		assert.equal(result.error?.message, "The file 'boleto.pdf' could not be stored");
		assert.match(result.error?.description ?? '', /did not take it \(ECONNRESET\)/);
		assert.equal(result.error?.context?.itemIndex, 0);
		assert.equal(sent, 0);
		const addresses = sandbox.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path);
		assert.equal(new Set(addresses).size, 3);
		for (const address of addresses) assert.doesNotMatch(result.stored(), new RegExp(address));
	});

	it('since no ID comes back, the file is not taken for saved', async (t) => {
		const { result, sent } = await send(t, { kind: 'emptyBody', method: 'POST', path: '/core/v2/file' });
		assert.equal(result.error?.message, 'The service did not say under which ID it saved the file');
		assert.equal(sent, 0);
	});

	for (const [what, item, expected] of [
		['the item has no file', { json: {} }, /no binary field 'data'/],
		['the item has another one', { json: {}, binary: { foto: { ...invoice, data: '' } } }, /no binary field 'data'/],
		['the file is empty', { json: {}, binary: { data: { ...invoice, data: '' } } }, /'boleto.pdf' is empty/],
	] as const) {
		it(`since ${what}, the error says so`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { error } = await run({ parameters: upload(), items: [item], credential });
			assert.match(error?.message ?? '', expected);
			assert.equal(error?.context?.itemIndex, 0);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('since the storage sends elsewhere, the file does not follow', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const arrived: string[] = [];
		const elsewhere = createServer((request, response) => {
			arrived.push(`${request.method} ${request.headers.authorization ?? 'without key'}`);
			request.resume().once('end', () => response.writeHead(307, { location: `${sandbox.url}/elsewhere` }).end());
		});
		await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
		t.after(() => elsewhere.close());
		const address = elsewhere.address();
		assert.ok(typeof address === 'object' && address);
		Object.defineProperty(sandbox.account, 'origin', { value: `http://127.0.0.1:${address.port}` });

		const { error } = await run({ parameters: upload(), items: [await itemWith(pdf())], credential });

		assert.match(error?.description ?? '', /\(HTTP 307, a redirect, which is not followed\)/);
		assert.deepEqual(arrived, ['PUT without key', 'PUT without key', 'PUT without key']);
		assert.deepEqual(new Set(steps(sandbox)), new Set(['GET /core/v2/file']));
	});

	it('since the execution is cancelled, it stops', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'hang', path: '/_storage/*' });
		const cancelled = new AbortController();
		const running = run({
			parameters: upload(),
			items: [await itemWith(pdf())],
			credential,
			signal: cancelled.signal,
		});
		await until('the file is on its way', () => sandbox.requests.length === 2);
		cancelled.abort();
		const { status } = await running;
		assert.equal(status, 'canceled');
		assert.equal(sandbox.requests.length, 2);
	});
});
