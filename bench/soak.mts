// `node bench/soak.mts [--minutes 60] [--folder …]`: an hour of mixed work in real n8n, with a service in trouble; see README.md
// here. n8n's user folder is kept if it is named.
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Collector } from '../harness/n8n/collector.mts';
import { freshN8n } from '../harness/n8n/n8n.mts';
import { n8nVersion } from '../harness/n8n/version.mts';
import { buildPackage, scaleLimits } from '../harness/package.mts';
import { BenchAccount } from './account.mts';
import { healthOf, type Health } from './soak/health.mts';
import type { Customer, Reply, Work } from './soak/bench.mts';
import { allWork } from './soak/work.mts';

/** The windows of the limits are so much shorter than the documented ones, so that an hour is worth five. */
const LIMITS_SCALE = 5;
/** Milliseconds that every request takes at least. */
const LATENCY = 20;
/** How often the process is looked at, in milliseconds. */
const LOOK_EVERY = 10_000;
/** The table has so many rows. */
const PARTS = 12;

/** Where the answers of the API go wrong in its own ways; a file store does not answer JSON. */
const IN_API = ['/chat/*', '/core/*'];
/** What goes wrong, and how often. */
const troubles = [
	{ kind: 'serverError', probability: 0.01 },
	{ kind: 'badGateway', probability: 0.005 },
	{ kind: 'reset', when: 'before', probability: 0.005 },
	{ kind: 'reset', when: 'after', probability: 0.005 },
	{ kind: 'emptyBody', probability: 0.001 },
	{ kind: 'hang', probability: 0.0005 },
	...IN_API.flatMap((path) => [
		{ kind: 'brokenJson', probability: 0.002, path },
		{ kind: 'otherBody', body: '{}', probability: 0.001, path },
		{ kind: 'nullsInLists', probability: 0.005, path },
		{ kind: 'errorInOk', probability: 0.0005, path },
	]),
];
/** How events go wrong: some come twice, and they overtake one another. */
const DISTURBED = { duplicates: 0.05, disorder: true, patience: 60_000 };

/** Another program uses each account: so many requests at once, again and again, as far as the limits let it. */
const OTHERS = { requests: 80, every: 10_000 };

/** What the sandbox keeps of a request. */
interface Received {
	readonly status: number | null;
	readonly fault: string | null;
}

/** A stretch of the soak. */
class Part {
	readonly looks: Health[] = [];
	requests = 0;
	refused = 0;
	faults = 0;

	/** The middle of what was seen of a figure. */
	median(figure: keyof Health): number {
		return this.looks.map((look) => look[figure]).toSorted((a, b) => a - b)[Math.floor(this.looks.length / 2)] ?? NaN;
	}

	/** The least that was seen of a figure. */
	least(figure: keyof Health): number {
		return Math.min(...this.looks.map((look) => look[figure]));
	}
}

const { values } = parseArgs({
	options: { minutes: { type: 'string', default: '60' }, folder: { type: 'string' } },
});
const duration = Number(values.minutes) * 60_000;
if (!(duration > 0)) throw new RangeError('--minutes takes a number');

await buildPackage();
await using shopAccount = await BenchAccount.start();
await using clinicAccount = await BenchAccount.start('--key', `pn_${crypto.randomUUID()}`);
const customer = (name: string, account: BenchAccount): Customer => ({
	account,
	credential: { id: name, name, type: 'wtsApi', data: { baseUrl: account.url, apiKey: account.key } },
});
const shop = customer('Shop', shopAccount);
const clinic = customer('Clinic', clinicAccount);
const customers = [shop, clinic];
const byItem = {
	...shop.credential,
	id: 'ByItem',
	name: 'By item',
	data: { baseUrl: '={{ $json.sessions.account.url }}', apiKey: '={{ $json.sessions.account.key }}' },
};
await using n8n = await freshN8n(values.folder, { N8N_METRICS: 'true' });
await scaleLimits(n8n.userFolder, LIMITS_SCALE);
await n8n.importCredentials(shop.credential, clinic.credential, byItem);
await using server = await n8n.start();
await using replies = await Collector.start<Reply>();
for (const { account } of customers) {
	await account.prepare({ sessions: 0, latency: LATENCY, limitsScale: LIMITS_SCALE });
	await account.control('PUT', '/deliveries', DISTURBED);
}
const work = await allWork({ shop, clinic, byItem, webhooks: `${server.url}/webhook`, replies });
for (const { workflow } of work) await server.publish(await server.saveWorkflow(workflow));
for (const { round } of work) await round();
for (const { account } of customers) {
	for (const trouble of troubles) await account.control('POST', '/faults', trouble);
}

console.log(
	`n8n ${n8nVersion}, Node ${process.version}, ${availableParallelism()} cores, windows divided by ${LIMITS_SCALE}\n`,
);
const cells = (...texts: Array<string | number>) => console.log(`| ${texts.join(' | ')} |`);
cells(
	'minute',
	'requests',
	'refused (429)',
	'other faults',
	'memory',
	'heap at its least',
	'connections',
	'open files',
	'processor',
);
cells(...Array.from({ length: 9 }, () => '---'));

