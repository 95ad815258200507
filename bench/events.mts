// What does an event cost n8n that comes to the trigger, beside a request to n8n's own Webhook node? See README.md.
import { setTimeout as wait } from 'node:timers/promises';
import { figureOf } from './soak/health.mts';
import { setStage } from '../harness/stage.mts';

const EVENTS = 200;
const ROUNDS = 5;
/** What n8n does after it has answered is over by then. */
const REST = 2_000;

/** Processor time of n8n's process, in seconds. */
const CPU = 'n8n_process_cpu_seconds_total';

await using stage = await setStage(undefined, [], { N8N_METRICS: 'true' });
await using server = await stage.n8n.start();
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

const kinds = {
	"n8n's Webhook node": { url: `${server.url}/webhook/events`, event: () => message(crypto.randomUUID()) },
	'the trigger, duplicates not looked for': { url: subscription.url, event: () => message(null) },
	'the trigger': { url: subscription.url, event: () => message(crypto.randomUUID()) },
};

const costs = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
for (let round = 0; round <= ROUNDS; round++) {
	for (const [kind, { url, event }] of Object.entries(kinds)) {
		const before = await figureOf(server.url, CPU);
		for (let sent = 0; sent < EVENTS; sent++) {
			const headers = { 'content-type': 'application/json' };
			const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event()) });
			if (!response.ok) throw new Error(`${kind}: HTTP ${response.status}`);
			await response.body?.cancel();
		}
		await wait(REST);
		const cost = ((await figureOf(server.url, CPU)) - before) / EVENTS;
		// The first round warms up.
		if (round > 0) costs.get(kind)?.push(cost * 1_000);
	}
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
const [least = NaN] = [...costs.values()].map(median);
for (const [kind, each] of costs) {
	console.log(`${kind}: ${median(each).toFixed(1)} ms of the processor, ${(median(each) / least).toFixed(2)} times`);
}
