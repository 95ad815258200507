/**
 * `npm test`: builds the package, then runs the unit tests, the engine tests (n8n's engine in this process, the sandbox behind)
 * and the end-to-end tests (real n8n, installed if need be). `npm test -- unit` runs one of the three. `npm test -- queue` runs
 * those in n8n's queue mode, which install PostgreSQL and Redis if need be. With `--whole`, tests that try the same with
 * everything there is do so in full, and not by a sample (`test/sample.mts`).
 *
 * N8N_VERSION chooses another n8n than the newest tried one, N8N_NODE another Node for it to run on than this one.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { isInstalled } from '../harness/n8n/install.mts';
import { n8nVersion, nodeVersion } from '../harness/n8n/version.mts';
import { buildPackage, project } from '../harness/package.mts';

const kinds = ['unit', 'engine', 'e2e', 'queue'] as const;
type Kind = (typeof kinds)[number];
/** What runs without being asked for: all but what needs PostgreSQL and Redis. */
const usual: readonly Kind[] = ['unit', 'engine', 'e2e'];
/** As many files as there are cores, and some more, since each waits now and then. */
const SOME_MORE_THAN_CORES = availableParallelism() + 2;
/** Files side by side: a real n8n is some hundred megabytes and keeps a core busy while it starts, then it mostly waits. */
const sideBySide: Readonly<Record<Kind, number>> = {
	unit: SOME_MORE_THAN_CORES,
	engine: SOME_MORE_THAN_CORES,
	e2e: 3,
	queue: 1,
};
/** The files that take longest begin first: none of them goes on alone when all others have ended. */
const first = ['examples', 'replies', 'joining', 'injection', 'completeMany', 'answers', 'names', 'trigger-join'];
const inRealN8n = (kind: Kind) => kind === 'e2e' || kind === 'queue';

/** The files of a kind, in the order in which they begin. */
function filesOf(kind: Kind): string[] {
	const files = globSync(`test/${kind}/**/*.test.mts`, { cwd: project }).sort();
	if (files.length === 0) throw new Error(`There are no ${kind} tests`);
	const place = (file: string) => {
		const index = first.indexOf(path.basename(file, '.test.mts'));
		return index < 0 ? first.length : index;
	};
	return files.toSorted((one, other) => place(one) - place(other)).map((file) => path.join(project, file));
}

/**
 * Runs the tests of one kind with Node's runner.
 *
 * @param signal ends them at once
 * @returns whether all of them passed
 */
async function runTests(kind: Kind, signal: AbortSignal): Promise<boolean> {
	const where = inRealN8n(kind) ? `, n8n ${n8nVersion} on Node ${nodeVersion}` : '';
	console.log(`\n${kind} tests${where}`);
	let passed = true;
	const execArgv = ['--import=./test/over.mts'];
	const tests = run({ cwd: project, files: filesOf(kind), concurrency: sideBySide[kind], execArgv, signal });
	tests.on('test:fail', () => (passed = false));
	await pipeline(tests.compose(spec), process.stdout, { end: false });
	return passed;
}

/** What goes on beside the tests. */
interface Beside {
	/** Waits for its end, and shows all that it prints. @returns whether it ended well */
	ended(): Promise<boolean>;
	/** Ends it at once. */
	stop(): void;
}

/**
 * Installs n8n beside the tests that do not need it. What that prints stays out of theirs.
 *
 * @param onFailure called when it fails
 */
function installBeside(onFailure: () => void): Beside {
	const child = spawn(process.execPath, ['harness/n8n/install.mts'], {
		cwd: project,
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true, // a process group of its own, so that npm ends with it
	});
	let show = false;
	let held = '';
	const print = (text: string) => {
		if (show) process.stdout.write(text);
		else held += text;
	};
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', print);
	const closed = once(child, 'close').then(([code]) => code === 0);
	void closed.then((well) => well || onFailure());
	const stop = () => {
		if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid);
	};
	process.once('exit', stop);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
	const ended = async () => {
		process.stdout.write(held);
		show = true;
		return await closed;
	};
	return { ended, stop };
}

const { values, positionals: asked } = parseArgs({ options: { whole: { type: 'boolean' } }, allowPositionals: true });
if (values.whole) process.env.TEST_WHOLE = 'true';
const unknown = asked.filter((argument) => !kinds.some((kind) => kind === argument));
if (unknown.length > 0) {
	console.error(`npm test takes ${kinds.join(', ')} or nothing, not ${unknown.join(' ')}`);
	process.exit(1);
}

// Each file of tests is a process of its own, which loads much the same: compiled once, it is there for all.
process.env.NODE_COMPILE_CACHE ??= path.join(project, 'node_modules/.cache/compiled');
await buildPackage();
const chosen = asked.length === 0 ? usual : kinds.filter((candidate) => asked.includes(candidate));
/** The installation failed: nothing goes on. */
const failed = new AbortController();
const installation = chosen.some(inRealN8n) && !isInstalled() ? installBeside(() => failed.abort()) : undefined;
for (const kind of chosen) {
	const isReady = !inRealN8n(kind) || (await installation?.ended()) !== false;
	if (isReady && (await runTests(kind, failed.signal))) continue;
	if (failed.signal.aborted) await installation?.ended();
	installation?.stop();
	process.exitCode = 1;
	break;
}
