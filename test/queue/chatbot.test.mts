/** A chatbot of the platform that asks n8n in queue mode: a worker answers, the main process holds the caller. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { choicesOf, usualBlock, type Block } from '../../sandbox/talks.mts';
import { chatbotAddress } from '../../harness/n8n/chatbotAddress.mts';
import { Collector } from '../../harness/n8n/collector.mts';
import { freePort } from '../../harness/n8n/port.mts';
import type { Queue } from '../../harness/n8n/queue.mts';
import { PATIENCE_MS, until } from '../../harness/until.mts';
import { startWatchedQueue } from '../watchedStage.mts';

const MANY = 200;
const resources = new AsyncDisposableStack();
let sandbox: Sandbox;
let queue: Queue;

before(async () => {
	sandbox = resources.use(await startSandbox());
	queue = resources.use(await startWatchedQueue(sandbox));
});
after(async () => await resources.disposeAsync());

const CREDENTIAL = 'WTS Chat sandbox';

interface Node {
	name: string;
	type: string;
	typeVersion?: number;
	parameters: object;
}

/** Publishes a workflow of the trigger and what follows it. @returns it, and the path of its address */
async function publish(parameters: object, ...followers: Node[]) {
	const data = { apiKey: sandbox.key, baseUrl: sandbox.url };
	const id = await queue.server.saveCredential({ name: CREDENTIAL, type: 'wtsApi', data });
	const trigger = {
		name: 'Chatbot',
		type: 'n8n-nodes-wts-chat.wtsChatChatbotTrigger',
		typeVersion: 2,
		id: crypto.randomUUID(),
		webhookId: crypto.randomUUID(),
		parameters: { longestTime: 600, otherwiseResponse: 'FAILED', ...parameters },
	};
	const nodes = [trigger, ...followers].map((node, index) => ({
		typeVersion: 1,
		position: [200 * index, 0],
		id: crypto.randomUUID(),
		...(node.type === 'n8n-nodes-wts-chat.wtsChat' && { credentials: { wtsApi: { id, name: CREDENTIAL } } }),
		...node,
	}));
	const connections = Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index].name, { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
	const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'all' };
	const workflow = await queue.server.saveWorkflow({ name: 'Chatbot', nodes, connections, settings });
	await queue.server.publish(workflow);
	return { workflow, path: chatbotAddress('/webhook', trigger) };
}

/** Gives the chatbot that meets whoever writes first its blocks. */
function setBlocks(...blocks: Block[]): void {
	const bot = [...sandbox.account.chatbots.values()].find(({ type }) => type === 'Reactive');
	assert.ok(bot);
	sandbox.setBlocks(bot.id, blocks);
}

const respond = (answer: object): Node => ({
	name: 'Respond',
	type: 'n8n-nodes-wts-chat.wtsChat',
	parameters: { resource: 'chatbot', operation: 'respond', ...answer },
});

/** Calls an address as a block does. @returns what it is answered */
async function ask(url: string, call: object, signal?: AbortSignal): Promise<string> {
	const headers = { 'content-type': 'application/json' };
	const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(call), signal });
	return await response.text();
}

it(`${MANY} conversations at once, a tenth of which fail: each gets one answer, by both workers`, async () => {
	const { workflow, path } = await publish(
		{},
		respond({
			// A key that the block does not have fails the workflow.
			response: '={{ $json.messages.text.endsWith("0") ? "NONE" : "DONE" }}',
			messages: { entries: [{ type: 'text', text: '={{ "Recebi: " + $json.messages.text }}' }] },
		}),
	);
	const url = `${queue.server.url}${path}`;
	const ways = { DONE: 'END', FAILED: 'END' };
	setBlocks({ ...usualBlock, key: 'ask', url, ways, tolerance: 0, patience: PATIENCE_MS });

	const talks = Array.from({ length: MANY }, (_, index) => {
		const text = `Pedido ${index}`;
		const phoneNumber = `554197777${String(index).padStart(4, '0')}`;
		return { text, sessionId: sandbox.receive({ phoneNumber, text }).sessionId };
	});
	sandbox.advance(0);
	const { blockCalls, sessions } = sandbox.account;
	await until('all have been answered', () => blockCalls.filter(({ way }) => way !== null).length === MANY);

	for (const { sessionId, text } of talks) {
		const isFailed = text.endsWith('0');
		const [call, ...others] = blockCalls.filter((candidate) => candidate.sessionId === sessionId);
		const { response } = JSON.parse(call?.answer ?? '{}') as { response?: string };
		const came = [call?.status, response, call?.problems, others.length];
		assert.deepEqual(came, [200, isFailed ? 'FAILED' : 'DONE', [], 0], `${text}: ${call?.answer}`);
		const sent = sessions.get(sessionId)?.messages.filter(({ direction }) => direction === 'TO_HUB') ?? [];
		assert.deepEqual(
			sent.map((message) => message.text),
			isFailed ? [] : [`Recebi: ${text}`],
		);
	}
	const executions = await queue.server.executed(workflow, MANY);
	const failed = executions.filter(({ status }) => status === 'error').length;
	assert.deepEqual([executions.length, failed], [MANY, MANY / 10]);
	const ids = new Set(executions.map((execution) => execution.id));
	const shares = queue.workers.map((worker) => queue.executionsOf(worker).filter((one) => ids.has(one)).length);
	assert.ok(
		shares.every((share) => share > 0),
		`one worker did nothing: ${shares.join(', ')}`,
	);
});

