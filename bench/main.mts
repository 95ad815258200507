// `npm run bench [-- 1 3]`: what README's figures come from; see README.md in this folder.
import { availableParallelism, loadavg } from 'node:os';
import { n8nVersion } from '../harness/n8n/version.mts';
import type { N8n } from '../harness/n8n/n8n.mts';
import { buildPackage } from '../harness/package.mts';
import { BenchAccount, type Conditions } from './account.mts';
import { bareLoop, httpRequest, wtsChat, type Candidate } from './candidates.mts';
import { benchN8n, measure, type Measurement } from './measure.mts';

type Column = [title: string, cell: (measurement: Measurement, all: Measurement[]) => string];

const seconds = (milliseconds = NaN) => `${(milliseconds / 1_000).toFixed(2)} s`;
const failures: Column = [
	'failed',
	({ time, completed }) => (time === undefined ? `yes, ${completed} completed` : 'no'),
];
const refused: Column = ['429', (measurement) => String(measurement.refused)];

/** Measures candidates side by side, one round after the other; of several rounds, the one with the median time. */
async function compare(
	n8n: N8n,
	account: BenchAccount,
	candidates: Candidate[],
	conditions: Conditions,
	rounds: number,
): Promise<Measurement[]> {
	const measured: Measurement[][] = candidates.map(() => []);
	for (let round = 1; round <= rounds; round++) {
		for (const [index, candidate] of candidates.entries()) {
			console.log(`  … ${candidate.name}, round ${round} of ${rounds}`);
			measured[index].push(await measure(n8n, account, candidate, conditions));
		}
	}
	return measured.map((of) => of.toSorted((a, b) => (a.time ?? 0) - (b.time ?? 0))[Math.floor(rounds / 2)]);
}

function print(title: string, candidates: Candidate[], measurements: Measurement[], columns: Column[]): void {
	const head = ['node', ...columns.map(([name]) => name)];
	const rows = measurements.map((measurement, index) => [
		candidates[index].name,
		...columns.map(([, cell]) => cell(measurement, measurements)),
	]);
	const lines = [head, ...rows];
	const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
	console.log(`\n${title}\n`);
	console.log(line(head));
	console.log(line(widths.map((width) => '-'.repeat(width))));
	for (const row of rows) console.log(line(row));
	console.log();
}

/** The time of a run as a multiple of the least that the limits allow. */
const overLeast = (least: number): Column => ['÷ least', ({ time = NaN }) => (time / least).toFixed(3)];

async function fiveHundred(account: BenchAccount): Promise<void> {
	const conditions = { sessions: 500, latency: 20, limitsScale: 1 };
	const candidates = [wtsChat, httpRequest(account), httpRequest(account, { batchSize: 200, batchInterval: 5_000 })];
	await using n8n = await benchN8n(account);
	await account.prepare({ ...conditions, limitsScale: undefined });
	const least = 10_000 + (await account.roundTrip());
	const measurements = await compare(n8n, account, candidates, conditions, 3);
	print(
		`1. Complete 500 sessions inside the documented limits; least time ${seconds(least)}`,
		candidates,
		measurements,
		[['time', ({ time }) => seconds(time)], overLeast(least), failures, refused],
	);
}

async function tenThousand(account: BenchAccount): Promise<void> {
	const scale = 30;
	const conditions = { sessions: 10_000, latency: 20, limitsScale: scale };
	const candidates = [wtsChat, httpRequest(account), httpRequest(account, { batchSize: 100, batchInterval: 1_000 })];
	await using n8n = await benchN8n(account, scale);
	const least = 90_000;
	const measurements = await compare(n8n, account, candidates, conditions, 1);
	print(`2. Complete 10,000 sessions, windows divided by 30; least time ${seconds(least)}`, candidates, measurements, [
		['time', ({ time }) => seconds(time)],
		overLeast(least),
		failures,
		['completed twice', ({ completedAgain }) => String(completedAgain)],
		refused,
	]);
}

async function fiveThousand(account: BenchAccount): Promise<void> {
	const conditions = { sessions: 5_000, latency: 20 };
	const candidates = [wtsChat, httpRequest(account), bareLoop(false), bareLoop(true)];
	await using n8n = await benchN8n(account);
	const measurements = await compare(n8n, account, candidates, conditions, 3);
	const perItem = (milliseconds = NaN) => `${(milliseconds / conditions.sessions).toFixed(2)} ms`;
	print('3. Complete 5,000 sessions without limits, 20 ms latency', candidates, measurements, [
		['time per item', ({ time }) => perItem(time)],
		['÷ WTS Chat', ({ time = NaN }, [{ time: own = NaN }]) => (time / own).toFixed(2)],
		['CPU per item', ({ cpu }) => perItem(cpu)],
		['CPU ÷ WTS Chat', ({ cpu = NaN }, [{ cpu: own = NaN }]) => (cpu / own).toFixed(2)],
		failures,
	]);
}

async function fiftyThousand(account: BenchAccount): Promise<void> {
	const conditions = { sessions: 50_000, latency: 20 };
	const candidates = [wtsChat, httpRequest(account), httpRequest(account, { batchSize: 100, batchInterval: 100 })];
	await using n8n = await benchN8n(account);
	const measurements = await compare(n8n, account, candidates, conditions, 1);
	print("4. Complete 50,000 sessions without limits: peak memory of n8n's process", candidates, measurements, [
		['peak memory', ({ peakMemory = NaN }) => `${Math.round(peakMemory / 2 ** 20)} MB`],
		['time', ({ time }) => seconds(time)],
		failures,
	]);
}

const benches = [fiveHundred, tenThousand, fiveThousand, fiftyThousand];
const chosen = process.argv.slice(2).map(Number);
await buildPackage();
console.log(
	`n8n ${n8nVersion}, Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(2)}`,
);
await using account = await BenchAccount.start();
for (const [index, bench] of benches.entries()) {
	if (chosen.length === 0 || chosen.includes(index + 1)) await bench(account);
}
