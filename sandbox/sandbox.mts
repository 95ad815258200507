import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Account, type Message, type Quirks } from './account.mts';
import { Clock } from './clock.mts';
import { loadContract, type Contract } from '../contract/checker.mts';
import { answerControl } from './control.mts';
import { Deliveries } from './events.mts';
import { faultyAnswer, Faults, hangs, takesEffect, type Fault } from './faults.mts';
import { parseBody, readContent, splitTarget, write, type Answer } from './http.mts';
import { receiveInbound, type InboundMessage } from './inbound.mts';
import { Limits } from './limits.mts';
import { Live } from './live.mts';
import { refuseForeign } from './loopback.mts';
import { switchPhone } from './messages.mts';
import { answerPage, migratePath, pagePath } from './page.mts';
import { Random } from './random.mts';
import { seedAccount, seedBulkSessions, type BulkSessions } from './seed.mts';
import { Service, type Departure } from './service.mts';
import { answerStorage, storagePath } from './storage.mts';
import { setBlocks, type Block } from './talks.mts';

export interface SandboxOptions {
	/** Port to listen on; the operating system chooses one if left out or 0. */
	port?: number;
	/** Address to listen on; 127.0.0.1 if left out. */
	host?: string;
	/** The account's API key; one is made up if left out. */
	key?: string;
	/** Whether the account holds nothing, in place of the seed, after every reset too; false if left out. */
	empty?: boolean;
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
	/** Oddities of the service, after every reset too; none if left out. */
	quirks?: Partial<Quirks>;
}

/** A request that came in: everything but its headers, so that the key is never kept. */
export interface ReceivedRequest {
	/** Counts up from 1 for as long as the sandbox runs. */
	number: number;
	/** When it came, ISO 8601 by the account's clock. */
	time: string;
	method: string;
	path: string;
	/** The query as it came, without the question mark. */
	query: string;
	/** The JSON body; the text where it is none, `{ bytes }` for an upload. */
	body: unknown;
	/** The operation of the contract that it addressed. */
	operation: string | null;
	/** The status answered; null while it is under way and where the connection was cut or hangs. */
	status: number | null;
	/** Milliseconds until it was answered, by the machine's clock; null as long as the status is. */
	duration: number | null;
	/** The fault that struck it. */
	fault: Fault['kind'] | null;
}

/** A WTS Chat account on one's own machine. */
export interface Sandbox extends AsyncDisposable {
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
	/** The POSTs to subscriptions and callback addresses, and how they go wrong on demand. */
	readonly deliveries: Deliveries;
	/** Tells the page, and whoever else listens, that something has changed. */
	readonly live: Live;
	/** Oddities of the service, to be switched on at will; as at the start after a reset. */
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
	 * @throws RangeError when the channel is unknown, or there is none
	 */
	seedSessions(bulk: BulkSessions): string[];
	/**
	 * Lets a contact write: see InboundMessage.
	 * @returns the message; its `sessionId` tells where it went
	 * @throws RangeError when contact, session or channel are unknown
	 */
	receive(inbound: InboundMessage): Message;
	/**
	 * Switches a contact's phone off, so that messages to it are sent but not delivered, or on, so that they are.
	 * @throws RangeError when the contact is unknown
	 */
	switchPhone(contactId: string, isOn: boolean): void;
	/**
	 * Gives a chatbot its webhook blocks, the one that it begins with first.
	 * @throws RangeError when the chatbot is unknown, or a way leads to no block
	 */
	setBlocks(chatbotId: string, blocks: Block[]): void;
	/**
	 * Starts over: the seed's account, no requests, departures, faults; limits, latency and quirks as at the start.
	 * @param given `empty`: whether the account holds nothing from now on; as at the start if left out
	 */
	reset(given?: { empty?: boolean }): void;
	/** Stops listening and cuts what is open; so does leaving an `await using`. */
	close(): Promise<void>;
}

const defaultSeed = 20_240_101;

/** How often what has come due is looked for, in milliseconds, so that it shows in webhooks though nobody asks. */
const tick = 100;

