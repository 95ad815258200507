import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Account, type Message, type Outbox, type Quirks } from './account.mts';
import { Clock } from './clock.mts';
import { loadContract, services, type CheckedRequest, type Contract, type Operation } from './contract.mts';
import { answerControl } from './control.mts';
import { envelope, formError, problem, ServiceError } from './errors.mts';
import { Faults, takesEffect, type Fault } from './faults.mts';
import { handlers } from './handlers/index.mts';
import { Limits } from './limits.mts';
import { Random } from './random.mts';
import { receiveInbound, type InboundMessage } from './inbound.mts';
import { seedAccount, seedBulkSessions, type BulkSessions } from './seed.mts';
import { storagePath, storeContent } from './storage.mts';
import type { HandlerRequest, OperationId } from './handler.mts';

export interface SandboxOptions {
	/** Port to listen on; the operating system chooses one if left out or 0. */
	port?: number;
	/** Address to listen on; 127.0.0.1 if left out. */
	host?: string;
	/** The account's API key; one is made up if left out. */
	key?: string;
	/** How many open sessions to add in bulk to those of the seed, after every reset too; none if left out. */
	sessions?: number;
	/** The documented rate limits, their windows divided by `scale`; none if left out or false. */
	limits?: { scale?: number } | false;
	/** Milliseconds that every request takes at least; 0 if left out. */
	latency?: number;
	/** The account's time; the machine's if left out. */
	clock?: Clock;
	/** Seed of ids and chance; the same one gives the same account. */
	seed?: number;
}

/** A request that came in: everything but its headers, so that the key is never kept. */
export interface ReceivedRequest {
	/** When it came, ISO 8601 by the account's clock. */
	time: string;
	method: string;
	path: string;
	/** The query as it came, without the question mark. */
	query: string;
	body: unknown;
	/** The operation of the contract that it addressed. */
	operation: string | null;
	/** The status answered; null while it is under way and where the connection was cut or hangs. */
	status: number | null;
	/** The fault that struck it. */
	fault: Fault['kind'] | null;
}

/** Something that is not as the contract has it. */
export interface Departure {
	time: string;
	/** Whether the caller departed from the contract or the sandbox itself. */
	by: 'caller' | 'sandbox';
	method: string;
	path: string;
	operation: string | null;
	/** What departs, one sentence each. */
	problems: string[];
}

/** A WTS Chat account on one's own machine. */
export interface Sandbox {
	/** The base URL for the credential, without a slash at its end. */
	readonly url: string;
	readonly key: string;
	/** The account's present state; another object after a reset. */
	readonly account: Account;
	/** Requests received, oldest first; control requests are not among them. */
	readonly requests: ReceivedRequest[];
	/** What departed from the contract; a test asserts that there is nothing. */
	readonly departures: Departure[];
	readonly faults: Faults;
	readonly clock: Clock;
	/** The rate limits in force, if any. */
	readonly limits: Limits | undefined;
	/** Oddities of the service, to be switched on at will; off after a reset. */
	readonly quirks: Quirks;
	/** Milliseconds that every request takes at least. */
	latency: number;
	/** Moves the account's time on and carries out what has come due. */
	advance(milliseconds: number): void;
	/**
	 * Changes the rate limits; all windows are empty afterwards.
	 * @param limits `false` for none
	 */
	setLimits(limits: { scale?: number } | false): void;
	/**
	 * Adds many open sessions at once, each with a contact of its own; subscriptions are not told.
	 * @returns their ids
	 * @throws RangeError when the channel is unknown
	 */
	seedSessions(bulk: BulkSessions): string[];
	/**
	 * Lets a contact write: see InboundMessage.
	 * @returns the message; its `sessionId` tells where it went
	 * @throws RangeError when contact, session or channel are unknown
	 */
	receive(inbound: InboundMessage): Message;
	/** Starts over: the seed's account, no requests, departures, faults; limits and latency as at the start. */
	reset(): void;
	/** Stops listening and cuts what is open. */
	close(): Promise<void>;
}

interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
}

const defaultSeed = 20_240_101;

