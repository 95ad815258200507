import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { usualBlock, type Block } from '../../sandbox/talks.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { chain } from '../../harness/n8n/chain.mts';
import { chatbotAddress } from '../../harness/n8n/chatbotAddress.mts';
import { Collector } from '../../harness/n8n/collector.mts';
import type { N8nServer, SavedWorkflow } from '../../harness/n8n/server.mts';
import { PATIENCE_MS, until } from '../../harness/until.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';

/** Conversations at once. */
const MANY = 200;
/**
 * How many executions n8n works on side by side. Unlimited, it begins all at once, and on a busy machine those fail that
 * have not had their turn to write into SQLite within a minute.
 */
const settings = { N8N_CONCURRENCY_PRODUCTION_LIMIT: '20' };

interface Node {
	name: string;
	type: string;
	typeVersion?: number;
	parameters?: object;
}

describe('WTS Chat Chatbot Trigger, in real n8n with the packed package', () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let sandbox: Sandbox;
	let server: N8nServer;

	before(async () => {
		stage = resources.use(await setWatchedStage([], settings));
		({ sandbox } = stage);
		server = resources.use(await stage.n8n.start());
	});
	after(async () => await resources.disposeAsync());
	beforeEach(() => sandbox.reset());

	/** A workflow of the trigger and the nodes behind it, and the two addresses of the trigger. */
	const save = async (parameters: object, ...followers: Node[]) => {
		const { id, name } = stage.credential;
		const webhookId = crypto.randomUUID();
		const nodeId = crypto.randomUUID();
		const trigger = {
			name: 'Chatbot',
			type: 'n8n-nodes-wts-chat.wtsChatChatbotTrigger',
			typeVersion: 2,
			parameters,
			webhookId,
			id: nodeId,
		};
		const nodes = [trigger, ...followers.map((node) => ({ ...node, id: crypto.randomUUID() }))].map((node, index) => ({
			parameters: {},
			typeVersion: 1,
			position: [200 * index, 0],
			...(node.type === 'n8n-nodes-wts-chat.wtsChat' && { credentials: { wtsApi: { id, name } } }),
			...node,
		}));
		const connections = Object.fromEntries(
			nodes
				.slice(1)
				.map((node, index) => [nodes[index].name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }]),
		);
		const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'all' };
		const workflow = await server.saveWorkflow({ name: 'Chatbot', nodes, connections, settings });
		const address = (kind: string) => chatbotAddress(`${server.url}/${kind}`, trigger);
		return { workflow, url: address('webhook'), testUrl: address('webhook-test'), nodeId };
	};

	const respond = (parameters: object): Node => ({
		name: 'Respond',
		type: 'n8n-nodes-wts-chat.wtsChat',
		parameters: { resource: 'chatbot', operation: 'respond', ...parameters },
	});
	/** Carries out another node in a workflow of its own. */
	const inSubWorkflow = ({ parameters = {}, ...node }: Node): Node => {
		const { id, name } = stage.credential;
		const start = { name: 'Start', type: 'n8n-nodes-base.executeWorkflowTrigger', typeVersion: 1, parameters: {} };
		const inner = { ...node, parameters, typeVersion: 1, credentials: { wtsApi: { id, name } } };
		return {
			name: 'Sub-workflow',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			parameters: { source: 'parameter', workflowJson: JSON.stringify(chain(start, inner)) },
		};
	};
	const texts = (...entries: string[]) => ({ messages: { entries: entries.map((text) => ({ type: 'text', text })) } });

	/** Lets the chatbot that meets whoever writes first ask an address. */
	const setBlock = (url: string, block: Partial<Block> = {}) => {
		const bot = [...sandbox.account.chatbots.values()].find(({ type }) => type === 'Reactive');
		assert.ok(bot);
		const usual = { ...usualBlock, key: 'ask', url, listens: true, next: 'ask', tolerance: 0, patience: PATIENCE_MS };
		sandbox.setBlocks(bot.id, [{ ...usual, ways: { KNOWN: 'ask', UNKNOWN: 'END' }, ...block }]);
	};

	const write = async (text: string, phoneNumber = '5541977770000') => {
		const { sessionId } = sandbox.receive({ phoneNumber, name: 'Íris', text });
		sandbox.advance(0);
		await sandbox.deliveries.settle();
		const call = sandbox.account.blockCalls.findLast((candidate) => candidate.sessionId === sessionId);
		assert.ok(call);
		return call;
	};

	const withdraw = async (workflow: SavedWorkflow) => await server.unpublish(workflow);

	const readBy = (sessionId: string) =>
		(sandbox.account.sessions.get(sessionId)?.messages ?? [])
			.filter(({ direction }) => direction === 'TO_HUB')
			.map(({ text }) => text);

	it('a contact writes, the block asks, the answer reaches the contact, and the chatbot takes the way', async () => {
		const { workflow, url } = await save(
			{},
			respond({ response: 'UNKNOWN', ...texts('={{ "Olá, " + $json.contact.firstName }}') }),
		);
		await server.publish(workflow);
		setBlock(url);

		const call = await write('Bom dia');

		assert.deepEqual([call.status, call.way, call.problems], [200, 'END', []]);
		assert.deepEqual(readBy(call.sessionId), ['Olá, Íris']);
		await withdraw(workflow);
	});

	it('the same by the test URL, while the editor listens', async () => {
		const { workflow, testUrl } = await save({}, respond({ response: 'KNOWN' }));
		assert.deepEqual(await server.listen(workflow, 'Chatbot'), { waitingForWebhook: true });
		setBlock(testUrl);
		const call = await write('Bom dia');
		assert.deepEqual([call.status, call.answer, call.problems], [200, '{"response":"KNOWN"}', []]);
	});

	it('whoever does not know the address and its token starts nothing', async () => {
		const { workflow, url, nodeId } = await save({}, respond({}));
		await server.publish(workflow);
		const path = url.replace(/\?.*/, '');
		const unknown: Array<[number, string]> = [
			[404, url.replace(nodeId, crypto.randomUUID())],
			[404, path.replace(/\/[^/]*$/, '')],
			[404, `${path}/more`],
			[401, path],
			[401, `${path}?token=`],
			[401, url.slice(0, -1)],
			[401, `${url}&token=x`],
		];
		for (const [expected, address] of unknown) {
			const { status } = await fetch(address, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: '{"sessionId":"s"}',
			});
			assert.equal(status, expected, address);
		}
		assert.deepEqual(await server.executionsOf(workflow), []);
		await withdraw(workflow);
	});

	it('what is no call has a clear status and starts nothing', async () => {
		const { workflow, url } = await save({}, respond({}));
		await server.publish(workflow);
		const json = { 'content-type': 'application/json' };
		const requests: Array<[number, RequestInit]> = [
			[415, { headers: { 'content-type': 'text/plain' }, body: '{"sessionId":"s"}' }],
			[415, {}],
			[400, { headers: json, body: '[]' }],
			[400, { headers: json, body: '{}' }],
			[400, { headers: json, body: '{"sessionId":null,"contact":null}' }],
			[413, { headers: json, body: JSON.stringify({ sessionId: 's', more: 'x'.repeat(10_000_000) }) }],
			[422, { headers: json, body: '{"sessionId":' }],
			[404, { method: 'GET' }],
		];
		for (const [expected, init] of requests) {
			const { status } = await fetch(url, { method: 'POST', ...init });
			assert.equal(status, expected);
		}
		assert.deepEqual(await server.executionsOf(workflow), []);
		await withdraw(workflow);
	});

	describe('leaves no conversation hanging', () => {
		const failing = { name: 'Failing', type: 'n8n-nodes-base.stopAndError', parameters: { errorMessage: 'No' } };
		const slow = { name: 'Slow', type: 'n8n-nodes-base.wait', parameters: { amount: 4, unit: 'seconds' } };
		const n8nsRespond = { name: 'Answer', type: 'n8n-nodes-base.respondToWebhook', typeVersion: 1.1 };
		const cases: Record<string, [object, ...Node[]]> = {
			'a workflow that fails': [{}, failing, respond({})],
			'one that fails while the last node is to answer': [{ respond: 'lastNode' }, failing],
			'one that takes too long': [{ longestTime: 1 }, slow, respond(texts('Tarde'))],
			'one whose answer is refused': [{}, respond({ response: 'NONE' })],
			"one in which n8n's Respond to Webhook comes first": [{}, n8nsRespond, respond({})],
		};
		for (const [name, [parameters, ...nodes]] of Object.entries(cases)) {
			it(name, async () => {
				const { workflow, url } = await save({ otherwiseResponse: 'UNKNOWN', ...parameters }, ...nodes);
				await server.publish(workflow);
				setBlock(url);
				const call = await write('Bom dia');
				const answer = '{"response":"UNKNOWN"}';
				assert.deepEqual([call.status, call.answer, call.way, call.problems], [200, answer, 'END', []]);
				assert.deepEqual(readBy(call.sessionId), []);
				const [{ status }] = await server.executed(workflow, 1);
				assert.equal(status, 'error');
				await withdraw(workflow);
			});
		}
	});

	/** A call that is no other's. */
	const newCall = () => ({ sessionId: crypto.randomUUID(), lastMessage: { id: crypto.randomUUID(), text: 'Oi' } });
	/** Calls an address as a block does. @returns what it is answered */
	const ask = async (url: string, call: object, signal?: AbortSignal) => {
		const headers = { 'content-type': 'application/json' };
		return await (await fetch(url, { method: 'POST', headers, body: JSON.stringify(call), signal })).text();
	};

	it('an answer in a sub-workflow is an error that says so', async () => {
		const { workflow, url } = await save({}, inSubWorkflow(respond(texts('Oi'))), respond({}));
		await server.publish(workflow);
		assert.equal(await ask(url, newCall()), '');
		const [{ id }] = await server.executed(workflow, 1);
		assert.match(JSON.stringify((await server.ended(id)).data), /No chatbot waits for an answer/);
		await withdraw(workflow);
	});

	it('the same call twice, answered by the last node: one execution, whose answer both get', async () => {
		const slow = { name: 'Slow', type: 'n8n-nodes-base.wait', parameters: { amount: 1, unit: 'seconds' } };
		const last = {
			name: 'Last',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: '{"response":"KNOWN"}', options: {} },
		};
		const { workflow, url } = await save({ respond: 'lastNode' }, slow, last);
		await server.publish(workflow);
		const call = newCall();
		const answers = await Promise.all([ask(url, call), ask(url, call)]);
		assert.deepEqual(answers, ['{"response":"KNOWN"}', '{"response":"KNOWN"}']);
		assert.equal((await server.executed(workflow, 1)).length, 1);
		await withdraw(workflow);
	});

	it('an answer for which nobody waits any more is an error that says so', async () => {
		const slow = { name: 'Slow', type: 'n8n-nodes-base.wait', parameters: { amount: 2, unit: 'seconds' } };
		const { workflow, url } = await save({}, slow, respond({}));
		await server.publish(workflow);
		await assert.rejects(ask(url, newCall(), AbortSignal.timeout(500)), { name: 'TimeoutError' });
		const [{ id }] = await server.executed(workflow, 1);
		const { status, data } = await server.ended(id);
		assert.equal(status, 'error');
		assert.match(JSON.stringify(data), /The chatbot has not waited for this answer/);
		await withdraw(workflow);
	});

	it('an answer of an execution that has slept meanwhile reaches the chatbot', async () => {
		await using collector = await Collector.start<{ url: string }>();
		const tell = {
			...collector.node,
			parameters: { ...collector.node.parameters, jsonBody: '={{ JSON.stringify({ url: $execution.resumeUrl }) }}' },
		};
		const sleep = { name: 'Sleep', type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { resume: 'webhook' } };
		const { workflow, url } = await save({ longestTime: 600 }, tell, sleep, respond({ response: 'KNOWN' }));
		await server.publish(workflow);
		const answer = ask(url, newCall());
		await server.asleep(workflow, 1);
		await fetch(collector.items[0].url);
		assert.equal(await answer, '{"response":"KNOWN"}');
		await withdraw(workflow);
	});

	it(`${MANY} conversations at once: each gets its answer, once`, async () => {
		const { workflow, url } = await save(
			{ longestTime: 600 },
			respond(texts('={{ "Recebi: " + $json.messages.text }}')),
		);
		await server.publish(workflow);
		setBlock(url);
		const sessions = Array.from({ length: MANY }, (_, index) => {
			const phoneNumber = `554197777${String(index).padStart(4, '0')}`;
			const text = `Pedido ${index}`;
			return { text, sessionId: sandbox.receive({ phoneNumber, text }).sessionId };
		});
		sandbox.advance(0);
		await until(
			'all have asked and been answered',
			() => sandbox.account.blockCalls.filter(({ way }) => way !== null).length === MANY,
		);
		for (const { status, problems, answer } of sandbox.account.blockCalls) {
			assert.deepEqual([status, problems], [200, []]);
			assert.match(answer ?? '', /^\{"messages":/);
		}
		for (const { sessionId, text } of sessions) assert.deepEqual(readBy(sessionId), [`Recebi: ${text}`]);
		await until('all executions have ended well', async () => {
			const statuses = (await server.executionsOf(workflow)).map(({ status }) => status);
			return statuses.filter((status) => status === 'success').length === MANY;
		});
		await withdraw(workflow);
	});

	it('a workflow in which nothing answers is not published', async () => {
		const { workflow } = await save({}, { name: 'Answer', type: 'n8n-nodes-base.respondToWebhook' });
		await assert.rejects(server.publish(workflow), /publish|Respond to Webhook/);
	});
});
