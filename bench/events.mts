// What does an event cost n8n that comes to the trigger, beside a request to n8n's own Webhook node, and how many a second does
// n8n take? `--postgres` keeps n8n's data in PostgreSQL in place of SQLite. See README.md.
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { figureOf } from './soak/health.mts';
import { postgresSettings, startPostgres } from '../harness/n8n/stores.mts';
import { setStage } from '../harness/stage.mts';

const EVENTS = 80;
const ROUNDS = 3;
/** So many are under way at once when n8n is to take as many as it can. */
const AT_ONCE = 20;
/** What n8n does after it has answered is over by then. */
const REST = 2_000;

/** Processor time of n8n's process, in seconds. */
const CPU = 'n8n_process_cpu_seconds_total';
/** How many executions have ended well. */
const ENDED = 'n8n_workflow_success_total';

const { values: asked } = parseArgs({ options: { postgres: { type: 'boolean', default: false } } });
await using resources = new AsyncDisposableStack();
const database = asked.postgres ? postgresSettings(resources.use(await startPostgres())) : {};
const metrics = { N8N_METRICS: 'true', N8N_METRICS_INCLUDE_MESSAGE_EVENT_BUS_METRICS: 'true' };
const stage = resources.use(await setStage(undefined, [], { ...metrics, ...database }));
const server = resources.use(await stage.n8n.start());
const { id, name } = stage.credential;

/** Publishes a workflow of one node, of which n8n stores no executions. */
const publish = async (node: { name: string; type: string; typeVersion: number; parameters: object }) => {
	const whole = {
		id: '1',
		position: [0, 0],
		webhookId: crypto.randomUUID(),
		credentials: { wtsApi: { id, name } },
		...node,
	};
	const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'none' };
	await server.publish(await server.saveWorkflow({ name: node.name, nodes: [whole], connections: {}, settings }));
};
await publish({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	parameters: { path: 'events', httpMethod: 'POST', options: {} },
});
await publish({
	name: 'Trigger',
	type: 'n8n-nodes-wts-chat.wtsChatTrigger',
	typeVersion: 1,
	parameters: { events: ['MESSAGE_RECEIVED'], addDetails: false },
});
const [subscription] = stage.sandbox.account.subscriptions.values();
if (!subscription) throw new Error('The trigger has no subscription');

const text = 'Bom dia! Meu pedido ainda não chegou.';
const message = (id: string | null) => ({
	eventType: 'MESSAGE_RECEIVED',
	date: new Date().toISOString(),
	content: { id, updatedAt: new Date().toISOString(), direction: 'FROM_HUB', type: 'TEXT', text },
});

/** Where events come to, what they are, and what was measured: milliseconds of the processor, and events a second. */
const kinds = [
	{ kind: "n8n's Webhook node", url: `${server.url}/webhook/events`, event: () => message(crypto.randomUUID()) },
	{ kind: 'the trigger, duplicates not looked for', url: subscription.url, event: () => message(null) },
	{ kind: 'the trigger', url: subscription.url, event: () => message(crypto.randomUUID()) },
].map((each) => ({ ...each, costs: [] as number[], rates: [] as number[] }));
type Kind = (typeof kinds)[number];

async function post({ kind, url, event }: Kind): Promise<void> {
	const headers = { 'content-type': 'application/json' };
	const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event()) });
	if (!response.ok) throw new Error(`${kind}: HTTP ${response.status}`);
	await response.body?.cancel();
}

/** Posts events one after the other. @returns milliseconds of the processor for each */
async function costOf(kind: Kind): Promise<number> {
	const before = await figureOf(server.url, CPU);
	for (let sent = 0; sent < EVENTS; sent++) await post(kind);
	await wait(REST);
	return (((await figureOf(server.url, CPU)) - before) / EVENTS) * 1_000;
}

/** Posts events as fast as n8n takes them. @returns how many executions end in a second */
async function rateOf(kind: Kind): Promise<number> {
	const wanted = (await figureOf(server.url, ENDED)) + EVENTS;
	const began = performance.now();
	let left = EVENTS;
	const sender = async () => {
		while (left-- > 0) await post(kind);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, sender));
	while ((await figureOf(server.url, ENDED)) < wanted) await wait(100);
	return EVENTS / ((performance.now() - began) / 1_000);
}

for (let round = 0; round <= ROUNDS; round++) {
	for (const kind of kinds) {
		const cost = await costOf(kind);
		const rate = await rateOf(kind);
		await wait(REST);
		console.error(`round ${round}, ${kind.kind}: ${cost.toFixed(1)} ms, ${rate.toFixed(1)} a second`);
		// The first round warms up.
		if (round === 0) continue;
		kind.costs.push(cost);
		kind.rates.push(rate);
	}
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
const [{ costs, rates }] = kinds;
console.log(`| ${asked.postgres ? 'PostgreSQL' : 'SQLite'} | an event | times | a second | times |`);
console.log('| --- | --- | --- | --- | --- |');
for (const each of kinds) {
	const cost = median(each.costs);
	const rate = median(each.rates);
	console.log(
		`| ${each.kind} | ${cost.toFixed(1)} ms | ${(cost / median(costs)).toFixed(2)} | ${rate.toFixed(1)} | ${(rate / median(rates)).toFixed(2)} |`,
	);
}
