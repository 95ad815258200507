import './debugLog.mts';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { inspect } from 'node:util';
import type { IDataObject } from 'n8n-workflow';
import { until } from '../../harness/until.mts';
import type { Fault } from '../../sandbox/faults.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.mts';
import { writingsOf } from '../secrets.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, loaded, logFile, run, type Credential, type Run } from './workflow.mts';

/** So many seconds of the node pass in one of the machine. */
const QUICK = 20;
quicken(QUICK);

const ID = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';
/** Every key in this file looks like this, the wrong ones too; none may show anywhere. */
const ANY_KEY = /pn_\w+/;
const KEY = 'pn_aVerySecretKeyOfTheAccount0123456789';

// What the process prints while these tests run, passed on to where it belongs.
const printed: string[] = [];
for (const stream of [process.stdout, process.stderr]) {
	const write = stream.write.bind(stream);
	stream.write = (chunk: string | Uint8Array, ...rest: []) => {
		printed.push(Buffer.from(chunk).toString('utf8'));
		return write(chunk, ...rest);
	};
}

const complete = { resource: 'session', operation: 'complete', sessionId: byId('={{ $json.id }}') };

const accountFor = (t: TestContext, options: SandboxOptions = {}) => sandboxFor(t, { key: KEY, ...options });

