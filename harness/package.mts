/** The package itself: building it, packing it, and installing the packed tarball the way n8n's own installer does. */
import { execFile } from 'node:child_process';
import { existsSync, globSync, rmSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { step } from './step.mjs';

const runFile = promisify(execFile);

/** The folder of this project. */
export const project = path.resolve(import.meta.dirname, '..');

interface Manifest {
	readonly name: string;
	readonly version: string;
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly [field: string]: unknown;
}

/** What the package is built from. Folders count too: removing a file changes nothing else. */
const SOURCES = ['{nodes,credentials,icons}{,/**}', 'package.json', 'tsconfig*.json'];
/** Written when a build has ended well; it is not published. */
const BUILT = path.join(project, 'dist/built');

/**
 * Builds the package into `dist/` with n8n's own tooling, unless nothing has changed since the last time.
 *
 * @throws {Error} when it does not compile
 */
export async function buildPackage(): Promise<void> {
	if (isBuilt()) return;
	// Without a terminal, only this keeps the tool from printing its spinner frame by frame.
	const env = process.stdout.isTTY ? process.env : { ...process.env, CI: 'true' };
	await step('Building the package', path.join(project, 'node_modules/.bin/n8n-node'), ['build'], {
		cwd: project,
		env,
	});
	await writeFile(BUILT, '');
}

function isBuilt(): boolean {
	if (!existsSync(BUILT)) return false;
	const builtAt = statSync(BUILT).mtimeMs;
	return globSync(SOURCES, { cwd: project }).every((file) => statSync(path.join(project, file)).mtimeMs < builtAt);
}

/**
 * Installs the package into a user folder of n8n from its packed tarball, so that what runs is what npm would publish. It goes
 * as n8n's own installer does (`community-packages.service.js` of n8n 2.40): `npm pack`, unpack below `.n8n/nodes/node_modules`,
 * take the dependencies away that are not for running, and list the package in `.n8n/nodes/package.json`. The installer's
 * `npm install` is left out, as a package without dependencies has nothing to install.
 *
 * @param userFolder n8n's user folder, the value of N8N_USER_FOLDER
 * @throws {Error} when the package was not built, or names dependencies
 */
export async function installPackage(userFolder: string): Promise<void> {
	const nodes = path.join(userFolder, '.n8n/nodes');
	const tarball = await (packed ??= pack());
	const manifest: Manifest = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
	const folder = path.join(nodes, 'node_modules', manifest.name);
	await mkdir(folder, { recursive: true });
	await runFile('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
	await stripManifest(path.join(folder, 'package.json'));
	const listed = { name: 'installed-nodes', private: true, dependencies: { [manifest.name]: manifest.version } };
	await writeFile(path.join(nodes, 'package.json'), JSON.stringify(listed, null, 2));
}

/** The tarball, which a process packs once: each n8n of a queue gets the same. */
let packed: Promise<string> | undefined;

/** Packs the package into a folder that is deleted with the process. @returns the path of the tarball */
async function pack(): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'n8n-nodes-wts-chat-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	const command = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
	const { stdout } = await runFile('npm', command, { cwd: project });
	return path.join(folder, stdout.trim());
}

/**
 * Shortens the windows of the limits that the package installed in a user folder paces to, as the sandbox's can be. Users can
 * set how many requests the windows hold, but not how long they are, and a count for the documented lengths that comes to the
 * same does not exist.
 *
 * @param userFolder n8n's user folder, with the package in it
 * @param scale divides the windows' lengths
 * @throws {Error} when the package is not there, or not as it is expected to be
 */
export async function scaleLimits(userFolder: string, scale: number): Promise<void> {
	const folder = path.join(userFolder, '.n8n/nodes/node_modules/n8n-nodes-wts-chat');
	const file = path.join(folder, 'dist/nodes/WtsChat/transport/account.js');
	const source = await readFile(file, 'utf8');
	// Nothing but the windows: with a second that is shorter everywhere, requests would be given up and sent again too early.
	const scaled = source.replaceAll(/length: (\d+ \* (?:SECOND|MINUTE))/g, `length: ($1) / ${scale}`);
	if (scaled === source) throw new Error(`${file} holds no windows`);
	await writeFile(file, scaled);
}

async function stripManifest(file: string): Promise<void> {
	const unpacked: Manifest = JSON.parse(await readFile(file, 'utf8'));
	const { devDependencies, peerDependencies, optionalDependencies, ...manifest } = unpacked;
	if (Object.keys(manifest.dependencies ?? {}).length > 0)
		throw new Error('A verified n8n package has no dependencies');
	await writeFile(file, JSON.stringify(manifest, null, 2));
}
