/**
 * `npm run test:newest`: the end-to-end tests on the newest n8n that can be installed. A version whose dependencies are not all
 * published yet is passed over for the one before it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { project } from '../harness/package.mts';

/** How many versions are tried. */
const MOST = 5;

/** n8n's versions for everybody, the newest first. */
function versions(): string[] {
	const told = execFileSync('npm', ['view', 'n8n', 'dist-tags.latest', 'versions', '--json'], { encoding: 'utf8' });
	const { versions: all, 'dist-tags.latest': latest } = JSON.parse(told) as {
		versions: string[];
		'dist-tags.latest': string;
	};
	const order = new Intl.Collator('en', { numeric: true });
	return all
		.filter((version) => /^[\d.]+$/.test(version) && order.compare(version, latest) <= 0)
		.sort((one, other) => order.compare(other, one));
}

/** Runs a script of this project with an n8n; returns whether it ended well. */
function run(version: string, ...script: string[]): boolean {
	const env = { ...process.env, N8N_VERSION: version };
	return spawnSync(process.execPath, script, { cwd: project, stdio: 'inherit', env }).status === 0;
}

const newest = versions()
	.slice(0, MOST)
	.find((version) => {
		if (run(version, 'harness/n8n/install.mts')) return true;
		rmSync(path.join(project, '.n8n', version), { recursive: true, force: true });
		return false;
	});
if (newest === undefined) throw new Error(`None of the ${MOST} newest versions of n8n can be installed`);
console.log(`The newest n8n that can be installed is ${newest}`);
if (!run(newest, 'scripts/test.mts', 'e2e')) process.exitCode = 1;