/** Starts a server that is no WTS Chat account. */
async function serverFor(
	t: TestContext,
	listener: RequestListener,
): Promise<{ credential: Credential; received: IncomingMessage[] }> {
	const received: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		received.push(request);
		listener(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	t.after(() => {
		server.close();
		server.closeAllConnections();
	});
	const { port } = server.address() as AddressInfo;
	return { credential: { apiKey: KEY, baseUrl: `http://127.0.0.1:${port}` }, received };
}

const answering =
	(status: number, body: unknown, type = 'application/json'): RequestListener =>
	(_request, response) => {
		response.writeHead(status, { 'content-type': type });
		response.end(typeof body === 'string' ? body : JSON.stringify(body));
	};

const page = '<!DOCTYPE html><html><head><title>Aurora</title></head><body>Entrar</body></html>';

const envelope = (status: number, key: string, text: string, more: object = {}) => ({
	id: { value: '0a1b2c3d-0000-4000-8000-000000000001', shortValue: '0a1b2c3d' },
	httpStatusCode: status,
	error: true,
	key,
	text,
	isUnsolvableError: false,
	...more,
});

function assertNoKey(result: Run) {
	assert.doesNotMatch(result.stored(), ANY_KEY);
	assert.doesNotMatch(inspect(result, { depth: 20, showHidden: true }), ANY_KEY);
}

interface Expected {
	message: string;
	/** What the description says: what happened and what to do. */
	advice: RegExp[];
	/** What `details` hold for the workflow to go on with. */
	details?: IDataObject;
}

/** Fails one request, with and without "Continue", and compares what the user gets to read. */
async function assertFailure(credential: Credential, { message, advice, details }: Expected) {
	const [stopped, continued] = await Promise.all([
		run({ parameters: complete, items: [{ id: ID }], credential }),
		run({ parameters: complete, items: [{ id: ID }], credential, onError: 'continueErrorOutput' }),
	]);

	assert.equal(stopped.status, 'error');
	assert.equal(stopped.error?.message, message);
	assert.equal(stopped.error.context?.itemIndex, 0);
	for (const part of advice) assert.match(stopped.error.description ?? '', part);
	assert.deepEqual(stopped.error.context?.data, details);

	const [{ json, pairedItem }] = continued.failed;
	assert.equal(continued.status, 'success');
	assert.deepEqual(continued.items, []);
	assert.deepEqual(json, {
		id: ID,
		error: message,
		details: { description: stopped.error.description, ...details },
	});
	assert.deepEqual(pairedItem, { item: 0 });

	for (const result of [stopped, continued]) assertNoKey(result);
}

const knownCode = { supportCode: '0a1b2c3d' };

describe('a failure tells what to do', () => {
	const keyRefused = 'WTS Chat did not accept the API key for this request';
	const checkKey = /Check the API Key and the Base URL in the credential/;

	it('when the API key is wrong', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const { error } = await run({
			parameters: complete,
			items: [{ id: ID }],
			credential: { ...credential, apiKey: 'pn_thisIsNotTheKeyOfTheAccount0123456789' },
		});
		const { supportCode } = error?.context?.data as IDataObject;
		assert.match(String(supportCode), /^[0-9a-f]{8}$/);
		assert.equal(error?.message, keyRefused);
		assert.match(error.description ?? '', checkKey);
		assert.match(error.description ?? '', /“Acesso negado” \(ERROR_UNAUTHORIZED\)/);
		assert.match(error.description ?? '', new RegExp(`Support code: ${String(supportCode)}`));
		assert.equal(sandbox.requests.length, 1);
	});

	it('when the API key is missing', async () => {
		await assertFailure(
			{ apiKey: '', baseUrl: 'http://127.0.0.1:9' },
			{
				message: 'The API Key of the credential is empty',
				advice: [/^Fill in the API Key in the credential\. \[item 0\]$/],
			},
		);
	});

	const answers: Record<string, [listener: RequestListener, expected: Expected]> = {
		'when the key is refused in the form of a 403 without a body': [
			answering(403, ''),
			{ message: keyRefused, advice: [checkKey], details: { httpCode: 403 } },
		],
		'when the key is refused with 401 in the form of a problem': [
			answering(401, { type: 'about:blank', title: 'Unauthorized', status: 401, detail: 'Token inválido' }),
			{
				message: keyRefused,
				advice: [checkKey, /“Token inválido”\./],
				details: { httpCode: 401, text: 'Token inválido' },
			},
		],
		'when a wrong path is answered like a wrong key': [
			answering(404, envelope(404, 'ERROR_UNAUTHORIZED', 'Acesso negado')),
			{
				message: keyRefused,
				advice: [checkKey, /a wrong Base URL is answered in the same way/, /Support code: 0a1b2c3d/],
				details: { httpCode: 404, key: 'ERROR_UNAUTHORIZED', text: 'Acesso negado', ...knownCode },
			},
		],
		'when HTTP 200 carries an error': [
			answering(200, envelope(404, 'ERROR_UNAUTHORIZED', 'Acesso negado')),
			{
				message: keyRefused,
				advice: [checkKey, /“Acesso negado”/],
				details: { httpCode: 404, key: 'ERROR_UNAUTHORIZED', text: 'Acesso negado', ...knownCode },
			},
		],
		'when HTTP 200 carries another error': [
			answering(200, envelope(500, 'FORM_ERROR', 'A conversa está bloqueada')),
			{
				message: 'WTS Chat did not accept this request',
				advice: [/Check the values of the fields/, /“A conversa está bloqueada” \(FORM_ERROR\)/],
				details: { httpCode: 500, key: 'FORM_ERROR', text: 'A conversa está bloqueada', ...knownCode },
			},
		],
		'when the session is unknown': [
			answering(404, envelope(404, 'NOT_FOUND', 'Conversa não encontrada')),
			{
				message: 'WTS Chat does not know what was asked for',
				advice: [/Check the ID/, /“Conversa não encontrada”/, /Support code: 0a1b2c3d/],
				details: { httpCode: 404, key: 'NOT_FOUND', text: 'Conversa não encontrada', ...knownCode },
			},
		],
		'when something unknown is answered with a 500 and FORM_ERROR': [
			answering(500, envelope(500, 'FORM_ERROR', 'Contato não encontrado')),
			{
				message: 'WTS Chat does not know what was asked for',
				advice: [/Check the ID/, /“Contato não encontrado” \(FORM_ERROR\)/],
				details: { httpCode: 500, key: 'FORM_ERROR', text: 'Contato não encontrado', ...knownCode },
			},
		],
		'when a 500 with FORM_ERROR blames the request': [
			answering(500, envelope(500, 'FORM_ERROR', 'Informe o motivo')),
			{
				message: 'WTS Chat did not accept this request',
				advice: [/Check the values of the fields/, /“Informe o motivo” \(FORM_ERROR\)/, /Support code: 0a1b2c3d/],
				details: { httpCode: 500, key: 'FORM_ERROR', text: 'Informe o motivo', ...knownCode },
			},
		],
		'when a 500 says that a value is not valid': [
			answering(500, envelope(500, 'INTERNAL_ERROR', "The value 'Tags' is not valid")),
			{
				message: 'WTS Chat did not accept this request',
				advice: [/Check the values of the fields/, /“The value 'Tags' is not valid”/],
				details: { httpCode: 500, key: 'INTERNAL_ERROR', text: "The value 'Tags' is not valid", ...knownCode },
			},
		],
		'when a 500 says that trying again is of no use': [
			answering(500, envelope(500, 'BLOCKED', 'Conta bloqueada', { isUnsolvableError: true })),
			{
				message: 'WTS Chat did not accept this request',
				advice: [/“Conta bloqueada” \(BLOCKED\)/],
				details: { httpCode: 500, key: 'BLOCKED', text: 'Conta bloqueada', ...knownCode },
			},
		],
		'when the request is wrong, in the form of a problem': [
			answering(400, { title: 'One or more validation errors occurred.', status: 400, detail: 'Falta o número' }),
			{
				message: 'WTS Chat did not accept this request',
				advice: [/Check the values of the fields/, /“Falta o número”/],
				details: { httpCode: 400, text: 'Falta o número' },
			},
		],
		'when the Base URL is that of a web app': [
			answering(200, page, 'text/html; charset=utf-8'),
			{
				message: 'The Base URL answers with a web page',
				advice: [/Enter the address of the API as Base URL in the credential, e\.g\. https:\/\/api\.wts\.chat/],
				details: { httpCode: 200 },
			},
		],
		'when the Base URL is that of a web app that does not call its pages HTML': [
			answering(200, page, 'text/plain'),
			{
				message: 'The Base URL answers with a web page',
				advice: [/Enter the address of the API/],
				details: { httpCode: 200 },
			},
		],
		'when a web server refuses the method with a page': [
			answering(405, page, 'text/html'),
			{
				message: 'The Base URL answers with a web page',
				advice: [/Enter the address of the API/],
				details: { httpCode: 405 },
			},
		],
	};
	for (const [when, [listener, expected]] of Object.entries(answers)) {
		it(when, async (t) => {
			const { credential, received } = await serverFor(t, listener);
			await assertFailure(credential, expected);
			assert.equal(received.length, 2, 'one request each: to try again is of no use');
		});
	}

	it('when the Base URL redirects, without sending the key there', async (t) => {
		const elsewhere = await serverFor(t, answering(200, {}));
		const { credential } = await serverFor(t, (_request, response) => {
			response.writeHead(302, { location: `${elsewhere.credential.baseUrl}/login?next=${KEY}` }).end();
		});

		await assertFailure(credential, {
			message: 'The Base URL leads elsewhere',
			advice: [new RegExp(`redirects to ${elsewhere.credential.baseUrl};.*Enter the final address of the API`)],
			details: { httpCode: 302 },
		});
		assert.deepEqual(elsewhere.received, []);
	});

	for (const baseUrl of [
		'api.wts.chat',
		'127.0.0.1:8321/chat',
		'https//api.wts.chat',
		'http://',
		'http://local host',
		'localhost:8321',
		'api.wts.chat:443',
		'htps://api.wts.chat',
	]) {
		it(`when the Base URL is no address: “${baseUrl}”`, async () => {
			await assertFailure(
				{ apiKey: KEY, baseUrl },
				{
					message: 'The Base URL is no address',
					advice: [/Enter the address of the API as Base URL, .* e\.g\. https:\/\/api\.wts\.chat\. \[item 0\]$/],
				},
			);
		});
	}

	it('when n8n fails before it sends anything, at once', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const { type } = loaded.credentialTypes.wtsApi;
		const authenticate = t.mock.fn(() => {
			throw new TypeError("Cannot create property '0' on string '/chat'");
		});
		const own = type.authenticate;
		t.after(() => (type.authenticate = own));
		type.authenticate = authenticate;

		await assertFailure(credential, {
			message: 'n8n could not send the request',
			advice: [/^Nothing was sent\. n8n says: “Cannot create property '0' on string '\/chat'”\.$/],
			details: {},
		});

		assert.deepEqual(sandbox.requests, []);
		assert.equal(authenticate.mock.callCount(), 2, 'once in each of the runs');
	});

	for (const host of [KEY, KEY.toLowerCase()]) {
		it(`without showing the key, though the service redirects to the host ${host === KEY ? 'of its name' : 'in small letters'}`, async (t) => {
			const { credential } = await serverFor(t, (_request, response) => {
				response.writeHead(302, { location: `https://${host}.example.com/` }).end();
			});
			await assertFailure(credential, {
				message: 'The Base URL leads elsewhere',
				advice: [/redirects to https:\/\/\*\*\*\.example\.com/],
				details: { httpCode: 302 },
			});
		});
	}

	it('without keeping more of a long text than anybody reads', async (t) => {
		const { credential } = await serverFor(t, answering(400, envelope(400, 'K'.repeat(2e6), 'x'.repeat(2e6))));
		const result = await run({
			parameters: complete,
			items: Array.from({ length: 20 }, () => ({ id: ID })),
			credential,
			onError: 'continueRegularOutput',
		});
		assert.equal(result.items.length, 20);
		assert.ok(result.stored().length < 200_000);
	});

	it('without showing the key, though the service sends it back', async (t) => {
		const { credential } = await serverFor(t, (request, response) => {
			const { authorization } = request.headers;
			const text = `Token recusado: ${authorization}`;
			answering(400, envelope(400, `KEY ${authorization}`, text))(request, response);
		});
		await assertFailure(credential, {
			message: 'WTS Chat did not accept this request',
			advice: [/“Token recusado: Bearer \*\*\*”/],
			details: { httpCode: 400, key: 'KEY Bearer ***', text: 'Token recusado: Bearer ***', ...knownCode },
		});
	});
});

