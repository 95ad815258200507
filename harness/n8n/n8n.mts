/** A real n8n with this package in it: its command line here, its server in `server.mts`. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ICredentialDataDecryptedObject, IRun } from 'n8n-workflow';
import { installPackage } from '../package.mts';
import { n8nEnvironment } from './environment.mts';
import { installN8n } from './install.mts';
import { freePort } from './port.mts';
import { startProcess, type N8nProcess } from './process.mts';
import { serverOf, type N8nServer } from './server.mts';
import { n8nNode } from './version.mts';

/** A credential as `n8n import:credentials` reads it, with its data in the clear. */
export interface Credential {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly data: ICredentialDataDecryptedObject;
}

/** A workflow as the editor exports it and `n8n import:workflow` reads it, with the ID to execute it by. */
export interface Workflow {
	readonly id: string;
	readonly name: string;
	readonly nodes: readonly object[];
	readonly connections: object;
	readonly settings?: object;
}

/**
 * Installs n8n if need be, and makes a fresh user folder with the packed package in it.
 *
 * @param userFolder emptied first, and kept; when left out, a temporary one is made, and deleted with what is returned
 * @param settings environment variables for all its processes, beside those that all n8n here have
 * @throws {Error} when n8n cannot be installed, or the package was not built
 */
export async function freshN8n(userFolder?: string, settings: NodeJS.ProcessEnv = {}): Promise<N8n> {
	const program = await installN8n();
	if (userFolder !== undefined) await rm(userFolder, { recursive: true, force: true });
	const folder = userFolder ?? (await mkdtemp(path.join(tmpdir(), 'n8n-user-')));
	await mkdir(folder, { recursive: true });
	await installPackage(folder);
	return new N8n(program, folder, userFolder === undefined, settings);
}

export class N8n implements AsyncDisposable {
	readonly userFolder: string;
	private readonly program: string;
	private readonly temporary: boolean;
	private readonly settings: NodeJS.ProcessEnv;
	private printed = '';

	/**
	 * @param program path of n8n's program
	 * @param userFolder n8n's user folder: database, settings, installed packages
	 * @param temporary whether the user folder is deleted in the end
	 * @param settings environment variables for all its processes, beside those that all n8n here have
	 */
	constructor(program: string, userFolder: string, temporary: boolean, settings: NodeJS.ProcessEnv) {
		this.program = program;
		this.userFolder = userFolder;
		this.temporary = temporary;
		this.settings = settings;
	}

	/** All that n8n's commands and its server have printed so far. */
	get output(): string {
		return this.printed;
	}

	/**
	 * Imports credentials; one that has the same ID is replaced.
	 *
	 * @throws {Error} when n8n refuses them
	 */
	async importCredentials(...credentials: readonly Credential[]): Promise<void> {
		await this.importFile('import:credentials', credentials);
	}

	/**
	 * Imports workflows; one that has the same ID is replaced.
	 *
	 * @returns what n8n printed
	 * @throws {Error} when n8n refuses them
	 */
	async importWorkflows(...workflows: readonly Workflow[]): Promise<string> {
		return await this.importFile('import:workflow', workflows);
	}

	/**
	 * Executes a workflow from its manual trigger.
	 *
	 * @param id the workflow's ID
	 * @returns the run with the data of every node, also of a run that failed (`status` tells)
	 * @throws {Error} when n8n prints no run, because it could not start it
	 */
	async execute(id: string): Promise<IRun> {
		const { code, output } = await this.run('execute', `--id=${id}`, '--rawOutput');
		// The run is printed with indentation, so its last line is the first one that begins with a brace. n8n's own messages may
		// stand before and after it; with debug logs, something stands beside it too.
		const [, run] = /^(?:\S+ +info +)?(\{\n[^]*?\n\})(?: |$)/m.exec(output) ?? [];
		if (run === undefined) throw failure(`n8n execute --id=${id}`, code, output);
		return JSON.parse(run);
	}

	/**
	 * Publishes a workflow; a server that runs on the same database takes it up within some seconds.
	 *
	 * @param id the workflow's ID
	 * @throws {Error} when n8n refuses it
	 */
	async publishWorkflow(id: string): Promise<void> {
		const { code, output } = await this.run('publish:workflow', `--id=${id}`);
		if (code !== 0) throw failure(`n8n publish:workflow --id=${id}`, code, output);
	}

	/**
	 * Starts the server with the editor and waits until it is ready and has an owner.
	 *
	 * @param preferredPort the editor's port, if it is free
	 * @throws {Error} when n8n does not become ready
	 */
	async start(preferredPort?: number): Promise<N8nServer> {
		const port = await freePort(preferredPort);
		return await serverOf(await this.startProcess(['start'], port, { N8N_PORT: String(port) }));
	}

	/**
	 * Starts a worker, which takes executions from the queue that `settings` name, and waits until it is ready.
	 *
	 * @throws {Error} when it does not become ready
	 */
	async startWorker(): Promise<N8nProcess> {
		const port = await freePort();
		const health = { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) };
		return await this.startProcess(['worker'], port, health);
	}

	/**
	 * Starts a process that takes requests to webhooks and does nothing else, and waits until it is ready.
	 *
	 * @param port one that is free
	 * @throws {Error} when it does not become ready
	 */
	async startReceiver(port: number): Promise<N8nProcess> {
		return await this.startProcess(['webhook'], port, { N8N_PORT: String(port) });
	}

	/** Deletes the user folder if it is a temporary one. */
	async [Symbol.asyncDispose](): Promise<void> {
		if (this.temporary) await rm(this.userFolder, { recursive: true });
	}

	private async importFile(command: string, content: readonly object[]): Promise<string> {
		const file = path.join(this.userFolder, 'import.json');
		await writeFile(file, JSON.stringify(content), { mode: 0o600 });
		try {
			const { code, output } = await this.run(command, `--input=${file}`);
			if (code !== 0 || !output.includes('Successfully imported')) throw failure(`n8n ${command}`, code, output);
			return output;
		} finally {
			await rm(file);
		}
	}

	private async startProcess(command: string[], port: number, more: NodeJS.ProcessEnv): Promise<N8nProcess> {
		const environment = await this.environment(more);
		const print = (text: string) => (this.printed += text);
		return await startProcess({ program: this.program, command, environment, port, print });
	}

	/** Of one process: each needs a port of its own for the broker of its task runners. */
	private async environment(more: NodeJS.ProcessEnv = {}): Promise<NodeJS.ProcessEnv> {
		return n8nEnvironment(this.userFolder, await freePort(), { ...this.settings, ...more });
	}

	/** Runs one n8n command to its end. */
	private async run(...parameters: readonly string[]): Promise<{ code: number | null; output: string }> {
		const env = await this.environment();
		const child = spawn(n8nNode, [this.program, ...parameters], {
			cwd: this.userFolder,
			env,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding('utf8').on('data', (text) => (output += text));
		return await new Promise((resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code) => {
				this.printed += output;
				resolve({ code, output });
			});
		});
	}
}

function failure(command: string, code: number | null, output: string): Error {
	return new Error(`${command} ended with code ${code}:\n${output.trim().split('\n').slice(-20).join('\n')}`);
}
