import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { before, describe, it, type TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { IBinaryData, IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { addNote } from './crm.mts';
import { everyField } from './everyField.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, core, run, type Credential } from './workflow.mts';

const { Container } = createRequire(import.meta.resolve('n8n-core'))('@n8n/di') as typeof import('@n8n/di');
const storage = Container.get(core.BinaryDataService);
before(() => storage.init());

const PHONE = '5541977770000';
const hour = 60 * 60_000;
const content = Buffer.from('a picture');
const picture = { name: 'foto.png', mimeType: 'image/png', content: content.toString('base64') };
const found = { binaryProperty: 'data', name: 'foto.png', mimeType: 'image/png', size: content.length };

const download = (more: INodeParameters = {}): INodeParameters => ({
	resource: 'message',
	operation: 'downloadFile',
	...more,
});

/** What a file of an item holds, wherever n8n keeps it. */
async function read(binary: IBinaryData | undefined): Promise<Buffer> {
	assert.ok(binary);
	return await storage.getAsBuffer(binary);
}

const asked = ({ requests }: Sandbox) => requests.map(({ method, operation, status }) => [method, operation, status]);

/** A contact's message with a picture. */
const sent = (sandbox: Sandbox, text = 'Veja') => sandbox.receive({ phoneNumber: PHONE, text, file: picture });

/** Starts a host that gives files in its own way. */
async function host(t: TestContext, listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What an operation of the node gives. */
async function outputOf(parameters: INodeParameters, credential: Credential): Promise<INodeExecutionData[]> {
	const { error, items } = await run({ parameters, credential });
	assert.equal(error, undefined);
	return items;
}

describe('the file of a message', () => {
	it('comes by the ID of the message, with its name, type and size, and the key goes to the service alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, sessionId } = sent(sandbox);
		const parameters = everyField('message', 'downloadFile', {
			fileOf: 'message',
			messageId: ` ${id} `,
			binaryPropertyName: 'foto',
			options: { ifNoFile: 'error', ifNotFound: 'error', largestFile: 50, waitForTranscription: true },
		});
		const { error, items } = await run({ parameters, credential });
		assert.equal(error, undefined);
		const [{ json, binary, pairedItem }] = items;
		assert.deepEqual(json, {
			messageId: id,
			sessionId,
			noteId: null,
			cardId: null,
			type: 'IMAGE',
			text: 'Veja',
			transcription: null,
			files: [{ ...found, binaryProperty: 'foto' }],
		});
		assert.deepEqual(pairedItem, { item: 0 });
		assert.deepEqual(Object.keys(binary ?? {}), ['foto']);
		assert.deepEqual([binary?.foto.fileName, binary?.foto.mimeType], ['foto.png', 'image/png']);
		assert.ok((await read(binary?.foto)).equals(content));
		// The storage of the sandbox refuses whoever sends it a key.
		assert.deepEqual(asked(sandbox), [
			['GET', 'messageGet', 200],
			['GET', null, 200],
		]);
	});

	const asItems: Record<string, (sandbox: Sandbox, credential: Credential) => Promise<IDataObject[]>> = {
		'Message: Get': async (sandbox, credential) => {
			const { id } = sent(sandbox);
			const items = await outputOf({ resource: 'message', operation: 'get', messageId: id }, credential);
			return items.map(({ json }) => json);
		},
		'Message: Get, raw': async (sandbox, credential) => {
			const parameters = { resource: 'message', operation: 'get', messageId: sent(sandbox).id, output: 'raw' };
			return (await outputOf(parameters, credential)).map(({ json }) => json);
		},
		'Message: Get Many': async (sandbox, credential) => {
			const { sessionId } = sent(sandbox);
			const parameters = { resource: 'message', operation: 'getAll', sessionId: byId(sessionId), returnAll: true };
			return (await outputOf(parameters, credential)).map(({ json }) => json).slice(0, 1);
		},
		'a transcript': async (sandbox, credential) => {
			const { sessionId } = sent(sandbox);
			const parameters = { resource: 'session', operation: 'getTranscript', sessionId: byId(sessionId) };
			return (await outputOf(parameters, credential)).map(({ json }) => json);
		},
		'an entry of a transcript': async (sandbox, credential) => {
			const { sessionId } = sent(sandbox);
			const parameters = { resource: 'session', operation: 'getTranscript', sessionId: byId(sessionId) };
			const [{ json }] = await outputOf(parameters, credential);
			return json.messages as IDataObject[];
		},
		'an event': async (sandbox) => {
			const { id, sessionId, type, text, fileId, details } = sent(sandbox);
			const message = { id, sessionId, type, text, fileId, details: { ...details } } as unknown as IDataObject;
			return [{ event: 'MESSAGE_RECEIVED', date: null, content: message, session: { id: sessionId } }];
		},
		"a chatbot's call": async (sandbox) => {
			const { id, sessionId, details } = sent(sandbox);
			const file = { ...details.file } as IDataObject;
			const message = { id, type: 'IMAGE', text: 'Veja', fileId: file.id, file };
			return [{ session: { id: sessionId }, message, messages: { text: 'Veja', files: [file] } }];
		},
	};
	for (const [what, itemsOf] of Object.entries(asItems)) {
		it(`comes by the item that ${what} gives, without asking for the message`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const items = await itemsOf(sandbox, credential);
			sandbox.requests.length = 0;
			const result = await run({ parameters: download(), items: items.map((json) => ({ json })), credential });
			assert.equal(result.error, undefined);
			assert.equal(result.items.length, 1);
			const [{ json, binary }] = result.items;
			assert.deepEqual(json.files, [found]);
			const message = [...sandbox.account.messages.values()].at(-1);
			assert.equal(json.sessionId, what === 'an entry of a transcript' ? null : message?.sessionId);
			if (what !== 'a transcript') assert.equal(json.messageId, message?.id);
			assert.match(String(json.text), /Veja/);
			assert.ok((await read(binary?.data)).equals(content));
			assert.deepEqual(asked(sandbox), [['GET', null, 200]]);
		});

		it(`comes by the item that ${what} gives when its address has expired`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const items = structuredClone(await itemsOf(sandbox, credential));
			sandbox.advance(2 * hour);
			sandbox.requests.length = 0;
			const result = await run({ parameters: download(), items: items.map((json) => ({ json })), credential });
			assert.equal(result.error, undefined);
			assert.ok((await read(result.items[0].binary?.data)).equals(content));
			assert.deepEqual(asked(sandbox), [
				['GET', null, 403],
				['GET', 'messageGet', 200],
				['GET', null, 200],
			]);
		});
	}

	it('of each of several messages in one item is looked up there', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const messages = ['a', 'b'].map((name) => {
			const file = { ...picture, name: `${name}.png`, content: Buffer.from(name).toString('base64') };
			const { id } = sandbox.receive({ phoneNumber: PHONE, text: 'Veja', file });
			return { id, type: 'IMAGE' };
		});
		const { error, items } = await run({ parameters: download(), items: [{ messages }], credential });
		assert.equal(error, undefined);
		assert.equal(String(await read(items[0].binary?.data)), 'a');
		assert.equal(String(await read(items[0].binary?.data2)), 'b');
	});

	it('is not fetched from a network of your own, whatever an item says, but from where the service has it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const hosts = [
			'169.254.169.254',
			'10.0.0.1:5678',
			'redis:6379',
			'metadata.google.internal',
			'[fd00::1]',
			'3232235521',
		];
		for (const name of hosts) {
			const details = { file: { publicUrl: `http://${name}/latest` } };
			const [forged, real] = [
				{ text: 'x', details },
				{ id: sent(sandbox).id, details },
			];
			const { items } = await run({
				parameters: download(),
				items: [forged, real],
				credential,
				onError: 'continueRegularOutput',
			});
			assert.match(
				String(items[0].json.error),
				/could not be downloaded: its address leads into a network of your own/,
			);
			assert.ok((await read(items[1].binary?.data)).equals(content), name);
		}
	});

	it('that no address is told of is looked up', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, fileId } = sent(sandbox);
		const items = [
			{ json: { id, type: 'IMAGE' } },
			{ json: { event: 'MESSAGE_RECEIVED', content: { id, fileId, type: 'IMAGE' } } },
		];
		const result = await run({ parameters: download(), items, credential });
		assert.equal(result.error, undefined);
		for (const { binary } of result.items) assert.ok((await read(binary?.data)).equals(content));
	});

	it('that is one of several has a field of its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const files = ['a', 'b'].map((name) => ({ name: `${name}.txt`, content: Buffer.from(name).toString('base64') }));
		const messages = files.map((file, index) => sandbox.receive({ phoneNumber: PHONE, text: `Nº ${index}`, file }));
		const contents = messages.map(({ id, type, text, details }) => ({
			id,
			type,
			text,
			details: structuredClone({ ...details.file }),
		}));
		const joined = contents.map(({ details, ...message }) => ({ ...message, details: { file: details } }));
		const item = { event: 'MESSAGE_RECEIVED', count: 2, content: joined[1], messages: joined, session: { id: 's' } };
		sandbox.advance(2 * hour);
		const result = await run({
			parameters: download({ binaryPropertyName: 'anexo' }),
			items: [item as unknown as IDataObject],
			credential,
		});
		const [{ json, binary = {} }] = result.items;
		assert.deepEqual(Object.keys(binary), ['anexo', 'anexo2']);
		assert.deepEqual([String(await read(binary.anexo)), String(await read(binary.anexo2))], ['a', 'b']);
		assert.deepEqual(
			(json.files as IDataObject[]).map(({ binaryProperty, name }) => [binaryProperty, name]),
			[
				['anexo', 'a.txt'],
				['anexo2', 'b.txt'],
			],
		);
		assert.deepEqual([json.text, json.messageId, json.sessionId], ['Nº 0\nNº 1', null, 's']);
	});

	it('of each of many items goes with its own', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const messages = Array.from({ length: 12 }, (_, index) =>
			sandbox.receive({
				phoneNumber: PHONE,
				file: { name: `${index}.txt`, content: Buffer.from(`n${index}`).toString('base64') },
			}),
		);
		const items = messages.map(({ id }) => ({ id }));
		const parameters = download({ fileOf: 'message', messageId: '={{ $json.id }}' });
		const result = await run({ parameters, items, credential });
		assert.equal(result.items.length, 12);
		for (const [index, { binary, pairedItem }] of result.items.entries()) {
			assert.equal(String(await read(binary?.data)), `n${index}`);
			assert.deepEqual(pairedItem, { item: index });
		}
	});

	it('is fetched beside three others at the most', async (t) => {
		const { credential } = await sandboxFor(t);
		let now = 0;
		let most = 0;
		const url = await host(t, (_, response) => {
			most = Math.max(most, ++now);
			setImmediate(() => {
				now--;
				response.end('x');
			});
		});
		const items = Array.from({ length: 30 }, (_, index) => ({ id: `m${index}`, fileUrl: `${url}/${index}.txt` }));
		const result = await run({ parameters: download(), items, credential });
		assert.equal(result.items.length, 30);
		assert.ok(most > 0 && most <= 4, `${most} at once`);
	});
});