describe('a failure that lasts is reported after several tries', { concurrency: true }, () => {
	const lasting: Array<[when: string, fault: Fault, attempts: number, expected: Expected]> = [
		[
			'a gateway answers with a web page',
			{ kind: 'badGateway' },
			7,
			{
				message: 'WTS Chat is not available at the moment',
				advice: [/Run it again later\. Tried 7 times\./],
				details: { httpCode: 502 },
			},
		],
		[
			'JSON is cut short',
			{ kind: 'brokenJson' },
			7,
			{
				message: 'It is not known whether this took effect',
				advice: [/cannot be used: it is not complete JSON.*does no harm.*Tried 7 times/],
				details: { httpCode: 200, outcome: 'unknown' },
			},
		],
		[
			'connections break',
			{ kind: 'reset' },
			7,
			{
				message: 'No answer from WTS Chat',
				advice: [/broke off before an answer came.*Tried 7 times/],
				details: { networkCode: 'ECONNRESET' },
			},
		],
		[
			'nothing is answered',
			{ kind: 'hang' },
			7,
			{
				message: 'No answer from WTS Chat',
				advice: [/No answer came within the time limit.*Tried 7 times/],
				details: { networkCode: 'ECONNABORTED' },
			},
		],
		...(['hangInBody', 'drip'] as const).map((kind): [string, Fault, number, Expected] => [
			`an answer begins and never ends: ${kind}`,
			{ kind },
			7,
			{
				message: 'No answer from WTS Chat',
				advice: [/No answer came within the time limit.*Tried 7 times/],
				details: { networkCode: 'ECONNABORTED' },
			},
		]),
	];
	for (const [when, fault, attempts, expected] of lasting) {
		it(`when ${when}`, async (t) => {
			const { sandbox, credential } = await accountFor(t);
			sandbox.faults.add(fault);
			await assertFailure({ ...credential, timeLimit: QUICK }, expected);
			assert.equal(sandbox.requests.length, 2 * attempts);
		});
	}

	it('when the service has trouble of its own', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		sandbox.faults.add({ kind: 'serverError', text: 'Tente novamente' });
		const result = await run({ parameters: complete, items: [{ id: ID }], credential });
		assert.equal(result.error?.message, 'WTS Chat could not carry out this request');
		assert.match(
			result.error.description ?? '',
			/run it again later.*“Tente novamente” \(INTERNAL_ERROR\).*Tried 7 times/,
		);
		assertNoKey(result);
	});

	it('when nothing answers at the address', async () => {
		const sandbox = await startSandbox({ key: KEY });
		await sandbox.close();
		await assertFailure(
			{ apiKey: KEY, baseUrl: sandbox.url },
			{
				message: 'No answer from WTS Chat',
				advice: [
					new RegExp(`Nothing answers at this address: ${sandbox.url}`),
					/Check the Base URL in the credential and that this n8n can reach it/,
					/Tried 7 times/,
				],
				details: { networkCode: 'ECONNREFUSED' },
			},
		);
	});
});

