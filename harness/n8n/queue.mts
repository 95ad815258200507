/** n8n in queue mode on this machine: a main process and workers, with PostgreSQL and Redis between them. */
import { Balancer } from './balancer.mts';
import { freshN8n, type N8n } from './n8n.mts';
import { freePort } from './port.mts';
import type { N8nProcess } from './process.mts';
import type { N8nServer } from './server.mts';
import { postgresSettings, startPostgres, startRedis, type Store } from './stores.mts';

/** What n8n keeps its data in, and hands executions over by. */
export interface Stores {
	readonly postgres: Store;
	readonly redis: Store;
}

export interface QueueOptions {
	/** How many workers there are; two if left out. */
	readonly workers?: number;
	/** How many processes take requests to webhooks, each its share; if there is none, the main process takes them. */
	readonly receivers?: number;
	/** Environment variables for all processes of n8n. */
	readonly settings?: NodeJS.ProcessEnv;
	/** Done before the start to each n8n, which has the packed package in it. */
	readonly prepare?: (n8n: N8n) => Promise<void>;
}

/**
 * Installs what is needed, then starts everything on an empty database, and logs in.
 *
 * @throws {Error} when something cannot be installed or does not become ready; nothing goes on running then
 */
export async function startQueue({
	workers = 2,
	receivers = 0,
	settings: more,
	prepare,
}: QueueOptions = {}): Promise<Queue> {
	await using resources = new AsyncDisposableStack();
	const postgres = resources.use(await startPostgres());
	const redis = resources.use(await startRedis());
	const port = await freePort();
	const balancer = receivers > 0 ? resources.use(await Balancer.start()) : undefined;
	const settings = {
		EXECUTIONS_MODE: 'queue',
		// The workers serve no webhooks; they have to know who does.
		WEBHOOK_URL: `${balancer?.url ?? `http://127.0.0.1:${port}`}/`,
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		...postgresSettings(postgres),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		...more,
	};
	// Each has a user folder of its own, as if it were on another machine.
	const install = async () => {
		const n8n = resources.use(await freshN8n(undefined, settings));
		await prepare?.(n8n);
		return n8n;
	};
	const main = await install();
	const installed: N8n[] = [];
	while (installed.length < workers) installed.push(await install());
	const receiving: Receiver[] = [];
	while (receiving.length < receivers) receiving.push({ n8n: await install(), port: await freePort() });
	if (balancer) balancer.targets = receiving.map((receiver) => `http://127.0.0.1:${receiver.port}`);
	const queue = new Queue(main, installed, receiving, port, { postgres, redis }, resources.move());
	try {
		await queue.start();
		return queue;
	} catch (error) {
		await queue[Symbol.asyncDispose]();
		throw error;
	}
}

/** An installation that takes requests to webhooks, at a port of its own. */
interface Receiver {
	readonly n8n: N8n;
	readonly port: number;
}

export class Queue implements AsyncDisposable {
	/** What the main process prints, and its command line. */
	readonly main: N8n;
	readonly workers: readonly N8n[];
	/** Those that take requests to webhooks. */
	readonly receivers: readonly Receiver[];
	/** What is between them. */
	readonly stores: Stores;
	private readonly resources: AsyncDisposableStack;
	private runningMain: N8nServer | undefined;
	private readonly running = new Map<N8n, N8nProcess>();
	private readonly port: number;

	/**
	 * @param main the installation that the main process runs from
	 * @param workers the installations of the workers
	 * @param receivers the installations of those that take requests to webhooks
	 * @param port the main process's
	 * @param stores what is between them
	 * @param resources all that is disposed of when n8n has stopped
	 */
	constructor(
		main: N8n,
		workers: readonly N8n[],
		receivers: readonly Receiver[],
		port: number,
		stores: Stores,
		resources: AsyncDisposableStack,
	) {
		this.main = main;
		this.workers = workers;
		this.receivers = receivers;
		this.port = port;
		this.stores = stores;
		this.resources = resources;
	}

	/** The main process: the editor, the REST interface, the webhooks. */
	get server(): N8nServer {
		if (!this.runningMain) throw new Error('n8n is not running');
		return this.runningMain;
	}

	/**
	 * Starts n8n; again after `stop()`, on the same database and port.
	 *
	 * @throws {Error} when a process does not become ready
	 */
	async start(): Promise<void> {
		await this.startThose(this.all);
	}

	/** Stops n8n in good order; what it has stored stays. */
	async stop(): Promise<void> {
		const processes = [this.runningMain, ...this.running.values()];
		this.runningMain = undefined;
		this.running.clear();
		await settled(processes.map(async (process) => await process?.[Symbol.asyncDispose]()));
	}

	/**
	 * Ends some processes of n8n as a crash would, and starts them again.
	 *
	 * @param meanwhile done before they are started
	 */
	async crash(crashed: readonly N8n[], meanwhile: () => Promise<void>): Promise<void> {
		for (const n8n of crashed) {
			await (n8n === this.main ? this.runningMain : this.running.get(n8n))?.kill();
			if (n8n === this.main) this.runningMain = undefined;
			this.running.delete(n8n);
		}
		await meanwhile();
		await this.startThose(crashed);
	}

	private get all(): N8n[] {
		return [this.main, ...this.workers, ...this.receivers.map(({ n8n }) => n8n)];
	}

	private async startThose(those: readonly N8n[]): Promise<void> {
		await settled(
			those.map(async (n8n) => {
				if (n8n === this.main) {
					this.runningMain = await n8n.start(this.port);
					return;
				}
				const receiver = this.receivers.find((other) => other.n8n === n8n);
				this.running.set(n8n, receiver ? await n8n.startReceiver(receiver.port) : await n8n.startWorker());
			}),
		);
	}

	/** The IDs of the executions that a worker has carried out to their end, whatever it was. */
	executionsOf(worker: N8n): string[] {
		return [...worker.output.matchAll(/Worker finished execution (\d+)/g)].map(([, id]) => id);
	}

	/** Stops n8n, then its stores: a worker that loses them does not stop in good order. */
	async [Symbol.asyncDispose](): Promise<void> {
		try {
			await this.stop();
		} finally {
			await this.resources.disposeAsync();
		}
	}
}

/**
 * Waits for all, also when one of them fails.
 *
 * @throws {Error} the first failure
 */
async function settled(promises: ReadonlyArray<Promise<void>>): Promise<void> {
	const outcomes = await Promise.allSettled(promises);
	const failure = outcomes.find((outcome) => outcome.status === 'rejected');
	if (failure) throw failure.reason;
}
