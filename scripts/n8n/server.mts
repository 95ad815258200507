/** n8n's server: the editor and its REST interface. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

/** Who may log in to the editor; made when the server starts for the first time. */
export const owner = {
	email: 'demo@example.com',
	password: 'Demo-only-1',
	firstName: 'Demo',
	lastName: 'Owner',
} as const;

const START_WITHIN_MS = 300_000;
const STOP_WITHIN_MS = 20_000;

/**
 * Starts `n8n start`, waits until it is ready, sets the owner up if there is none, and logs in.
 *
 * @param program path of n8n's program
 * @param environment its whole environment
 * @param port the editor's port, which the environment names too
 * @param print gets what n8n prints
 * @throws {Error} when n8n ends before it is ready, is not ready within 5 minutes, or the owner cannot log in
 */
export async function startServer(
	program: string,
	environment: NodeJS.ProcessEnv,
	port: number,
	print: (text: string) => void,
): Promise<N8nServer> {
	// A process group of its own: Ctrl-C in the terminal does not reach n8n; its disposal does.
	const child = spawn(process.execPath, [program, 'start'], {
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
	const server = new N8nServer(`http://127.0.0.1:${port}`, child);
	try {
		const giveUpAt = Date.now() + START_WITHIN_MS;
		while (!(await server.isReady())) {
			const ended = child.exitCode !== null || child.signalCode !== null;
			if (ended || Date.now() > giveUpAt) throw new Error(`n8n did not become ready:\n${lastWords}`);
			await wait(250);
		}
		await server.logIn();
		return server;
	} catch (error) {
		await server[Symbol.asyncDispose]();
		throw error;
	}
}

export class N8nServer implements AsyncDisposable {
	readonly url: string;
	private readonly child: ChildProcess;
	private readonly ended: Promise<unknown>;
	private cookie = '';

	/**
	 * @param url the editor's address, without a slash at its end
	 * @param child the server's process, the leader of a process group
	 */
	constructor(url: string, child: ChildProcess) {
		this.url = url;
		this.child = child;
		this.ended = once(child, 'close');
	}

	/**
	 * Calls n8n's REST interface as the logged-in owner.
	 *
	 * @param method e.g. `GET`
	 * @param route e.g. `/workflows`, below `/rest`
	 * @param body sent as JSON
	 * @returns the `data` of the answer, as n8n gave it
	 * @throws {Error} with n8n's answer, when it is not a success
	 */
	async request(method: string, route: string, body?: object): Promise<unknown> {
		const response = await fetch(`${this.url}/rest${route}`, {
			method,
			headers: { 'content-type': 'application/json', cookie: this.cookie },
			body: JSON.stringify(body),
		});
		if (!response.ok)
			throw new Error(`n8n answered ${response.status} to ${method} ${route}: ${await response.text()}`);
		const logIn = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (logIn) this.cookie = logIn.split(';')[0];
		const answer = (await response.json()) as { data: unknown };
		return answer.data;
	}

	/** Makes the owner of a new n8n, or logs in as the one it has. */
	async logIn(): Promise<void> {
		const settings = await fetch(`${this.url}/rest/settings`);
		const { data } = (await settings.json()) as { data: { userManagement: { showSetupOnFirstLoad: boolean } } };
		const { email, password } = owner;
		if (data.userManagement.showSetupOnFirstLoad) await this.request('POST', '/owner/setup', owner);
		else await this.request('POST', '/login', { emailOrLdapLoginId: email, password });
	}

	/** Whether the server says that its database and its nodes are there. */
	async isReady(): Promise<boolean> {
		try {
			const response = await fetch(`${this.url}/healthz/readiness`);
			await response.body?.cancel();
			return response.ok;
		} catch {
			return false; // not listening yet
		}
	}

	/** Stops the server in good order; by force, with all it started, when it takes longer than 20 s. */
	async [Symbol.asyncDispose](): Promise<void> {
		const { pid } = this.child;
		this.child.kill('SIGTERM');
		const force = setTimeout(() => pid !== undefined && process.kill(-pid, 'SIGKILL'), STOP_WITHIN_MS);
		await this.ended;
		clearTimeout(force);
	}
}
