import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Workflow } from '../../harness/n8n/n8n.mts';
import { chain, webhook } from '../../harness/n8n/chain.mts';
import { Collector } from '../../harness/n8n/collector.mts';
import type { N8nServer, SavedWorkflow } from '../../harness/n8n/server.mts';
import { differences } from '../../harness/n8n/version.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';
import { until } from '../../harness/until.mts';
import { lastWord, startScriptedModel, type ScriptedModel, type Turn } from './examples/scriptedModel.mts';

describe('A contact reviews what an AI agent wants to do, in real n8n', () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let server: N8nServer;
	let model: ScriptedModel;
	let collector: Collector<{ output: string }>;
	let workflow: SavedWorkflow;
	let other: string;
	before(async () => {
		model = resources.use(await startScriptedModel());
		collector = resources.use(await Collector.start());
		const apiKey = { apiKey: 'none', url: model.url };
		const openAi = { id: 'model', name: 'Scripted model', type: 'openAiApi', data: apiKey };
		stage = resources.use(await setWatchedStage([openAi]));
		server = resources.use(await stage.n8n.start());
		[other = ''] = stage.sandbox.seedSessions({ count: 1 });
		workflow = await server.saveWorkflow({ name: 'Review', ...review() });
	});
	after(async () => await resources.disposeAsync());

	/** An agent whose only tool completes a session, once the contact of the session that calls has approved. */
	const review = (): Omit<Workflow, 'id' | 'name'> => {
		const { id, name } = stage.credential;
		const wtsApi = { wtsApi: { id, name } };
		const byId = (value: string) => ({ __rl: true, mode: 'id', value });
		const main = chain(
			webhook('review'),
			{
				name: 'AI Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion: 3,
				parameters: { promptType: 'define', text: '={{ $json.body.text }}', options: {} },
			},
			collector.node,
		);
		const attached = [
			{
				id: 'model',
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				position: [0, 200],
				parameters: { model: byId('scripted'), options: {} },
				credentials: { openAiApi: { id: 'model', name: 'Scripted model' } },
			},
			{
				id: 'review',
				name: 'Ask the Contact',
				type: 'n8n-nodes-wts-chat.wtsChatHitlTool',
				typeVersion: 1,
				position: [200, 200],
				parameters: {
					sendTo: 'session',
					sessionId: byId("={{ $('Webhook').item.json.body.sessionId }}"),
					message: '=Posso usar {{ $tool.name }}?',
					approveLabel: 'Sim',
					declineLabel: 'Não',
				},
				credentials: wtsApi,
			},
			{
				id: 'tool',
				name: 'Complete Session',
				type: 'n8n-nodes-wts-chat.wtsChatTool',
				typeVersion: 1,
				position: [200, 400],
				parameters: { resource: 'session', operation: 'complete', sessionId: byId(other) },
				credentials: wtsApi,
			},
		];
		const link = (node: string, type: string) => ({ [type]: [[{ node, type, index: 0 }]] });
		return {
			...main,
			nodes: [...main.nodes, ...attached],
			connections: {
				...main.connections,
				Model: link('AI Agent', 'ai_languageModel'),
				'Ask the Contact': link('AI Agent', 'ai_tool'),
				'Complete Session': link('Ask the Contact', 'ai_tool'),
			},
		};
	};

	/** Lets the agent want to complete the other session, and the contact answer. @returns what the model heard of it */
	const reviewed = async (...answers: string[]): Promise<string> => {
		const { sandbox } = stage;
		const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
		const session = sandbox.account.sessions.get(sessionId);
		collector.items.length = 0;
		let heard = '';
		const say = (turn: Turn) => {
			heard = lastWord(turn);
			return { say: 'Done.' };
		};
		model.follow(
			({ tools }) => ({ call: tools[0].function.name, with: { toolParameters: {}, hitlParameters: {} } }),
			say,
		);
		await fetch(`${server.url}/webhook/review`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ sessionId, text: 'Close it.' }),
		});
		await server.asleep(workflow, 1);
		assert.equal(model.turns.length, 1, 'the agent waits too');
		assert.match(String(session?.messages.at(-1)?.text), /^Posso usar .*Complete.Session.*\?\n\n1\. Sim\n2\. Não$/s);
		for (const text of answers) sandbox.receive({ sessionId, text });
		await until('the agent is done', () => collector.items.length > 0);
		assert.deepEqual(collector.items, [{ output: 'Done.' }]);
		return heard;
	};
	const statusOfOther = () => stage.sandbox.account.sessions.get(other)?.status;

	it('n8n makes a tool of the node, and a review where it has such a thing', async () => {
		const own = (await server.editor.nodeTypes()).map(({ name }) => name).filter((name) => name.includes('wts-chat'));
		const review = differences.reviewsTools ? ['n8n-nodes-wts-chat.wtsChatHitlTool'] : [];
		const others = ['wtsChat', 'wtsChatChangesTrigger', 'wtsChatChatbotTrigger', 'wtsChatTool', 'wtsChatTrigger'].map(
			(name) => `n8n-nodes-wts-chat.${name}`,
		);
		assert.deepEqual(new Set(own), new Set([...others, ...review]));
	});

	if (!differences.reviewsTools) {
		it('elsewhere it does not activate a workflow that has one', async () => {
			await assert.rejects(
				async () => await server.publish(workflow),
				/Unrecognized node type: n8n-nodes-wts-chat\.wtsChatHitl/,
			);
		});
		return;
	}

	before(async () => await server.publish(workflow));

	it('declined, it is not done, and the agent is told', async () => {
		assert.match(await reviewed('2'), /rejected/);
		assert.equal(statusOfOther(), 'IN_PROGRESS');
	});

	it('whatever else is answered, the agent gets as a comment', async () => {
		assert.match(await reviewed('Só depois do almoço'), /Só depois do almoço/);
		assert.equal(statusOfOther(), 'IN_PROGRESS');
	});

	it('approved, it is done', async () => {
		assert.match(await reviewed('sim!'), /COMPLETED/);
		assert.equal(statusOfOther(), 'COMPLETED');
		assert.equal(stage.sandbox.account.subscriptions.size, 0);
		assert.deepEqual(stage.sandbox.departures, []);
	});
});