describe('the file of a note', () => {
	async function noteFor(t: TestContext) {
		const { sandbox, credential } = await sandboxFor(t);
		const url = await host(t, (request, response) => {
			if (request.url?.includes('old')) return void response.writeHead(403).end();
			response.writeHead(200, { 'content-type': 'application/pdf' }).end(`%PDF ${request.url}`);
		});
		const [card] = sandbox.account.cards.values();
		const note = addNote(sandbox, card, [
			{ id: crypto.randomUUID(), name: 'contrato.pdf', mimeType: 'application/pdf', publicUrl: `${url}/1` },
			{ id: crypto.randomUUID(), name: 'anexo', mimeType: 'application/pdf', publicUrl: `${url}/2` },
		]);
		return { sandbox, credential, card, note, url };
	}

	it('of a card comes by the IDs of both', async (t) => {
		const { credential, card, note } = await noteFor(t);
		const parameters = download({ fileOf: 'cardNote', cardId: byId(card.id), noteId: byId(note.id) });
		const [{ json, binary }] = await outputOf(parameters, credential);
		assert.deepEqual([json.noteId, json.cardId, json.messageId, json.text], [note.id, card.id, null, 'Contrato']);
		assert.deepEqual(
			(json.files as IDataObject[]).map(({ name }) => name),
			['contrato.pdf', 'anexo.pdf'],
		);
		assert.deepEqual([String(await read(binary?.data)), String(await read(binary?.data2))], ['%PDF /1', '%PDF /2']);
	});

	it('of a card comes by an item of Card Note: Get Many, also when its address has expired', async (t) => {
		const { credential, card, note, url } = await noteFor(t);
		const items = await outputOf(
			{ resource: 'cardNote', operation: 'getAll', cardId: byId(card.id), returnAll: true },
			credential,
		);
		const [{ json: given }] = items.filter(({ json }) => json.id === note.id);
		const old = {
			...given,
			files: (note.files ?? []).map((file, index) => ({ ...file, publicUrl: `${url}/old${index}` })),
		};
		for (const item of [given, old]) {
			const {
				items: [{ json, binary }],
				error,
			} = await run({ parameters: download(), items: [item as IDataObject], credential });
			assert.equal(error, undefined);
			assert.deepEqual([json.noteId, json.cardId], [note.id, card.id]);
			assert.equal(String(await read(binary?.data2)), '%PDF /2');
		}
	});

	it('that the card does not have is an error, or nothing if wanted', async (t) => {
		const { credential, card } = await noteFor(t);
		const parameters = download({ fileOf: 'cardNote', cardId: byId(card.id), noteId: byId(crypto.randomUUID()) });
		const { error } = await run({ parameters, credential });
		assert.equal(error?.message, 'The account has no note on this card with this ID');
		assert.deepEqual(await outputOf({ ...parameters, options: { ifNotFound: 'nothing' } }, credential), []);
	});
});

