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
import { parseArgs } from 'node:util';
import { installN8n } from '../harness/n8n/install.mts';
import { n8nVersion, nodeVersion } from '../harness/n8n/version.mts';
import { buildPackage, project } from '../harness/package.mts';

const kinds = ['unit', 'engine', 'e2e', 'queue'] as const;
type Kind = (typeof kinds)[number];
/** What runs without being asked for: all but what needs PostgreSQL and Redis. */
const usual: readonly Kind[] = ['unit', 'engine', 'e2e'];
/** Files side by side at the most: a real n8n is some hundred megabytes and keeps a core busy while it starts, then it mostly waits. */
const mostSideBySide: Readonly<Record<Kind, number>> = { unit: Infinity, engine: Infinity, e2e: 2, queue: 1 };
const inRealN8n = (kind: Kind) => kind === 'e2e' || kind === 'queue';

/** Runs the tests of one kind with Node's runner and returns its exit code. */
async function runTests(kind: Kind): Promise<number> {
	const files = globSync(`test/${kind}/**/*.test.mts`, { cwd: project }).sort();
	if (files.length === 0) throw new Error(`There are no ${kind} tests`);
	const where = inRealN8n(kind) ? `, n8n ${n8nVersion} on Node ${nodeVersion}` : '';
	console.log(`\n${kind} tests${where}`);
	const sideBySide = Math.min(availableParallelism(), mostSideBySide[kind]);
	const options = ['--test', '--test-reporter=spec', `--test-concurrency=${sideBySide}`, '--import=./test/over.mts'];
	const runner = spawn(process.execPath, [...options, ...files], { cwd: project, stdio: 'inherit' });
	const [code] = await once(runner, 'exit');
	return code ?? 1;
}

const { values, positionals: asked } = parseArgs({ options: { whole: { type: 'boolean' } }, allowPositionals: true });
if (values.whole) process.env.TEST_WHOLE = 'true';
const unknown = asked.filter((argument) => !kinds.some((kind) => kind === argument));
if (unknown.length > 0) {
	console.error(`npm test takes ${kinds.join(', ')} or nothing, not ${unknown.join(' ')}`);
	process.exit(1);
}

await buildPackage();
for (const kind of asked.length === 0 ? usual : kinds.filter((candidate) => asked.includes(candidate))) {
	if (inRealN8n(kind)) await installN8n();
	process.exitCode = await runTests(kind);
	if (process.exitCode !== 0) break;
}
