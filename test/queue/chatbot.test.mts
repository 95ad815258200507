/** A chatbot of the platform that asks n8n in queue mode: a worker answers, the main process holds the caller. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import { usualBlock } from '../../sandbox/talks.mts';
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

it(`${MANY} conversations at once, a tenth of which fail: each gets one answer, by both workers`, async () => {
	const data = { apiKey: sandbox.key, baseUrl: sandbox.url };
	const name = 'WTS Chat sandbox';
	const id = await queue.server.saveCredential({ name, type: 'wtsApi', data });
	const [webhookId, nodeId] = [crypto.randomUUID(), crypto.randomUUID()];
	const nodes = [
		{
			name: 'Chatbot',
			type: 'n8n-nodes-wts-chat.wtsChatChatbotTrigger',
			typeVersion: 1,
			position: [0, 0],
			id: nodeId,
			webhookId,
			parameters: { longestTime: 600, otherwiseResponse: 'FAILED' },
		},
		{
			name: 'Respond',
			type: 'n8n-nodes-wts-chat.wtsChat',
			typeVersion: 1,
			position: [200, 0],
			id: crypto.randomUUID(),
			credentials: { wtsApi: { id, name } },
			parameters: {
				resource: 'chatbot',
				operation: 'respond',
				// A key that the block does not have fails the workflow.
				response: '={{ $json.messages.text.endsWith("0") ? "NONE" : "DONE" }}',
				messages: { entries: [{ type: 'text', text: '={{ "Recebi: " + $json.messages.text }}' }] },
			},
		},
	];
	const connections = { Chatbot: { main: [[{ node: 'Respond', type: 'main', index: 0 }]] } };
	const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'all' };
	const workflow = await queue.server.saveWorkflow({ name: 'Chatbot', nodes, connections, settings });
	await queue.server.publish(workflow);
	const bot = [...sandbox.account.chatbots.values()].find(({ type }) => type === 'Reactive');
	assert.ok(bot);
	const url = `${queue.server.url}/webhook/${webhookId}/${nodeId}`;
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
		const sent = sessions.get(sessionId)?.messages.filter(({ direction }) => direction === 'TO_HUB') ?? [];
		assert.deepEqual(
			sent.map((message) => message.text),
			isFailed ? [] : [`Recebi: ${text}`],
		);
		const [call, ...others] = blockCalls.filter((candidate) => candidate.sessionId === sessionId);
		assert.deepEqual([call?.status, call?.problems, others.length], [200, [], 0]);
		if (isFailed) assert.equal(call?.answer, '{"response":"FAILED"}');
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
