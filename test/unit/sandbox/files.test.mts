import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fields, open, type Caller } from './caller.mts';

const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 251));
const query = '?Type=DOCUMENT&Name=boleto.pdf&MimeType=application%2Fpdf';

/** Announces a file and gives what the service answers. */
async function announce(call: Caller['call'], search = query): Promise<{ tempFileId: string; urlUpload: string }> {
	const { status, body, text } = await call('GET', `/core/v2/file${search}`);
	assert.equal(status, 200, text);
	return { tempFileId: String(body.tempFileId), urlUpload: String(body.urlUpload) };
}

const put = (url: string, headers: Record<string, string> = {}) =>
	fetch(url, { method: 'PUT', headers: { 'content-type': 'application/pdf', ...headers }, body: bytes });

test('a file goes through its three steps, is sent, and its bytes can be read back', async (t) => {
	const { sandbox, call } = await open(t);
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	const { tempFileId, urlUpload } = await announce(call);
	assert.equal((await put(urlUpload)).status, 200);
	const saved = await call('POST', '/core/v2/file', { tempFileId });
	const { id, key, companyId, ...file } = saved.body;
	assert.notEqual(id, tempFileId);
	assert.equal(companyId, sandbox.account.companyId);
	assert.match(String(key), /\.pdf$/);
	assert.deepEqual(file, {
		userId: null,
		name: 'boleto.pdf',
		extension: '.pdf',
		mimeType: 'application/pdf',
		type: 'DOCUMENT',
		size: 1_000,
	});

	const sent = await call('POST', '/chat/v1/send/document', { sessionId, fileIdOrUrl: id });
	const message = await call('GET', `/chat/v1/message/${String(sent.body.id)}`);
	const { publicUrl, name } = fields(fields(message.body.details).file);
	assert.equal(name, 'boleto.pdf');
	const read = await fetch(String(publicUrl));
	assert.equal(read.headers.get('content-type'), 'application/pdf');
	assert.ok(bytes.equals(Buffer.from(await read.arrayBuffer())));
	assert.deepEqual(sandbox.departures, []);
});

test('the storage takes neither the API key nor another content type, and nothing after the file is saved', async (t) => {
	const { sandbox, call } = await open(t);
	const { tempFileId, urlUpload } = await announce(call);
	assert.equal((await put(urlUpload, { authorization: `Bearer ${sandbox.key}` })).status, 400);
	assert.equal((await put(urlUpload, { 'content-type': 'text/plain' })).status, 403);
	assert.equal((await put(`${sandbox.url}/_storage/nothing`)).status, 403);
	assert.equal((await put(urlUpload.replace(/\?.*/, ''))).status, 403);
	assert.equal((await put(`${urlUpload.slice(0, -1)}g`)).status, 403);
	assert.equal((await put(urlUpload)).status, 200);
	await call('POST', '/core/v2/file', { tempFileId });
	assert.equal((await put(urlUpload)).status, 403);
});

test('a file that did not come cannot be saved, one that is not saved cannot be sent', async (t) => {
	const { sandbox, call } = await open(t);
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	const { tempFileId, urlUpload } = await announce(call);
	const early = await call('POST', '/core/v2/file', { tempFileId });
	assert.equal(early.status, 500);
	assert.equal(early.body.key, 'FORM_ERROR');
	assert.equal((await call('POST', '/core/v2/file', { tempFileId: crypto.randomUUID() })).status, 404);
	await put(urlUpload);
	assert.equal((await call('POST', '/chat/v1/send/document', { sessionId, fileIdOrUrl: tempFileId })).status, 400);
	const [first, again] = [
		await call('POST', '/core/v2/file', { tempFileId }),
		await call('POST', '/core/v2/file', { tempFileId }),
	];
	assert.deepEqual(first.body, again.body);
	assert.equal((await call('POST', '/core/v2/file', { tempFileId: first.body.id })).status, 404);
});

test('type and MIME type are found from the name, which needs an extension', async (t) => {
	const { sandbox, call } = await open(t);
	const { tempFileId } = await announce(call, '?Type=UNDEFINED&Name=foto.JPEG');
	const { mimeType, type } = sandbox.account.files.get(tempFileId) ?? {};
	assert.deepEqual({ mimeType, type }, { mimeType: 'image/jpeg', type: 'IMAGE' });
	const refused = await call('GET', '/core/v2/file?Type=IMAGE&Name=foto');
	assert.match(String(refused.body.text), /extensão/);
});
