// A WTS Chat account in a process of its own, so that it does not share n8n's or the bench's event loop.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { project } from '../harness/package.mts';

/** How the account is set up for a run. */
export interface Conditions {
	/** How many open sessions there are to complete. */
	sessions: number;
	/** Milliseconds that each request takes at least. */
	latency: number;
	/** Divides the lengths of the limits' windows; no limits if left out. */
	limitsScale?: number;
}

/** What the account has seen in a run. */
export interface Tally {
	completed: number;
	/** Sessions that were completed more than once. */
	completedAgain: number;
	/** Requests answered 429. */
	refused: number;
}

export class BenchAccount implements AsyncDisposable {
	readonly url: string;
	readonly key: string;
	private readonly child: ChildProcess;
	private ids: string[] = [];

	private constructor(child: ChildProcess, url: string, key: string) {
		this.child = child;
		this.url = url;
		this.key = key;
	}

	/**
	 * Starts the sandbox.
	 * @param options of its program, such as a key of its own
	 * @throws {Error} when it ends before it is ready
	 */
	static async start(...options: string[]): Promise<BenchAccount> {
		const program = [path.join(project, 'sandbox/main.mts'), '--port', '0', '--no-limits', ...options];
		const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
		let printed = '';
		for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
			printed += String(chunk);
			const [, url] = /Base URL\s+(\S+)/.exec(printed) ?? [];
			const [, key] = /API key\s+(\S+)\s/.exec(printed) ?? [];
			if (url === undefined || key === undefined) continue;
			child.stdout.resume();
			return new BenchAccount(child, url, key);
		}
		throw new Error(`The sandbox did not start:\n${printed}`);
	}

	/**
	 * Starts over with fresh sessions and empty windows.
	 * @returns the IDs of the sessions to complete
	 */
	async prepare({ sessions, latency, limitsScale }: Conditions): Promise<string[]> {
		await this.control('POST', '/reset');
		await this.control('PUT', '/latency', { milliseconds: latency });
		const made = await this.control<{ sessionIds: string[] }>('POST', '/sessions', { count: sessions });
		this.ids = made.sessionIds;
		await this.control('PUT', '/limits', limitsScale === undefined ? { enabled: false } : { scale: limitsScale });
		return this.ids;
	}

	/** Counts what became of the sessions. */
	async tally(): Promise<Tally> {
		const { completions } = await this.control<{ completions: Record<string, number> }>('GET', '/counts');
		const counts = this.ids.map((id) => completions[id] ?? 0);
		const refused = await this.control<unknown[]>('GET', '/requests?status=429');
		return {
			completed: counts.filter((count) => count > 0).length,
			completedAgain: counts.filter((count) => count > 1).length,
			refused: refused.length,
		};
	}

	/** Milliseconds from a request to its answer on an idle account, without limits; the median of a few. */
	async roundTrip(): Promise<number> {
		const times: number[] = [];
		for (let index = 0; index < 30; index++) {
			const began = performance.now();
			const response = await fetch(`${this.url}/chat/v1/session/${this.ids[0]}`, {
				headers: { authorization: `Bearer ${this.key}` },
			});
			await response.arrayBuffer();
			times.push(performance.now() - began);
		}
		return times.toSorted((a, b) => a - b)[15];
	}

	async [Symbol.asyncDispose](): Promise<void> {
		const ended = once(this.child, 'close');
		this.child.kill('SIGTERM');
		await ended;
	}

	/**
	 * Calls the sandbox's control API.
	 * @param route below `/_sandbox`, see sandbox/README.md
	 * @returns what it answers, which the caller knows the shape of
	 * @throws {Error} when it refuses
	 */
	async control<Answer>(method: string, route: string, body?: object): Promise<Answer> {
		const response = await fetch(`${this.url}/_sandbox${route}`, { method, body: body && JSON.stringify(body) });
		if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${method} ${route}`);
		return (response.status === 204 ? undefined : await response.json()) as Answer;
	}
}
