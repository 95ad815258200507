// Runs a script of this project with Node 24, which n8n needs, on a machine that has only Node 20 or later and npm:
//
//     node scripts/with-node-24.mjs [script.mts [arguments…]]
//
// First it sees to it that the development dependencies are installed and that there is a Node 24, which the npm package
// `node` brings through the registry. Both are skipped when they are there, so a second run is quick and needs no network.
// Without a script it only sets up. Plain JavaScript, because it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { step } from '../harness/step.mjs';

const project = fileURLToPath(new URL('..', import.meta.url));
const programs = path.join(project, 'node_modules/.bin');

/** Whether npm's own record of what it installed, which it writes last, has every package that package-lock.json asks for. */
function dependenciesAreInstalled() {
	const record = path.join(project, 'node_modules/.package-lock.json');
	if (!existsSync(record)) return false;
	const packagesIn = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
	const installed = packagesIn(record);
	return Object.entries(packagesIn(path.join(project, 'package-lock.json')))
		.filter(([folder, wanted]) => folder !== '' && !wanted.optional)
		.every(([folder, wanted]) => installed[folder]?.version === wanted.version);
}

/** The Node 24 to run with: the running one or the one among the dependencies; undefined when neither is there. */
function findNode24() {
	return [process.execPath, path.join(programs, 'node')].find((node) => {
		const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
		return stdout?.startsWith('v24.');
	});
}

async function setUp() {
	if (!dependenciesAreInstalled()) {
		await step(
			'Installing the development dependencies (about a minute)',
			'npm',
			['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
			{ cwd: project },
		);
	}
	if (!findNode24()) {
		await step('Installing Node 24 (half a minute)', 'npm', ['rebuild', 'node', '--loglevel=error'], { cwd: project });
	}
	const node = findNode24();
	if (!node) throw new Error('Node 24 could not be installed. Install it from nodejs.org, then try again.');
	return node;
}

/** Runs the script in this process's place: same terminal, same signals, same end. */
function run(node, script) {
	const child = spawn(node, script, {
		stdio: 'inherit',
		env: { ...process.env, PATH: [programs, path.dirname(node), process.env.PATH].join(path.delimiter) },
	});
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	for (const signal of signals) process.on(signal, () => child.kill(signal));
	child.on('error', (error) => {
		console.error(error.message);
		process.exit(1);
	});
	child.on('exit', (code, signal) => {
		if (!signal) process.exit(code);
		for (const name of signals) process.removeAllListeners(name);
		process.kill(process.pid, signal);
	});
}

try {
	const node = await setUp();
	const script = process.argv.slice(2);
	if (script.length > 0) run(node, script);
} catch (error) {
	console.error(error.message);
	process.exit(1);
}
