/** A chatbot of the platform that asks n8n in queue mode: a worker answers, the main process holds the caller. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { usualBlock } from '../../sandbox/talks.mts';
import { chatbotAddress } from '../../harness/n8n/chatbotAddress.mts';
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

/** Publishes a workflow of the trigger and what answers, with what is between them. @returns it, and the path of its address */
async function publish(answer: object, ...between: Array<{ name: string; type: string; parameters: object }>) {
	const data = { apiKey: sandbox.key, baseUrl: sandbox.url };
	const id = await queue.server.saveCredential({ name: CREDENTIAL, type: 'wtsApi', data });
	const trigger = {
		name: 'Chatbot',
		type: 'n8n-nodes-wts-chat.wtsChatChatbotTrigger',
		typeVersion: 2,
		id: crypto.randomUUID(),
		webhookId: crypto.randomUUID(),
		parameters: { longestTime: 600, otherwiseResponse: 'FAILED' },
	};
	const respond = {
		name: 'Respond',
		type: 'n8n-nodes-wts-chat.wtsChat',
		parameters: { resource: 'chatbot', operation: 'respond', ...answer },
	};
	const nodes = [trigger, ...between, respond].map((node, index) => ({
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

it(`${MANY} conversations at once, a tenth of which fail: each gets one answer, by both workers`, async () => {
	const { workflow, path } = await publish({
		// A key that the block does not have fails the workflow.
		response: '={{ $json.messages.text.endsWith("0") ? "NONE" : "DONE" }}',
		messages: { entries: [{ type: 'text', text: '={{ "Recebi: " + $json.messages.text }}' }] },
	});
	const bot = [...sandbox.account.chatbots.values()].find(({ type }) => type === 'Reactive');
	assert.ok(bot);
	const url = `${queue.server.url}${path}`;
	const ways = { DONE: 'END', FAILED: 'END' };
	sandbox.setBlocks(bot.id, [{ ...usualBlock, key: 'ask', url, ways, tolerance: 0, patience: PATIENCE_MS }]);

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

it('a call that also comes to another webhook process is worked on once, and the second answer waits', async () => {
	await using other = await queue.main.startReceiver(await freePort());
	const slow = { name: 'Slow', type: 'n8n-nodes-base.wait', parameters: { amount: 2, unit: 'seconds' } };
	const get = {
		name: 'Get',
		type: 'n8n-nodes-wts-chat.wtsChat',
		parameters: { resource: 'channel', operation: 'getAll', returnAll: false, limit: 1 },
	};
	const answer = { response: 'DONE' };
	const { workflow, path } = await publish(answer, get, slow);
	const before = sandbox.requests.length;
	const call = { sessionId: 's', lastMessage: { id: 'm', text: 'Oi' }, responseKeys: ['DONE', 'FAILED'] };
	const leave = new AbortController();
	const post = async (server: string) => {
		const headers = { 'content-type': 'application/json' };
		const { signal } = leave;
		const response = await fetch(`${server}${path}`, { method: 'POST', headers, body: JSON.stringify(call), signal });
		return await response.text();
	};

	const first = post(queue.server.url);
	await until('the first call is worked on', () => sandbox.requests.length > before);
	const second = post(other.url).catch((error: Error) => error.name);
	assert.equal(await first, JSON.stringify(answer));

	const executions = await queue.server.executed(workflow, 2);
	const runs = await Promise.all(executions.map(async ({ id }) => await queue.server.ended(id)));
	const worked = runs.map(({ status, data }) => [status, Object.keys(data.resultData.runData).length]);
	assert.deepEqual(worked.sort(), [
		['success', 1],
		['success', 4],
	]);
	// It would be answered once its ten minutes were over.
	leave.abort();
	assert.equal(await second, 'AbortError');
});
