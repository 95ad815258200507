/** A process of n8n that stays: its server, or a worker. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { n8nNode } from './version.mts';

const START_WITHIN_MS = 300_000;
const STOP_WITHIN_MS = 20_000;

/** What a process needs to run. */
export interface ProcessSettings {
	/** Path of n8n's program. */
	readonly program: string;
	/** n8n's command, e.g. `start`, with its options. */
	readonly command: readonly string[];
	/** Its whole environment. */
	readonly environment: NodeJS.ProcessEnv;
	/** Where it says that it is ready; the environment names it too. */
	readonly port: number;
	/** Gets what it prints. */
	readonly print: (text: string) => void;
}

/**
 * Starts a process of n8n and waits until it is ready.
 *
 * @throws {Error} when it ends before it is ready, or is not ready within 5 minutes
 */
export async function startProcess({
	program,
	command,
	environment,
	port,
	print,
}: ProcessSettings): Promise<N8nProcess> {
	// A process group of its own: Ctrl-C in the terminal does not reach n8n; its disposal does.
	const child = spawn(n8nNode, [program, ...command], {
		cwd: environment.N8N_USER_FOLDER,
		env: environment,
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
	});
	let lastWords = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => {
			print(text);
			lastWords = (lastWords + text).slice(-2000);
		});
	}
	const started = new N8nProcess(`http://127.0.0.1:${port}`, child);
	try {
		const giveUpAt = Date.now() + START_WITHIN_MS;
		while (!(await started.isReady())) {
			const ended = child.exitCode !== null || child.signalCode !== null;
			if (ended || Date.now() > giveUpAt)
				throw new Error(`n8n ${command.join(' ')} did not become ready:\n${lastWords}`);
			await wait(250);
		}
		return started;
	} catch (error) {
		await started[Symbol.asyncDispose]();
		throw error;
	}
}

export class N8nProcess implements AsyncDisposable {
	readonly url: string;
	private readonly child: ChildProcess;
	private readonly ended: Promise<unknown>;

	/**
	 * @param url where it listens, without a slash at the end
	 * @param child the leader of a process group
	 */
	constructor(url: string, child: ChildProcess) {
		this.url = url;
		this.child = child;
		this.ended = once(child, 'close');
	}

	/** Whether it says that its database, and whatever else it needs, is there. */
	async isReady(): Promise<boolean> {
		try {
			const response = await fetch(`${this.url}/healthz/readiness`);
			await response.body?.cancel();
			return response.ok;
		} catch {
			return false; // not listening yet
		}
	}

	/** Ends it at once, with all it started, as a crash would. */
	async kill(): Promise<void> {
		const { pid } = this.child;
		if (pid !== undefined) process.kill(-pid, 'SIGKILL');
		await this.ended;
	}

	/** Stops it in good order; by force, with all it started, when it takes longer than 20 s. */
	async [Symbol.asyncDispose](): Promise<void> {
		const { pid } = this.child;
		this.child.kill('SIGTERM');
		const force = setTimeout(() => pid !== undefined && process.kill(-pid, 'SIGKILL'), STOP_WITHIN_MS);
		await this.ended;
		clearTimeout(force);
	}
}