const began = performance.now();
const goesOn = () => performance.now() - began < duration;
const parts: Part[] = [];
await Promise.all([...work.map(repeat), ...customers.map(useAccountToo), watch()]);

for (const { account } of customers) await account.control('DELETE', '/faults');
await settled();
for (const { check } of work) await check();

console.log();
cells('work', 'items', 'done', 'failed', 'unknown', 'lost', 'doubled', 'told wrongly');
cells(...Array.from({ length: 8 }, () => '---'));
const wrong: string[] = [];
for (const { name, fates } of work) {
	const lost = fates.items('lost');
	const counts = (['done', 'failed', 'unknown'] as const).map((told) => fates.items(told).length);
	cells(name, fates.told.size, ...counts, lost.length, fates.doubled.size, fates.untrue.size);
	for (const [what, items] of Object.entries({ lost, doubled: fates.doubled, untrue: fates.untrue })) {
		for (const item of items) wrong.push(`${name}: ${what}: ${item}`);
	}
}
if (wrong.length > 0) console.log(`\n${wrong.join('\n')}`);
const departures = [];
for (const { account } of customers) departures.push(...(await account.control<unknown[]>('GET', '/departures')));
console.log(
	`\n${departures.length} departures from the contract; a key in n8n's output: ${printsKey() ? 'yes' : 'no'}`,
);
if (wrong.length > 0 || departures.length > 0 || printsKey()) process.exitCode = 1;

/** Does a kind of work again and again until the time is up. */
async function repeat({ name, every, round }: Work): Promise<void> {
	while (goesOn()) {
		const next = performance.now() + every;
		try {
			await round();
		} catch (error) {
			// What it asked for stays lost, and is counted.
			console.error(`${name}:`, error);
		}
		await wait(Math.max(0, next - performance.now()));
	}
}

/** Is the other program, of which n8n knows nothing. */
async function useAccountToo({ account }: Customer): Promise<void> {
	const headers = { authorization: `Bearer ${account.key}` };
	while (goesOn()) {
		for (let request = 0; request < OTHERS.requests; request++) {
			try {
				const signal = AbortSignal.timeout(OTHERS.every);
				const response = await fetch(`${account.url}/chat/v1/channel`, { headers, signal });
				await response.arrayBuffer();
				if (response.status === 429) break;
			} catch {
				// A connection that was cut is one of the troubles, no answer another one.
			}
		}
		await wait(OTHERS.every);
	}
}

/** Looks at n8n's process and at the requests, and prints what was seen, part by part. */
async function watch(): Promise<void> {
	for (let index = 0; index < PARTS; index++) {
		const part = new Part();
		parts.push(part);
		const end = ((index + 1) / PARTS) * duration;
		const [{ cpu }, start] = [await look(), performance.now()];
		do {
			await wait(Math.max(0, Math.min(LOOK_EVERY, end - (performance.now() - began))));
			part.looks.push(await look());
			await countRequests(part);
		} while (performance.now() - began < end);
		cells(
			Math.round(end / 60_000),
			part.requests,
			part.refused,
			part.faults,
			`${Math.round(part.median('memory') / 2 ** 20)} MB`,
			`${Math.round(part.least('heap') / 2 ** 20)} MB`,
			part.median('sockets'),
			part.median('files'),
			// One processor core is 100 %.
			`${Math.round((((part.looks.at(-1)?.cpu ?? NaN) - cpu) / (performance.now() - start)) * 1_000 * 100)} %`,
		);
	}
}

/** Looks at n8n's process, of which n8n once in a while does not tell all figures. */
async function look(): Promise<Health> {
	for (let tries = 1; ; tries++) {
		try {
			return await healthOf(server.url);
		} catch (error) {
			if (tries === 5) throw error;
			await wait(1_000);
		}
	}
}

/** Counts the requests since the last time. */
async function countRequests(part: Part): Promise<void> {
	const received = await requestsSince();
	part.requests += received.length;
	part.refused += received.filter(({ status }) => status === 429).length;
	part.faults += received.filter(({ fault }) => fault !== null && fault !== 'tooManyRequests').length;
}

/** The requests to both accounts since the last time; the sandboxes forget them, since an hour of them is a lot. */
async function requestsSince(): Promise<Received[]> {
	const received: Received[] = [];
	for (const { account } of customers) {
		received.push(...(await account.control<Received[]>('GET', '/requests')));
		await account.control('DELETE', '/requests');
	}
	return received;
}

/** Waits until n8n asks for nothing more. */
async function settled(): Promise<void> {
	await requestsSince();
	for (let quiet = 0; quiet < 3; ) {
		await wait(LOOK_EVERY);
		quiet = (await requestsSince()).length === 0 ? quiet + 1 : 0;
	}
}

function printsKey(): boolean {
	return customers.some(({ account }) => n8n.output.includes(account.key));
}