describe('a file that cannot be had', () => {
	it('is an error that says so once a new address does not help either', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, details } = sent(sandbox);
		const item = structuredClone({ id, type: 'IMAGE', details: { file: { ...details.file } } });
		for (const file of sandbox.account.files.values()) file.content = null;
		sandbox.advance(2 * hour);
		const { error, items } = await run({ parameters: download(), items: [item as unknown as IDataObject], credential });
		assert.deepEqual(items, []);
		assert.equal(error?.message, "The file 'foto.png' could not be downloaded: HTTP 404");
		assert.match(String(error?.description), /Its address has expired, or the file is gone/);
		assert.doesNotMatch(JSON.stringify(error), /Signature/);
		assert.equal(error?.context?.itemIndex, 0);
	});

	it('costs only its own item where the others go on', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const items = [
			{ id: sent(sandbox).id },
			{ id: crypto.randomUUID() },
			{ id: sandbox.receive({ phoneNumber: PHONE, text: 'Oi' }).id },
		];
		const parameters = download({ fileOf: 'message', messageId: '={{ $json.id }}' });
		const result = await run({ parameters, items, credential, onError: 'continueErrorOutput' });
		assert.equal(result.items.length, 1);
		assert.deepEqual(
			result.failed.map(({ json, binary }) => [json.error, binary]),
			[
				['The account has no message with this ID', undefined],
				['This message has no file', undefined],
			],
		);
	});

	it('is none where the message has none, if that is wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const text = sandbox.receive({ phoneNumber: PHONE, text: 'Oi' });
		const items = [
			{ event: 'MESSAGE_RECEIVED', content: { id: text.id, type: 'TEXT', text: 'Oi' } },
			{ id: sent(sandbox).id, type: 'IMAGE' },
		];
		const options = { ifNoFile: 'goOn' };
		const result = await run({ parameters: download({ options }), items, credential });
		assert.deepEqual(
			result.items.map(({ json, binary }) => [json.text, json.files, binary !== undefined]),
			[
				['Oi', [], false],
				[null, [found], true],
			],
		);
	});

	for (const [what, item] of Object.entries<IDataObject>({
		nothing: {},
		'another event': { event: 'SESSION_NEW', content: { id: crypto.randomUUID(), status: 'PENDING' } },
		'something else': { name: 'Ana', files: 'none', details: 'none', messages: [1, null] },
	})) {
		it(`is an error that says what to connect where the item holds ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { error } = await run({ parameters: download(), items: [item], credential });
			assert.equal(error?.message, 'The item has no message with a file');
			assert.match(String(error?.description), /Message by ID/);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('is too large by the limit that is set', async (t) => {
		const { credential } = await sandboxFor(t);
		const url = await host(t, (_, response) => void response.end(Buffer.alloc(2_000_000)));
		const items = [{ id: 'm', fileUrl: `${url}/a.bin` }];
		const { error } = await run({ parameters: download({ options: { largestFile: 1 } }), items, credential });
		assert.match(String(error?.message), /more than 1 MB/);
		assert.match(String(error?.description), /option 'Largest File'/);
		assert.equal(
			(await run({ parameters: download({ options: { largestFile: 2 } }), items, credential })).error,
			undefined,
		);
	});

	it('ends at once when the execution is cancelled', async (t) => {
		const { credential } = await sandboxFor(t);
		const cancel = new AbortController();
		const url = await host(t, (_, response) => {
			response.writeHead(200).write('x');
			cancel.abort();
		});
		const { status } = await run({
			parameters: download(),
			items: [{ id: 'm', fileUrl: `${url}/a.bin` }],
			credential,
			signal: cancel.signal,
		});
		assert.equal(status, 'canceled');
	});

	it('is fetched by the next try, and what was fetched before is not fetched again', async (t) => {
		const { credential } = await sandboxFor(t);
		const requests: string[] = [];
		const url = await host(t, (request, response) => {
			requests.push(request.url ?? '');
			const isFirst = requests.filter((one) => one === request.url).length === 1;
			if (request.url === '/b.txt' && isFirst) return void response.writeHead(409).end();
			response.end('x');
		});
		const items = ['a', 'b'].map((name) => ({ id: name, fileUrl: `${url}/${name}.txt` }));
		const result = await run({ parameters: download(), items, credential, retryOnFail: true });
		assert.equal(result.error, undefined);
		assert.deepEqual(requests.toSorted(), ['/a.txt', '/b.txt', '/b.txt']);
		for (const { binary } of result.items) assert.equal(String(await read(binary?.data)), 'x');
	});
});

describe('what a voice message says', () => {
	const voice = (sandbox: Sandbox) => sandbox.receive({ phoneNumber: PHONE, type: 'AUDIO', text: 'Pode ligar?' });

	it('comes with its sound as far as it is written down', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = voice(sandbox);
		const parameters = download({ fileOf: 'message', messageId: id });
		const [before] = await outputOf(parameters, credential);
		assert.equal(before.json.transcription, null);
		sandbox.advance(1_000);
		const [after] = await outputOf(parameters, credential);
		assert.equal(after.json.transcription, 'Pode ligar?');
		assert.equal(after.binary?.data.mimeType, 'audio/ogg; codecs=opus');
		assert.equal((await read(after.binary?.data)).toString('latin1', 0, 4), 'OggS');
	});

	it('is waited for if wanted', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = voice(sandbox);
		quicken(20);
		t.after(() => quicken(1));
		const options = { waitForTranscription: true };
		const items = [
			{ event: 'MESSAGE_RECEIVED', content: { id, type: 'AUDIO', details: { transcription: { processing: true } } } },
		];
		const [{ json }] = (await run({ parameters: download({ options }), items, credential })).items;
		assert.equal(json.transcription, 'Pode ligar?');
	});

	it('is not waited for where the account has none', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const file = { name: 'audio.ogg', mimeType: 'audio/ogg', content: content.toString('base64') };
		const { id } = sandbox.receive({ phoneNumber: PHONE, file });
		const parameters = download({ fileOf: 'message', messageId: id, options: { waitForTranscription: true } });
		const [{ json }] = await outputOf(parameters, credential);
		assert.equal(json.transcription, null);
		assert.equal(sandbox.requests.length, 3);
	});
});

describe('where n8n keeps the file', () => {
	/** Lets n8n keep files on its disk while the test runs. */
	function onDisk(t: TestContext): void {
		const before = Reflect.get(storage, 'mode') as string;
		Reflect.set(storage, 'mode', 'filesystem-v2');
		t.after(() => Reflect.set(storage, 'mode', before));
	}

	it('a file goes to the disk as it comes, byte for byte', async (t) => {
		onDisk(t);
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = sent(sandbox);
		const [{ binary }] = await outputOf(download({ fileOf: 'message', messageId: id }), credential);
		assert.match(String(binary?.data.id), /^filesystem-v2:/);
		assert.ok((await buffer(await storage.getAsStream(String(binary?.data.id)))).equals(content));
	});

	it('a video of 40 MB never takes 60 MB of memory on its way to the disk', async (t) => {
		onDisk(t);
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		/** What is in use; what has been left behind is cleared away first. */
		const inUse = () => {
			collect();
			const { heapUsed, external } = process.memoryUsage();
			return heapUsed + external;
		};
		const { credential } = await sandboxFor(t);
		const size = 40_000_000;
		const chunk = Buffer.alloc(100_000, 7);
		let most = 0;
		const url = await host(t, (_, response) => {
			function* video() {
				for (let done = 0; done < size; done += chunk.length) {
					if (done % 4_000_000 === 0) most = Math.max(most, inUse());
					yield chunk;
				}
			}
			Readable.from(video()).pipe(response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': size }));
		});
		const before = inUse();
		const { items } = await run({
			parameters: download(),
			items: [{ id: 'm', fileUrl: `${url}/video.mp4` }],
			credential,
		});
		const [file] = items[0].json.files as IDataObject[];
		assert.deepEqual([file.size, file.mimeType], [size, 'video/mp4']);
		assert.ok(most > 0);
		assert.ok(most - before < 20_000_000, `${Math.round((most - before) / 1e6)} MB more`);
	});
});
