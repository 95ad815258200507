/** Real n8n, in a folder of the project that git ignores. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { project } from '../package.mts';
import { step } from '../step.mjs';
import { differences, n8nVersion } from './version.mts';

const folder = path.join(project, '.n8n', n8nVersion);
/** Written when all is done. */
const stamp = path.join(folder, 'installed');

/** Whether n8n is there. */
export const isInstalled = (): boolean => existsSync(stamp);

/**
 * Installs n8n into `.n8n/<version>/`, once; about four minutes and 3 GB. Taken up again after an interruption: what npm had
 * completed is kept, what it had begun is done anew from npm's cache.
 *
 * Packages' install scripts are not run, but for sqlite3's: n8n's database needs its binary, which is built from source where no
 * prebuilt one can be downloaded.
 *
 * @returns the path of n8n's program, to be run with `n8nNode`
 * @throws {Error} when npm fails
 */
export async function installN8n(): Promise<string> {
	const program = path.join(folder, 'node_modules/n8n/bin/n8n');
	if (isInstalled()) return program;

	await mkdir(folder, { recursive: true });
	const { overrides } = differences;
	const manifest = { private: true, dependencies: { n8n: n8nVersion }, overrides };
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
	if (!existsSync(path.join(folder, 'node_modules/.package-lock.json'))) {
		await rm(path.join(folder, 'node_modules'), { recursive: true, force: true });
		const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
		await step(`Installing n8n ${n8nVersion} (once; about 3 minutes, 3 GB)`, 'npm', install, { cwd: folder });
	}
	await step(
		`Building n8n's database driver (once; about a minute)`,
		'npm',
		['rebuild', 'sqlite3', '--loglevel=error'],
		{
			cwd: folder,
		},
	);
	await writeFile(stamp, `n8n ${n8nVersion}, ${process.platform} ${process.arch}\n`);
	return program;
}

if (import.meta.main) await installN8n();
