/**
 * n8n begins something again, after a crash in the middle of it or by its setting "Retry On Fail": what is left is done, and
 * nothing is sent twice.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test';
import { prepareExample } from '../../harness/examples.mts';
import { chain, webhook } from '../../harness/n8n/chain.mts';
import type { Credential } from '../../harness/n8n/n8n.mts';
import type { N8nServer, SavedWorkflow } from '../../harness/n8n/server.mts';
import { until } from '../../harness/until.mts';
import { unlimited } from '../../harness/unlimited.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import { completion } from '../completion.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';

const COUNT = 400;
/** n8n is ended when so many are done. */
const DONE_BEFORE = 100;

describe('What n8n begins again, in real n8n with the packed package', () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let credential: Credential;
	let server: N8nServer;
	before(async () => {
		stage = resources.use(await setWatchedStage());
		server = await stage.n8n.start();
		resources.defer(async () => await server[Symbol.asyncDispose]());
		const { name, type } = stage.credential;
		const unsaved = { name, type, data: unlimited(stage.sandbox) };
		credential = { ...unsaved, id: await server.saveCredential(unsaved) };
	});
	after(async () => await resources.disposeAsync());
	beforeEach(() => stage.sandbox.reset());

	/** Ends n8n once enough is done, and starts it again at the same address. */
	const crash = async (done: () => number, workflow: Pick<SavedWorkflow, 'id'>) => {
		await until('a part is done', () => done() >= DONE_BEFORE);
		await server.kill();
		// What n8n had sent is carried out all the same.
		await until('the service has answered', () => stage.sandbox.requests.every(({ status }) => status !== null));
		const rest = COUNT - done();
		assert.ok(rest > 0, 'n8n was ended too late');
		stage.sandbox.latency = 0;
		server = await stage.n8n.start(Number(new URL(server.url).port));
		const [execution, ...others] = await server.executed(workflow, 1);
		assert.deepEqual(others, []);
		assert.equal(execution?.status, 'crashed');
		return rest;
	};

	const completeAll = async (sessionIds: readonly string[]) => await call('complete', sessionIds);

	/** Starts a workflow by its webhook. */
	const call = async (path: string, sessionIds: readonly string[]) => {
		const response = await fetch(`${server.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ sessionIds }),
		});
		assert.equal(response.status, 200);
	};

	it(`after a crash in the middle of ${COUNT} completions: running the same list again completes the rest, and leaves what was done as it is`, async () => {
		const { sandbox } = stage;
		const workflow = await server.saveWorkflow(completion(credential));
		await server.publish(workflow);
		const ids = sandbox.seedSessions({ count: COUNT });
		const { sessions } = sandbox.account;
		const completed = () => ids.filter((id) => sessions.get(id)?.status === 'COMPLETED');
		sandbox.latency = 200;

		await completeAll(ids);
		await crash(() => completed().length, workflow);
		const before = completed();
		const endedAt = before.map((id) => sessions.get(id)?.endAt);
		await completeAll(ids);
		const executions = await server.executed(workflow, 2);

		assert.deepEqual(executions.map(({ status }) => status).sort(), ['crashed', 'success']);
		assert.deepEqual(completed(), ids);
		assert.deepEqual(
			before.map((id) => sessions.get(id)?.endAt),
			endedAt,
		);
		assert.deepEqual(sandbox.departures, []);
	});

	/** Makes the service slow once the first batch has come: until then each of those it is sent to is asked about. */
	const slowFromFirstBatch = (t: TestContext) => {
		const { sendTemplateBatch: send } = handlers;
		assert.ok(send);
		const restore = () => {
			handlers.sendTemplateBatch = send;
		};
		t.after(restore);
		handlers.sendTemplateBatch = (...given) => {
			restore();
			stage.sandbox.latency = 1_000;
			return send(...given);
		};
	};

	it(`after a crash in the middle of ${COUNT} messages: running the example that asks first sends to the rest, and to nobody twice`, async (t) => {
		const { sandbox } = stage;
		const people = Array.from({ length: COUNT }, (_, index) => ({
			name: `Pessoa ${index}`,
			phoneNumber: `55119300${String(index).padStart(5, '0')}`,
		}));
		const { id: _, ...example } = await prepareExample('send-to-a-list-without-doubling', credential, {
			campaign: 'may-offer',
			channelNumber: '+55 11 4002-0001',
			templateName: 'boas_vindas',
			parameterName: 'nome',
			people: JSON.stringify(people),
		});
		const workflow = await server.saveWorkflow(example);
		const runIt = async () => await server.run(workflow.id, "When clicking 'Execute workflow'");
		const { messages } = sandbox.account.counts;
		const sent = () => people.filter(({ phoneNumber }) => messages.has(phoneNumber)).length;
		// They travel in requests of a hundred, one after the other.
		slowFromFirstBatch(t);

		await runIt();
		await crash(sent, workflow);
		await runIt();
		const executions = await server.executed(workflow, 2);

		assert.deepEqual(executions.map(({ status }) => status).sort(), ['crashed', 'success']);
		assert.deepEqual(
			people.map(({ phoneNumber }) => messages.get(phoneNumber)),
			Array(COUNT).fill(1),
		);
		assert.deepEqual(sandbox.departures, []);
	});

	it('by Retry On Fail: each turn of a loop does what is left of it, and nothing whose fate is unknown', async () => {
		const { sandbox } = stage;
		const { connections, ...rest } = chain(
			webhook('note'),
			{
				name: 'Split Out',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				parameters: { fieldToSplitOut: 'body.sessionIds', options: { destinationFieldName: 'sessionId' } },
			},
			{
				name: 'Loop',
				type: 'n8n-nodes-base.splitInBatches',
				typeVersion: 3,
				parameters: { batchSize: 3, options: {} },
			},
			{
				name: 'Note',
				type: 'n8n-nodes-wts-chat.wtsChat',
				typeVersion: 1,
				parameters: {
					resource: 'sessionNote',
					operation: 'create',
					sessionId: { __rl: true, mode: 'id', value: '={{ $json.sessionId }}' },
					text: '={{ $now }}',
				},
				credentials: { wtsApi: { id: credential.id, name: credential.name } },
				retryOnFail: true,
				waitBetweenTries: 1,
			},
		);
		const to = (node: string) => [{ node, type: 'main', index: 0 }];
		const loop = { Loop: { main: [[], to('Note')] }, Note: { main: [to('Loop')] } };
		const workflow = await server.saveWorkflow({ name: 'Loop', connections: { ...connections, ...loop }, ...rest });
		await server.publish(workflow);
		const ids = sandbox.seedSessions({ count: 9 });
		const path = '/chat/v1/session/*/note';
		// The first turn is refused one note, and sends it again; of the second the answer to one is lost.
		sandbox.faults.add({ kind: 'formError', path, nth: 3 });
		sandbox.faults.add({ kind: 'reset', path, nth: 5, when: 'after' });

		await call('note', ids);
		const [execution] = await server.executed(workflow, 1);

		assert.equal(execution.status, 'error');
		assert.deepEqual(
			ids.map((id) => sandbox.account.sessions.get(id)?.notes.length),
			[1, 1, 1, 1, 1, 1, 0, 0, 0],
		);
		assert.equal(sandbox.requests.length, 3 + 1 + 3);
	});
});
