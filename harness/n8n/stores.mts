/** What n8n keeps its data in when it runs in queue mode: PostgreSQL and Redis, from Debian's packages, for one test run alone. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram, programOf } from '../debian.mts';
import { freePort } from './port.mts';

const runFile = promisify(execFile);

const START_WITHIN_MS = 60_000;
/** In bytes of JSON. */
const LARGEST_TABLE = 2 ** 29;

/** The user of a system that may run PostgreSQL's programs, which refuse to run as root; undefined is the present one. */
interface User {
	readonly uid: number;
	readonly gid: number;
}

/** A server that keeps data in a folder of its own, deleted with it. */
export class Store implements AsyncDisposable {
	readonly port: number;
	private readonly folder: string;
	private readonly child: ChildProcess;
	private readonly ended: Promise<unknown>;
	private readonly stopSignal: NodeJS.Signals;
	private printed = '';

	/**
	 * @param port where it listens on 127.0.0.1
	 * @param folder holds its data
	 * @param child its process
	 * @param stopSignal ends it without waiting for those who are connected
	 */
	constructor(port: number, folder: string, child: ChildProcess, stopSignal: NodeJS.Signals) {
		this.port = port;
		this.folder = folder;
		this.child = child;
		this.ended = once(child, 'close');
		this.stopSignal = stopSignal;
		for (const stream of [child.stdout, child.stderr])
			stream?.setEncoding('utf8').on('data', (text: string) => (this.printed = (this.printed + text).slice(-2000)));
	}

	/**
	 * Waits until it is ready.
	 *
	 * @throws {Error} with what it printed, when it ends or is not ready within a minute
	 */
	async ready(isReady: () => Promise<boolean>): Promise<void> {
		const giveUpAt = Date.now() + START_WITHIN_MS;
		while (!(await isReady())) {
			const ended = this.child.exitCode !== null || this.child.signalCode !== null;
			if (ended || Date.now() > giveUpAt) throw new Error(`${this.child.spawnfile} did not start:\n${this.printed}`);
			await wait(50);
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.child.kill(this.stopSignal);
		await this.ended;
		await rm(this.folder, { recursive: true });
	}
}

/**
 * Starts a PostgreSQL with an empty database `postgres` for the user `postgres`, who needs no password.
 *
 * @throws {Error} when it is not installed and cannot be, or does not start
 */
export async function startPostgres(): Promise<Store> {
	const initdb = await programOf('postgresql', () => findPostgres('initdb'));
	const sibling = (name: string) => path.join(path.dirname(initdb), name);
	const user = await postgresUser();
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-postgres-'));
	if (user) await chown(folder, user.uid, user.gid);
	const data = path.join(folder, 'data');
	const options = ['--auth=trust', '--username=postgres', '--no-sync', '--no-instructions'];
	await runFile(initdb, [...options, '-D', data], { cwd: folder, ...user });
	const port = await freePort();
	// -F: what a test stores need not outlive the machine.
	const child = spawn(sibling('postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'], {
		cwd: folder,
		stdio: ['ignore', 'pipe', 'pipe'],
		...user,
	});
	const probe = [sibling('pg_isready'), '-q', '-h', '127.0.0.1', '-p', String(port)] as const;
	return await ready(new Store(port, folder, child, 'SIGINT'), () => succeeds(...probe));
}

/** The environment variables by which n8n keeps its data in a PostgreSQL of `startPostgres`. */
export const postgresSettings = ({ port }: Store) => ({
	DB_TYPE: 'postgresdb',
	DB_POSTGRESDB_HOST: '127.0.0.1',
	DB_POSTGRESDB_PORT: String(port),
	DB_POSTGRESDB_DATABASE: 'postgres',
	DB_POSTGRESDB_USER: 'postgres',
});

/**
 * Starts an empty Redis.
 *
 * @throws {Error} when it is not installed and cannot be, or does not start
 */
export async function startRedis(): Promise<Store> {
	const server = await programOf('redis-server', () => findProgram('redis-server'));
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-redis-'));
	const port = await freePort();
	const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
	const child = spawn(server, options, { stdio: ['ignore', 'pipe', 'pipe'] });
	return await ready(new Store(port, folder, child, 'SIGTERM'), () => takesConnections(port));
}

/**
 * Reads everything that a PostgreSQL of `startPostgres` holds.
 *
 * @returns the rows, each with the name of its table
 */
export async function rowsOf(postgres: Store): Promise<Array<{ table: string; columns: Record<string, unknown> }>> {
	const tables = await askPostgres(postgres, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
	const rows = [];
	for (const table of tables) {
		for (const row of await askPostgres(postgres, `SELECT row_to_json(held) FROM "${table}" held`))
			rows.push({ table, columns: JSON.parse(row) as Record<string, unknown> });
	}
	return rows;
}

/**
 * Asks a PostgreSQL of `startPostgres` something.
 *
 * @param query SQL
 * @returns a line for each row
 * @throws {Error} when it refuses
 */
export async function askPostgres({ port }: Store, query: string): Promise<string[]> {
	const psql = await programOf('postgresql', () => findPostgres('psql'));
	const options = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-At', '-v', 'ON_ERROR_STOP=1'];
	const { stdout } = await runFile(psql, [...options, '-c', query], { maxBuffer: LARGEST_TABLE });
	return stdout.split('\n').filter((line) => line !== '');
}

/**
 * Listens to all that is said to a Redis of `startRedis` from now on.
 *
 * @returns to end it, which tells what was said
 */
export async function listenTo({ port }: Store): Promise<{ end(): Promise<string> }> {
	const program = await programOf('redis-tools', () => findProgram('redis-cli'));
	const child = spawn(program, ['-h', '127.0.0.1', '-p', String(port), 'MONITOR'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const ended = once(child, 'close');
	const said: string[] = [];
	child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(text));
	await once(child.stdout, 'data'); // it says OK
	return {
		end: async () => {
			child.kill();
			await ended;
			return said.join('');
		},
	};
}

async function ready(store: Store, isReady: () => Promise<boolean>): Promise<Store> {
	try {
		await store.ready(isReady);
		return store;
	} catch (error) {
		await store[Symbol.asyncDispose]();
		throw error;
	}
}

/** One of PostgreSQL's programs, of the newest version: Debian keeps them where no shell finds them. */
function findPostgres(name: string): string | undefined {
	const versions = globSync('/usr/lib/postgresql/*').sort((one, other) => version(other) - version(one));
	return versions.map((folder) => path.join(folder, 'bin', name)).find(existsSync) ?? findProgram(name);
}

const version = (folder: string) => Number(path.basename(folder));

async function postgresUser(): Promise<User | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const idOf = async (option: string) => Number((await runFile('id', [option, 'postgres'])).stdout);
	return { uid: await idOf('-u'), gid: await idOf('-g') };
}

async function succeeds(program: string, ...parameters: string[]): Promise<boolean> {
	try {
		await runFile(program, parameters);
		return true;
	} catch {
		return false; // it ends with a code that says what is missing
	}
}

async function takesConnections(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => {
			socket.destroy();
			resolve(true);
		}).once('error', () => resolve(false));
	});
}