/**
 * Starts a WTS Chat account in this process.
 * @throws when the port is taken, or the contract cannot be read
 * @throws RangeError when it is to be empty and hold sessions
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	if (options.empty && options.sessions) throw new RangeError('An empty account has no channel for sessions');
	const sandbox = new RunningSandbox(options, await loadContract());
	await sandbox.listen(options.port ?? 0, options.host ?? '127.0.0.1');
	try {
		sandbox.start();
	} catch (error) {
		// A sandbox that did not start must not keep its process alive.
		await sandbox.close();
		throw error;
	}
	return sandbox;
}

class RunningSandbox implements Sandbox {
	readonly key: string;
	readonly clock: Clock;
	readonly requests: ReceivedRequest[] = [];
	readonly departures: Departure[] = [];
	readonly faults: Faults;
	readonly deliveries: Deliveries;
	readonly live = new Live();
	url = '';
	latency = 0;
	limits: Limits | undefined;
	#options: SandboxOptions;
	#seed: number;
	#account: Account | undefined;
	#service: Service;
	#host = '';
	#received = 0;
	/** Answers that hang, to be cut at the end. */
	#hanging = new Set<ServerResponse>();
	#ticker: NodeJS.Timeout | undefined;
	#server = createServer((request, response) => {
		this.#receive(request, response).catch((error: unknown) => {
			// A caller that went away is no failure of the sandbox.
			if (!request.destroyed || request.complete) console.error('The sandbox failed to answer a request:', error);
			response.destroy();
		});
	});

	constructor(options: SandboxOptions, contract: Contract) {
		this.#options = options;
		this.#seed = options.seed ?? defaultSeed;
		this.clock = options.clock ?? new Clock();
		this.key = options.key ?? `pn_sandbox${new Random(this.#seed + 1).uuid().replaceAll('-', '')}`;
		this.faults = new Faults(this.#seed + 2);
		this.deliveries = new Deliveries(
			() => this.account,
			new Random(this.#seed + 3),
			() => this.live.changed(),
		);
		this.#service = new Service(this, contract, new Random(this.#seed + 4));
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
		this.#host = host;
		this.url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
	}

	#runDue(): void {
		if (this.account.schedule.runDue()) this.live.changed();
	}

	/** Puts the seed in and lets time do its work; to be called once it listens, since the account hands out its URL. */
	start(): void {
		this.reset();
		this.#ticker = setInterval(() => this.#runDue(), tick).unref();
	}

	setLimits(limits: { scale?: number } | false): void {
		this.limits = limits === false ? undefined : new Limits(limits.scale ?? 1, () => this.clock.now());
	}

	advance(milliseconds: number): void {
		this.clock.advance(milliseconds);
		this.account.schedule.runDue();
		// Windows may have closed though nothing was due.
		this.live.changed();
	}

	seedSessions(bulk: BulkSessions): string[] {
		this.live.changed();
		return this.deliveries.silently(() => seedBulkSessions(this.account, bulk));
	}

	receive(inbound: InboundMessage): Message {
		this.live.changed();
		return receiveInbound(this.account, inbound);
	}

	switchPhone(contactId: string, isOn: boolean): void {
		this.live.changed();
		switchPhone(this.account, contactId, isOn);
	}

	setBlocks(chatbotId: string, blocks: Block[]): void {
		this.live.changed();
		setBlocks(this.account, chatbotId, blocks);
	}

	reset({ empty = this.#options.empty }: { empty?: boolean } = {}): void {
		this.deliveries.reset();
		const account = new Account(this.clock, this.#seed, this.url, this.deliveries);
		this.#account = account;
		Object.assign(account.quirks, this.#options.quirks);
		if (!empty) {
			// All as long before one and the same moment as the seed says, so that lists by time have the same order each time.
			this.clock.hold(() => this.deliveries.silently(() => seedAccount(account)));
			if (this.#options.sessions !== undefined) this.seedSessions({ count: this.#options.sessions });
		}
		this.requests.length = 0;
		this.departures.length = 0;
		this.faults.reset();
		this.latency = this.#options.latency ?? 0;
		this.setLimits(this.#options.limits ?? false);
		for (const response of this.#hanging) response.destroy();
		this.live.changed();
	}

	async close(): Promise<void> {
		clearInterval(this.#ticker);
		this.live.close();
		this.deliveries.close();
		await new Promise<void>((resolve, reject) => {
			this.#server.close((error) => (error === undefined ? resolve() : reject(error)));
			this.#server.closeAllConnections();
		});
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.close();
	}

	async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { method = 'GET', headers } = request;
		const { path, query } = splitTarget(request.url ?? '/');
		const content = await readContent(request);
		const isPage = (method === 'GET' && ['/', migratePath].includes(path)) || path.startsWith(pagePath);
		if (isPage || path.startsWith('/_sandbox/')) {
			const answer = () => (isPage ? answerPage(method, path) : answerControl(this, method, path, query, content));
			return write(response, refuseForeign(headers, this.#host) ?? (await answer()));
		}

		const inStorage = path.startsWith(storagePath);
		const body = inStorage ? { body: { bytes: content.length } } : parseBody(content, headers['content-type']);
		const began = performance.now();
		const record: ReceivedRequest = {
			number: ++this.#received,
			time: this.clock.iso(),
			method,
			path,
			query,
			body: body.body,
			operation: this.#service.operationOf(method, path)?.id ?? null,
			status: null,
			duration: null,
			fault: null,
		};
		this.requests.push(record);
		this.live.changed();
		if (this.latency > 0) await delay(this.latency);
		this.account.schedule.runDue();

		const call = { method, path, query, authorization: headers.authorization, body };
		const refused = inStorage ? undefined : this.#service.refuse(call);
		const carryOut = () =>
			inStorage ? answerStorage(this.account, method, path, query, headers, content) : this.#service.answer(call);
		const answer = refused ?? this.#answerOrFail(record, response, carryOut);
		this.live.changed();
		if (answer === undefined) return;
		record.status = answer.status;
		record.duration = performance.now() - began;
		write(response, answer);
	}

	/** Carries a request out, or lets it fail as the fault that strikes it has it; undefined when nothing is answered. */
	#answerOrFail(record: ReceivedRequest, response: ServerResponse, carryOut: () => Answer): Answer | undefined {
		const fault = this.faults.strike(record.method, record.path);
		if (fault === undefined) return carryOut();
		record.fault = fault.kind;
		const answer = takesEffect(fault) ? carryOut() : undefined;
		if (fault.kind === 'reset') {
			response.socket?.resetAndDestroy();
			return undefined;
		}
		if (hangs(fault)) {
			this.#hanging.add(response);
			response.once('close', () => this.#hanging.delete(response));
		}
		if (fault.kind === 'hang') return undefined;
		return faultyAnswer(fault, fault.kind, answer, (error) => this.#service.refusal(error));
	}
}