it('buttons reach the contact, and the choice leads on', async () => {
	const choices = { entries: [{ text: 'Terça' }, { text: 'Quarta' }] };
	const asking = await publish({}, respond({ blockType: 'dynamicQuestion', question: 'Que dia?', choices }));
	const booking = await publish(
		{},
		respond({
			response: 'DONE',
			messages: { entries: [{ type: 'text', text: '={{ "Marcado: " + $json.answers.days.answer }}' }] },
		}),
	);
	const usual = { ...usualBlock, tolerance: 0, patience: PATIENCE_MS };
	const [days, book] = [asking, booking].map(({ path }) => `${queue.server.url}${path}`);
	setBlocks(
		{ ...usual, key: 'days', type: 'DYNAMIC_QUESTION', url: days, next: 'book' },
		{ ...usual, key: 'book', url: book, ways: { DONE: 'END' } },
	);
	const write = async (text: string) => {
		const { sessionId } = sandbox.receive({ phoneNumber: '5541966660000', text });
		sandbox.advance(0);
		await sandbox.deliveries.settle();
		return sessionId;
	};

	const sessionId = await write('Quero marcar');
	assert.deepEqual(
		choicesOf(sandbox.account, sessionId).map(({ text }) => text),
		['Terça', 'Quarta'],
	);
	await write('Quarta');
	const { botId, messages } = sandbox.account.sessions.get(sessionId) ?? assert.fail();
	assert.deepEqual([botId, messages.at(-1)?.text], [null, 'Marcado: Quarta']);
});

const ANSWER = { response: 'DONE' };
const answers: Record<string, Node> = {
	responseNode: respond(ANSWER),
	lastNode: {
		name: 'Last',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: JSON.stringify(ANSWER), options: {} },
	},
};
for (const [mode, last] of Object.entries(answers)) {
	it(`a call that also comes to another webhook process is worked on once, and the second answer waits: ${mode}`, async () => {
		await using other = await queue.main.startReceiver(await freePort());
		const slow = { name: 'Slow', type: 'n8n-nodes-base.wait', parameters: { amount: 2, unit: 'seconds' } };
		const get = {
			name: 'Get',
			type: 'n8n-nodes-wts-chat.wtsChat',
			parameters: { resource: 'channel', operation: 'getAll', returnAll: false, limit: 1 },
		};
		const { workflow, path } = await publish({ respond: mode }, get, slow, last);
		const before = sandbox.requests.length;
		const call = { sessionId: mode, lastMessage: { id: 'm', text: 'Oi' }, responseKeys: ['DONE', 'FAILED'] };
		const leave = new AbortController();

		const first = ask(`${queue.server.url}${path}`, call);
		await until('the first call is worked on', () => sandbox.requests.length > before);
		const second = ask(`${other.url}${path}`, call, leave.signal).catch((error: Error) => error.name);
		assert.equal(await first, JSON.stringify(ANSWER));

		const executions = async () => await queue.server.executionsOf(workflow);
		await until('the first execution has ended', async () =>
			(await executions()).some(({ status }) => status === 'success'),
		);
		await until('the second has begun', async () => (await executions()).length === 2);
		// By the last node, n8n would answer the second call as soon as its execution ends, so that one goes on as long.
		if (mode === 'lastNode') {
			const [{ id }] = (await executions()).filter(({ status }) => status !== 'success');
			await queue.server.editor.stopExecution(id);
		}
		const ended = await queue.server.executed(workflow, 2);
		const well = ended.filter(({ status }) => status === 'success');
		const runs = await Promise.all(well.map(async ({ id }) => await queue.server.ended(id)));
		const worked = runs.map(({ data }) => Object.keys(data.resultData.runData).length);
		assert.deepEqual(worked.sort(), mode === 'lastNode' ? [4] : [1, 4]);
		// It would be answered once its ten minutes were over.
		leave.abort();
		assert.equal(await second, 'AbortError');
	});
}

it('an execution that falls asleep lets the chatbot go on, and its answer later is an error that says so', async () => {
	await using collector = await Collector.start<{ url: string }>();
	const jsonBody = '={{ JSON.stringify({ url: $execution.resumeUrl }) }}';
	const tell = { ...collector.node, parameters: { ...collector.node.parameters, jsonBody } };
	const sleep = { name: 'Sleep', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { resume: 'webhook' } };
	const { workflow, path } = await publish({}, tell, sleep, respond(ANSWER));
	const call = { sessionId: 'sleeping', lastMessage: { id: 'm', text: 'Oi' } };
	assert.equal(await ask(`${queue.server.url}${path}`, call), '{"response":"FAILED"}');
	await queue.server.asleep(workflow, 1);
	await fetch(collector.items[0].url);
	const [{ id }] = await queue.server.executed(workflow, 1);
	const { status, data } = await queue.server.ended(id);
	assert.equal(status, 'error');
	assert.match(JSON.stringify(data), /The chatbot has not waited for this answer/);
	assert.match(JSON.stringify(data), /when the execution fell asleep/);
});