describe('a failure that passes costs nothing but time', { concurrency: true }, () => {
	const passing: Fault[] = [
		{ kind: 'serverError' },
		{ kind: 'badGateway' },
		{ kind: 'reset', when: 'before' },
		{ kind: 'reset', when: 'after' },
		{ kind: 'brokenJson' },
		{ kind: 'hang', when: 'before' },
		{ kind: 'hang', when: 'after' },
		{ kind: 'hangInBody' },
		{ kind: 'drip' },
		{ kind: 'tooManyRequests' },
		{ kind: 'tooManyRequests', retryAfter: 1 },
	];
	for (const fault of passing) {
		it(`as ${Object.values(fault).join(' ')}, once`, async (t) => {
			const { sandbox, credential } = await accountFor(t);
			const [id = ''] = sandbox.seedSessions({ count: 1 });
			sandbox.faults.add({ ...fault, times: 1 });

			const { status, items } = await run({
				parameters: complete,
				items: [{ id }],
				credential: { ...credential, timeLimit: QUICK },
			});

			assert.equal(status, 'success');
			assert.equal(items[0].json.status, 'COMPLETED');
			assert.equal(sandbox.account.sessions.get(id)?.status, 'COMPLETED');
			assert.equal(sandbox.requests.length, 2);
		});
	}

	it('takes an answer without a body for success', async (t) => {
		const { sandbox, credential } = await accountFor(t);
		const [id = ''] = sandbox.seedSessions({ count: 1 });
		sandbox.faults.add({ kind: 'emptyBody' });

		const { items } = await run({ parameters: complete, items: [{ id }], credential });

		assert.deepEqual(items[0].json, { success: true, sessionId: id, id });
		assert.equal(sandbox.requests.length, 1);
	});
});