const unauthorized = new ServiceError(401, 'ERROR_UNAUTHORIZED', 'Acesso negado');
const tooManyRequests = new ServiceError(429, 'TOO_MANY_REQUESTS', 'Limite de requisições excedido');

/** Whether a checked request may go to the operation's handler: it may when nothing departs from the contract. */
function isRequestOf<Id extends OperationId>(
	_id: Id,
	request: CheckedRequest,
): request is CheckedRequest & HandlerRequest<Id> {
	return request.problems.length === 0;
}

const isOperationId = (id: string): id is OperationId => Object.hasOwn(handlers, id);

/**
 * Starts a WTS Chat account in this process.
 * @throws when the port is taken, or the contract cannot be read
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const contract = await loadContract();
	const running = new RunningSandbox(options, contract);
	await running.listen(options.port ?? 0, options.host ?? '127.0.0.1');
	return running;
}

class RunningSandbox implements Sandbox {
	readonly key: string;
	readonly clock: Clock;
	readonly requests: ReceivedRequest[] = [];
	readonly departures: Departure[] = [];
	url = '';
	latency: number;
	limits: Limits | undefined;
	readonly faults: Faults;
	#account: Account | undefined;
	#options: SandboxOptions;
	#contract: Contract;
	#supportIds: Random;
	#hanging = new Set<ServerResponse>();
	#ticker: NodeJS.Timeout | undefined;
	#server = createServer((request, response) => {
		this.#receive(request, response).catch((error: unknown) => {
			console.error('The sandbox failed to answer a request:', error);
			response.destroy();
		});
	});

	constructor(options: SandboxOptions, contract: Contract) {
		this.#options = options;
		this.#contract = contract;
		this.clock = options.clock ?? new Clock();
		this.#supportIds = new Random(this.#seed + 1);
		this.key = options.key ?? `pn_sandbox${new Random(this.#seed + 2).uuid().replaceAll('-', '')}`;
		this.latency = options.latency ?? 0;
		this.faults = new Faults(this.#seed + 3);
		this.setLimits(options.limits ?? false);
	}

	get #seed(): number {
		return this.#options.seed ?? defaultSeed;
	}

	get account(): Account {
		if (this.#account === undefined) throw new Error('The sandbox has not started');
		return this.#account;
	}

	get quirks(): Quirks {
		return this.account.quirks;
	}

	async listen(port: number, host: string): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			this.#server.once('error', reject);
			this.#server.listen(port, host, resolve);
		});
		const address = this.#server.address();
		if (address === null || typeof address === 'string') throw new Error('The sandbox listens on no port');
		this.url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
		this.reset();
		// What comes due shows in webhooks though nobody asks.
		this.#ticker = setInterval(() => this.account.schedule.runDue(), 100).unref();
	}

	setLimits(limits: { scale?: number } | false): void {
		this.limits = limits === false ? undefined : new Limits(limits.scale ?? 1, () => this.clock.now());
	}

	advance(milliseconds: number): void {
		this.clock.advance(milliseconds);
		this.account.schedule.runDue();
	}

	reset(): void {
		const outbox: Outbox = { emit: () => undefined, callBack: () => undefined };
		this.#account = new Account(this.clock, this.#seed, this.url, outbox);
		seedAccount(this.#account);
		if (this.#options.sessions !== undefined) this.seedSessions({ count: this.#options.sessions });
		this.requests.length = 0;
		this.departures.length = 0;
		this.faults.reset();
		this.latency = this.#options.latency ?? 0;
		this.setLimits(this.#options.limits ?? false);
		for (const response of this.#hanging) response.destroy();
	}

	seedSessions(bulk: BulkSessions): string[] {
		return seedBulkSessions(this.account, bulk);
	}

	receive(inbound: InboundMessage): Message {
		return receiveInbound(this.account, inbound);
	}

	async close(): Promise<void> {
		clearInterval(this.#ticker);
		await new Promise<void>((resolve, reject) => {
			this.#server.close((error) => (error === undefined ? resolve() : reject(error)));
			this.#server.closeAllConnections();
		});
	}

	async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const method = request.method ?? 'GET';
		const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
		const content = await readContent(request);
		if (path.startsWith('/_sandbox/')) return write(response, answerControl(this, method, path, query, content));
		if (path.startsWith(storagePath)) return this.#answerStorage(response, method, path, content);

		const json = parseJson(content);
		const record: ReceivedRequest = {
			time: this.clock.iso(),
			method,
			path,
			query,
			body: json.body,
			operation: null,
			status: null,
			fault: null,
		};
		this.requests.push(record);
		if (this.latency > 0) await delay(this.latency);
		this.account.schedule.runDue();

		const fault = this.faults.strike(method, path);
		record.fault = fault?.kind ?? null;
		const effect = fault === undefined || takesEffect(fault);
		const answer = effect ? this.#answer(record, request, json) : undefined;
		if (fault !== undefined) return this.#fail(fault, record, response, answer);
		if (answer === undefined) return;
		record.status = answer.status;
		write(response, answer);
	}

	/** Carries a request out: key, route, limits, contract, handler, and the contract once more for the answer. */
	#answer(record: ReceivedRequest, request: IncomingMessage, json: ParsedBody): Answer {
		const { method, path, query } = record;
		const prefix = path.split('/')[1];
		if (!services.some((service) => service === prefix)) {
			this.#depart(record, 'caller', [`${method} ${path} has none of the prefixes /chat, /core, /crm`]);
			return this.#refusal(new ServiceError(400, 'badrequest', 'Bad Request'));
		}
		if (request.headers.authorization !== `Bearer ${this.key}`) return this.#refusal(unauthorized);
		const found = this.#contract.find(method, path);
		record.operation = found?.operation.id ?? null;
		if (this.limits?.admit(path) === false) return this.#refusal(tooManyRequests, found?.operation);
		if (found === undefined) {
			this.#depart(record, 'caller', [`${method} ${path} is no operation of the contract`]);
			// A wrong path looks like a wrong key (observed.md §2).
			return this.#refusal(new ServiceError(404, unauthorized.key, unauthorized.message));
		}
		return this.#operate(record, found.operation, found.path, new URLSearchParams(query), json);
	}

	#operate(
		record: ReceivedRequest,
		operation: Operation,
		path: Record<string, string>,
		query: URLSearchParams,
		{ body, problem: notJson }: ParsedBody,
	): Answer {
		const checked = this.#contract.checkRequest(operation, path, query, body);
		if (notJson !== undefined) checked.problems.push(notJson);
		if (checked.problems.length > 0) {
			this.#depart(record, 'caller', checked.problems);
			const [unknownValue] = checked.unknownQueryValues;
			// Only this of all mistakes was seen on the real service (observed.md §2).
			if (unknownValue !== undefined && checked.problems.length === checked.unknownQueryValues.length)
				return this.#refusal(formError(`The value '${unknownValue}' is not valid`), operation);
			return this.#refusal(new ServiceError(400, 'CONTRACT', checked.problems.join('; ')), operation);
		}
		const answer = this.#handle(record, operation, checked);
		const problems = this.#contract.checkAnswer(operation, answer.status, answer.body);
		if (problems.length === 0) return answer;
		this.#depart(record, 'sandbox', problems);
		return this.#refusal(new ServiceError(500, 'SANDBOX_CONTRACT', problems.join('; ')), operation);
	}

	#handle(record: ReceivedRequest, operation: Operation, checked: CheckedRequest): Answer {
		try {
			if (!isOperationId(operation.id)) throw notImplemented(operation.id);
			return { status: 200, body: this.#run(operation.id, checked) };
		} catch (error) {
			if (error instanceof ServiceError) return this.#refusal(error, operation);
			const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
			this.#depart(record, 'sandbox', [`the handler failed: ${reason}`]);
			return this.#refusal(new ServiceError(500, 'SANDBOX_FAILED', reason), operation);
		}
	}

	#run<Id extends OperationId>(id: Id, checked: CheckedRequest): unknown {
		const handler = handlers[id];
		if (handler === undefined || !isRequestOf(id, checked)) throw notImplemented(id);
		return handler(this.account, checked);
	}

	/** An error answer in the form of the operation's family: the Send operations have another for their 4xx. */
	#refusal(error: ServiceError, operation?: Operation): Answer {
		const inProblemForm = operation?.tag === 'Send' && error.status < 500 && error.status !== 401;
		const body = inProblemForm ? problem(error) : envelope(error, this.#supportIds.uuid(), this.clock.now());
		return { status: error.status, body };
	}

	#depart(record: ReceivedRequest, by: Departure['by'], problems: string[]): void {
		const { method, path, operation } = record;
		this.departures.push({ time: this.clock.iso(), by, method, path, operation, problems });
	}

	#fail(fault: Fault, record: ReceivedRequest, response: ServerResponse, answer: Answer | undefined): void {
		if (fault.kind === 'reset') {
			response.socket?.resetAndDestroy();
			return;
		}
		if (fault.kind === 'hang') {
			this.#hanging.add(response);
			response.once('close', () => this.#hanging.delete(response));
			return;
		}
		const faulty = this.#faultyAnswer(fault, answer);
		record.status = faulty.status;
		write(response, faulty);
	}

	#faultyAnswer(fault: Fault, answer: Answer | undefined): Answer {
		const text = fault.text ?? 'Erro provocado no sandbox';
		switch (fault.kind) {
			case 'tooManyRequests': {
				const headers: Record<string, string> =
					fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
				return { ...this.#refusal(tooManyRequests), headers };
			}
			case 'formError':
				return this.#refusal(formError(text));
			case 'serverError':
				return this.#refusal(new ServiceError(500, 'INTERNAL_ERROR', text));
			case 'errorInOk':
				return { ...this.#refusal(new ServiceError(404, 'ERROR_UNAUTHORIZED', text)), status: 200 };
			case 'badGateway': {
				const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';
				return { status: 502, body: Buffer.from(page), headers: { 'content-type': 'text/html' } };
			}
			case 'brokenJson': {
				const whole = JSON.stringify(answer?.body ?? { id: this.#supportIds.uuid() });
				const half = whole.slice(0, Math.max(1, Math.floor(whole.length / 2)));
				return { status: 200, body: Buffer.from(half), headers: { 'content-type': 'application/json' } };
			}
			case 'emptyBody':
				return { status: 200 };
			default:
				throw new Error(`The fault ${fault.kind} has no answer`);
		}
	}

	#answerStorage(response: ServerResponse, method: string, path: string, content: Buffer): void {
		const id = path.slice(storagePath.length);
		if (method === 'PUT') {
			const stored = storeContent(this.account, id, content);
			return write(response, { status: stored ? 200 : 403 });
		}
		const file = this.account.files.get(id);
		if (method !== 'GET' || file?.content == null) return write(response, { status: 404 });
		const headers = { 'content-type': file.mimeType ?? 'application/octet-stream' };
		write(response, { status: 200, body: file.content, headers });
	}
}

const notImplemented = (id: string) =>
	new ServiceError(501, 'NOT_IMPLEMENTED', `The sandbox does not know the operation ${id} yet`);

function splitOnce(text: string, separator: string): string[] {
	const at = text.indexOf(separator);
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

async function readContent(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

interface ParsedBody {
	body: unknown;
	/** Why the content is no JSON. */
	problem?: string;
}

function parseJson(content: Buffer): ParsedBody {
	if (content.length === 0) return { body: undefined };
	const text = content.toString('utf8');
	try {
		const body: unknown = JSON.parse(text);
		return { body };
	} catch {
		return { body: text, problem: 'body is no JSON' };
	}
}

/** Sends an answer: a Buffer as it is, anything else as JSON, nothing when there is no body. */
function write(response: ServerResponse, { status, body, headers = {} }: Answer): void {
	const isJson = body !== undefined && !Buffer.isBuffer(body);
	const content = Buffer.isBuffer(body) ? body : Buffer.from(isJson ? JSON.stringify(body) : '');
	response.writeHead(status, {
		...(isJson ? { 'content-type': 'application/json; charset=utf-8' } : {}),
		...headers,
		'content-length': content.length,
	});
	response.end(content);
}
