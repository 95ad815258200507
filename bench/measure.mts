// Runs a node in real n8n and measures it between two marks, one before and one behind it in the workflow.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { chain } from '../harness/n8n/chain.mts';
import { n8nEnvironment } from '../harness/n8n/environment.mts';
import { installN8n } from '../harness/n8n/install.mts';
import { freshN8n, type N8n } from '../harness/n8n/n8n.mts';
import { freePort } from '../harness/n8n/port.mts';
import { scaleLimits } from '../harness/package.mts';
import { unlimited } from '../harness/unlimited.mts';
import type { BenchAccount, Conditions, Tally } from './account.mts';
import type { Candidate } from './candidates.mts';

/** What a run took, times in milliseconds, memory in bytes; only the tally if the node failed. */
export interface Measurement extends Tally {
	/** From the first mark to the second. */
	time?: number;
	/** Processor time of n8n's process between the marks. */
	cpu?: number;
	/** The most that n8n's process held in memory from its start to the second mark. */
	peakMemory?: number;
}

interface Mark {
	time: number;
	cpu: number;
	peakMemory: number;
	items: number;
}

/**
 * Real n8n with this package, and with the nodes that only the bench needs.
 * @param limitsScale divides the windows that the copy under test paces to, as the sandbox divides its own
 */
export async function benchN8n(account: BenchAccount, limitsScale?: number): Promise<N8n> {
	const n8n = await freshN8n();
	await installBenchNodes(n8n);
	if (limitsScale !== undefined) await scaleLimits(n8n.userFolder, limitsScale);
	const { url: baseUrl, key: apiKey } = account;
	await n8n.importCredentials(
		{ id: 'paced', name: 'Paced', type: 'wtsApi', data: { baseUrl, apiKey } },
		{ id: 'unlimited', name: 'Unlimited', type: 'wtsApi', data: unlimited(account) },
	);
	return n8n;
}

/**
 * Measures a node that completes the sessions of an account.
 * @throws {Error} when n8n does not run the workflow, or when sessions or items are missing though it did not fail
 */
export async function measure(
	n8n: N8n,
	account: BenchAccount,
	candidate: Candidate,
	conditions: Conditions,
): Promise<Measurement> {
	const ids = await account.prepare(conditions);
	const [idFile, markFile] = ['ids.json', 'marks.jsonl'].map((name) => path.join(n8n.userFolder, name));
	await writeFile(idFile, JSON.stringify(ids));
	await rm(markFile, { force: true });
	const credential = conditions.limitsScale === undefined ? 'unlimited' : 'paced';
	const mark = { type: 'n8n-nodes-bench.mark', typeVersion: 1, parameters: { file: markFile } };
	await n8n.importWorkflows({
		id: 'bench',
		name: 'Bench',
		...chain(
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
			{ name: 'Items', type: 'n8n-nodes-bench.items', typeVersion: 1, parameters: { file: idFile } },
			{ name: 'Before', ...mark },
			{ ...candidate, credentials: { wtsApi: { id: credential, name: credential } } },
			{ name: 'Behind', ...mark },
		),
	});

	await execute(n8n, markFile);
	const tally = await account.tally();
	const marks = (await readFile(markFile, 'utf8')).trim().split('\n');
	const [before, behind] = marks.map((line): Mark => JSON.parse(line));
	if (behind === undefined) return tally;
	if (behind.items !== ids.length || tally.completed !== ids.length) {
		throw new Error(`${candidate.name}: ${tally.completed} sessions and ${behind.items} items of ${ids.length}`);
	}
	return {
		...tally,
		time: behind.time - before.time,
		cpu: behind.cpu - before.cpu,
		peakMemory: behind.peakMemory,
	};
}

/**
 * Executes the workflow. n8n prints the whole run and then exits at once, which cuts off what a pipe has not taken yet and
 * would measure the reader too; so its output goes to a file.
 * @throws {Error} when n8n does not come as far as the first mark
 */
async function execute(n8n: N8n, markFile: string): Promise<void> {
	const outputFile = path.join(n8n.userFolder, 'output.txt');
	await using output = await open(outputFile, 'w');
	const child = spawn(process.execPath, [await installN8n(), 'execute', '--id=bench'], {
		cwd: n8n.userFolder,
		env: n8nEnvironment(n8n.userFolder, await freePort()),
		stdio: ['ignore', output.fd, output.fd],
	});
	await once(child, 'close');
	if (!existsSync(markFile)) throw new Error(`n8n did not run the workflow:\n${await readFile(outputFile, 'utf8')}`);
}

/** Installs the nodes of `bench/nodes` as a package of their own. */
async function installBenchNodes(n8n: N8n): Promise<void> {
	const folder = path.join(n8n.userFolder, '.n8n/nodes/node_modules/n8n-nodes-bench');
	await mkdir(folder, { recursive: true });
	const source = path.join(import.meta.dirname, 'nodes');
	const nodes: string[] = [];
	for (const file of await readdir(source)) {
		const node = file.replace(/\.mts$/, '.js');
		await writeFile(path.join(folder, node), stripTypeScriptTypes(await readFile(path.join(source, file), 'utf8')));
		nodes.push(node);
	}
	const manifest = {
		name: 'n8n-nodes-bench',
		version: '1.0.0',
		type: 'module',
		n8n: { n8nNodesApiVersion: 1, credentials: [], nodes },
	};
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
}