describe('a success that holds the key', () => {
	const escaped = [...KEY].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
	const writings: Record<string, string> = {
		plain: KEY,
		'with its header': `Bearer ${KEY}`,
		'in base64': Buffer.from(`user:${KEY}`).toString('base64'),
		'in hexadecimal digits': Buffer.from(KEY).toString('hex'),
		'in escapes': escaped,
	};
	for (const [how, written] of Object.entries(writings)) {
		it(`shows it nowhere: ${how}`, async (t) => {
			const body = `{"id": "${ID}", "status": "COMPLETED", "metadata": {"${written}": ["Token ${written}."]}}`;
			const { credential } = await serverFor(t, answering(200, body));
			const result = await run({ parameters: complete, items: [{ id: ID }], credential });
			assert.equal(result.items[0].json.status, 'COMPLETED');
			assert.match(JSON.stringify(result.items[0].json.metadata), /\*\*\*/);
			for (const secret of writingsOf(KEY)) assert.ok(!result.stored().includes(secret), secret);
		});
	}
});

describe('an error that comes with HTTP 200', () => {
	it('is waited out where it says that the limits are used up', async (t) => {
		const { credential, received } = await serverFor(t, (request, response) => {
			const isFirst = received.length === 1;
			answering(200, isFirst ? envelope(429, 'LIMIT', 'Limite excedido') : { id: ID, status: 'COMPLETED' })(
				request,
				response,
			);
		});
		const { items } = await run({ parameters: complete, items: [{ id: ID }], credential });
		assert.equal(items[0].json.status, 'COMPLETED');
		assert.equal(received.length, 2);
	});

	const send = { resource: 'message', operation: 'sendText', sendTo: 'recipient', to: '5511988887777', text: 'Olá' };
	const errors: Array<[what: string, body: unknown, outcome: string | undefined]> = [
		['trouble of the service', envelope(503, 'INTERNAL_ERROR', 'Indisponível'), 'unknown'],
		['an error as a text', { error: 'Número bloqueado' }, undefined],
		['an error as a list', [envelope(400, 'FORM_ERROR', 'Número bloqueado')], undefined],
		['an error by its status', { httpStatusCode: 'BADREQUEST', text: 'Número bloqueado' }, undefined],
		['a problem', { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'Número bloqueado' }, undefined],
	];
	for (const [what, body, outcome] of errors) {
		it(`is no success of a send: ${what}`, async (t) => {
			const { credential, received } = await serverFor(t, answering(200, body));
			const { error } = await run({ parameters: send, credential });
			assert.match(error?.description ?? '', /“(Número bloqueado|Indisponível)”/);
			assert.equal((error?.context?.data as IDataObject).outcome, outcome);
			// What was clearly refused is looked into, which sends nothing.
			const lookedInto = outcome === undefined ? ['GET /core/v1/contact/phonenumber/5511988887777'] : [];
			assert.deepEqual(
				received.map(({ method, url }) => `${method} ${url}`),
				['POST /chat/v1/send/text', ...lookedInto],
			);
		});
	}
});

