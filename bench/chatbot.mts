// How long does a chatbot wait for its answer, beside n8n's own Webhook and Respond to Webhook? See README.md.
import { parseArgs } from 'node:util';
import { chain, type ChainedNode } from '../harness/n8n/chain.mts';
import { chatbotAddress } from '../harness/n8n/chatbotAddress.mts';
import { setStage } from '../harness/stage.mts';
import { figureOf } from './soak/health.mts';

const { values, positionals } = parseArgs({
	options: { calls: { type: 'string', default: '500' } },
	allowPositionals: true,
});
const CALLS = Number(values.calls);
const AT_ONCE = 50;
/** Calls of each kind before anything is measured. */
const WARM_UP = 50;

/** What n8n is set to, beside what all n8n here are, e.g. `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`. */
const settings = Object.fromEntries(positionals.map((given) => given.split('=')));
/** Processor time of n8n's process, in seconds. */
const CPU = 'n8n_process_cpu_seconds_total';

await using stage = await setStage(undefined, [], { N8N_METRICS: 'true', ...settings });
await using server = await stage.n8n.start();
const { id, name } = stage.credential;

/** What a chatbot's block posts; no two are the same call. */
const call = () => ({
	responseKeys: ['KNOWN', 'UNKNOWN'],
	sessionId: crypto.randomUUID(),
	session: { id: crypto.randomUUID(), number: '1', departmentId: null, userId: null },
	channel: { id: crypto.randomUUID(), key: '5511900000000', platform: 'WhatsApp', displayName: 'Loja' },
	contact: { id: crypto.randomUUID(), name: 'Íris Conceição', phonenumber: '+55|41977770000', tags: ['cliente'] },
	questions: { cpf: { text: 'Qual é o seu CPF?', answer: '111.444.777-35' } },
	menus: {},
	metadata: {},
	lastMessage: { id: crypto.randomUUID(), type: 'TEXT', text: '111.444.777-35' },
	lastMessagesAggregated: { text: '111.444.777-35', files: [] },
});

const greeting = '"Olá, " + $json.';
const webhook = (parameters: object) => ({
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2,
	parameters: { httpMethod: 'POST', responseMode: 'responseNode', ...parameters },
});
const respondToWebhook = {
	name: 'Respond',
	type: 'n8n-nodes-base.respondToWebhook',
	typeVersion: 1.1,
	parameters: {
		respondWith: 'json',
		responseBody: `={{ { response: "KNOWN", messages: [{ text: ${greeting}body.contact.name }] } }}`,
	},
};
const path = crypto.randomUUID();
const kinds: Record<string, ChainedNode[]> = {
	"n8n's Webhook → Respond to Webhook": [webhook({ path }), respondToWebhook],
	'the same, with an expression in Webhook': [
		webhook({ path: 'with-expression', options: { ignoreBots: '={{ false }}' } }),
		respondToWebhook,
	],
	'WTS Chat Chatbot Trigger → Respond': [
		{ name: 'Chatbot', type: 'n8n-nodes-wts-chat.wtsChatChatbotTrigger', typeVersion: 2, parameters: {} },
		{
			name: 'Respond',
			type: 'n8n-nodes-wts-chat.wtsChat',
			typeVersion: 1,
			credentials: { wtsApi: { id, name } },
			parameters: {
				resource: 'chatbot',
				operation: 'respond',
				response: 'KNOWN',
				messages: { entries: [{ type: 'text', text: `={{ ${greeting}contact.name }}` }] },
			},
		},
	],
};

/** Publishes a workflow. @returns the address of its first node */
async function publish(kind: string, nodes: readonly ChainedNode[]): Promise<string> {
	const [id, webhookId] = [crypto.randomUUID(), crypto.randomUUID()];
	const { nodes: chained, connections } = chain(...nodes);
	const [first, ...others] = chained;
	const whole = [{ ...first, id, webhookId }, ...others];
	const order = { executionOrder: 'v1' };
	await server.publish(await server.saveWorkflow({ name: kind, nodes: whole, connections, settings: order }));
	const [{ parameters }] = nodes;
	if ('path' in parameters) return `${server.url}/webhook/${String(parameters.path)}`;
	return chatbotAddress(`${server.url}/webhook`, { id, webhookId });
}

/** Calls an address once. @returns the milliseconds until the answer was there */
async function measure(url: string): Promise<number> {
	const body = JSON.stringify(call());
	const began = performance.now();
	const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
	const answer = await response.text();
	const took = performance.now() - began;
	const expected = { response: 'KNOWN', messages: [{ text: 'Olá, Íris Conceição' }] };
	if (answer !== JSON.stringify(expected)) throw new Error(`${url}: HTTP ${response.status} ${answer}`);
	return took;
}

const contestants = await Promise.all(
	Object.entries(kinds).map(async ([kind, nodes]) => ({
		kind,
		url: await publish(kind, nodes),
		alone: [] as number[],
		together: [] as number[],
		cpu: 0,
	})),
);
for (const { url } of contestants) for (let calls = 0; calls < WARM_UP; calls++) await measure(url);
// They take turns, so that they share the machine's moods.
for (let calls = 0; calls < CALLS; calls++) for (const { url, alone } of contestants) alone.push(await measure(url));
for (let calls = 0; calls < CALLS; calls += AT_ONCE) {
	for (const contestant of contestants) {
		const { url, together } = contestant;
		const before = await figureOf(server.url, CPU);
		together.push(...(await Promise.all(Array.from({ length: AT_ONCE }, async () => await measure(url)))));
		contestant.cpu += ((await figureOf(server.url, CPU)) - before) / CALLS;
	}
}

/** The share of the times that are no longer. */
const quantile = (times: readonly number[], share: number) =>
	times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1] ?? NaN;
const [standard] = contestants;
for (const [title, timesOf] of [
	[`${CALLS} calls, one after the other`, ({ alone }) => alone],
	[`${CALLS} calls, ${AT_ONCE} at once`, ({ together }) => together],
] satisfies Array<[string, (of: (typeof contestants)[number]) => number[]]>) {
	console.log(`\n${title}\n`);
	for (const contestant of contestants) {
		const [median, p99] = [0.5, 0.99].map((share) => {
			const [time, least] = [timesOf(contestant), timesOf(standard)].map((times) => quantile(times, share));
			return `${time.toFixed(1)} ms (${(time / least).toFixed(2)} ×)`;
		});
		console.log(`${contestant.kind}: median ${median}, 99 % within ${p99}`);
	}
}

console.log("\nProcessor time of n8n's process for each of them, at once\n");
for (const { kind, cpu } of contestants)
	console.log(`${kind}: ${(cpu * 1_000).toFixed(0)} ms (${(cpu / (standard?.cpu ?? NaN)).toFixed(2)} ×)`);