describe('what is pasted into the credential does no harm', () => {
	const pasted: Record<string, (account: Sandbox) => Partial<Credential>> = {
		'a slash at the end': ({ url }) => ({ baseUrl: `${url}/` }),
		'several slashes at the end': ({ url }) => ({ baseUrl: `${url}//` }),
		'spaces around the address': ({ url }) => ({ baseUrl: `  ${url}\n` }),
		'the prefix /chat': ({ url }) => ({ baseUrl: `${url}/chat` }),
		'the prefix /core/': ({ url }) => ({ baseUrl: `${url}/core/` }),
		'the prefix /CRM': ({ url }) => ({ baseUrl: `${url}/CRM` }),
		'prefix and version': ({ url }) => ({ baseUrl: `${url}/chat/v1/` }),
		'"Bearer " before the key': ({ key }) => ({ apiKey: `Bearer ${key}` }),
		'"bearer  " before the key, and spaces': ({ key }) => ({ apiKey: ` bearer  ${key} ` }),
		'a line break after the key': ({ key }) => ({ apiKey: `${key}\r\n` }),
	};
	for (const [what, change] of Object.entries(pasted)) {
		it(what, async (t) => {
			const { sandbox, credential } = await accountFor(t);
			const [id = ''] = sandbox.seedSessions({ count: 1 });

			const { status } = await run({
				parameters: complete,
				items: [{ id }],
				credential: { ...credential, ...change(sandbox) } as Credential,
			});

			assert.equal(status, 'success');
			assert.deepEqual(
				sandbox.requests.map(({ path }) => path),
				[`/chat/v1/session/${id}/complete`],
			);
		});
	}
});

it('the key shows neither in the log of n8n nor in what is printed', async () => {
	await run({
		parameters: complete,
		items: [{ id: ID }],
		credential: { apiKey: KEY, baseUrl: 'the last of this file' },
	});
	// The log is written in its own time; it is complete when the last failure is in it.
	const log = () => readFileSync(logFile, 'utf8');
	await until('the log is complete', () => log().includes('the last of this file'));

	assert.match(log(), /No answer from WTS Chat/);
	assert.doesNotMatch(log(), ANY_KEY);
	assert.doesNotMatch(printed.join(''), ANY_KEY);
});
