// Contacts who write a thought in several messages, wherever n8n runs.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { chain } from '../harness/n8n/chain.mts';
import { Collector } from '../harness/n8n/collector.mts';
import type { N8nServer } from '../harness/n8n/server.mts';
import { differences } from '../harness/n8n/version.mts';
import { PATIENCE_MS, until } from '../harness/until.mts';
import { unlimited } from '../harness/unlimited.mts';
import type { Sandbox } from '../sandbox/sandbox.mts';

/** n8n with the package in it, and the account that it works with. */
export interface Host {
	readonly sandbox: Sandbox;
	/** The running server. */
	readonly server: N8nServer;
	/** Ends n8n, or some of its processes, as a crash would, and starts them again at the same addresses. */
	crash(meanwhile: () => Promise<void>): Promise<void>;
}

/** What comes out of the trigger. */
interface Joined {
	text: string;
	count: number;
	content: { sessionId: string };
	messages: Array<{ text: string }>;
}

/** The messages of a thought. */
const LINES = ['Oi', 'tudo bem?', 'queria saber o preço', 'do plano anual'];
/** On a busy machine n8n may take seconds for a message; what is written then must be in the time of quiet. */
const QUIET = 60;

/**
 * Declares the tests.
 * @param host asked when they run
 * @param contacts so many write at once
 */
export function testJoining(host: () => Host, contacts: number): void {
	let collector: Collector<Joined>;
	before(async () => {
		collector = await Collector.start();
	});
	after(async () => await collector?.[Symbol.asyncDispose]());

	const meanwhile = differences.joinsAsleep ? 'n8n crashes in the middle' : 'n8n waits';
	it(`${contacts} contacts write ${LINES.length} messages each, ${meanwhile}: each starts the workflow once, with all of them`, async () => {
		const { sandbox, server } = host();
		Object.assign(sandbox.deliveries.options, { patience: PATIENCE_MS, disorder: true, duplicates: 1 / 4, atOnce: 5 });
		const unsaved = { name: 'Without limits', type: 'wtsApi', data: unlimited(sandbox) };
		const credential = { name: unsaved.name, id: await server.saveCredential(unsaved) };
		const trigger = {
			name: 'WTS Chat Trigger',
			type: 'n8n-nodes-wts-chat.wtsChatTrigger',
			typeVersion: 1,
			webhookId: crypto.randomUUID(),
			parameters: { events: ['MESSAGE_RECEIVED'], joinMessages: true, quietSeconds: QUIET, longestWait: 600 },
			credentials: { wtsApi: credential },
		};
		const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'all' };
		const workflow = await server.saveWorkflow({ name: 'Answer', ...chain(trigger, collector.node), settings });
		await server.publish(workflow);
		const sessionIds = sandbox.seedSessions({ count: contacts });

		const write = async (lines: readonly string[]) => {
			for (const text of lines) {
				for (const sessionId of sessionIds) sandbox.receive({ sessionId, text });
				sandbox.account.clock.advance(1_000);
			}
			await sandbox.deliveries.settle();
		};
		await write(LINES.slice(0, 2));
		const writeOn = async () => await write(LINES.slice(2));
		if (differences.joinsAsleep) {
			await until('the executions sleep', async () => {
				const executions = await host().server.executionsOf(workflow);
				return executions.every(({ status }) => !['new', 'running'].includes(status));
			});
			await host().crash(writeOn);
		} else await writeOn();
		await until('all have gone on', () => collector.items.length >= contacts);
		await until('nothing goes on any more', async () => {
			const executions = await host().server.executionsOf(workflow);
			return executions.every(({ status }) => !['new', 'running', 'waiting'].includes(status));
		});

		const thoughts = Object.groupBy(collector.items, ({ content }) => content.sessionId);
		const whole = { text: LINES.join('\n'), count: LINES.length, messages: LINES };
		assert.deepEqual(
			Object.fromEntries(
				Object.entries(thoughts).map(([sessionId, items = []]) => [
					sessionId,
					items.map(({ text, count, messages }) => ({
						text,
						count,
						messages: messages.map((message) => message.text),
					})),
				]),
			),
			Object.fromEntries(sessionIds.map((sessionId) => [sessionId, [whole]])),
		);
		const executions = await host().server.executionsOf(workflow);
		assert.deepEqual(new Set(executions.map(({ status }) => status)), new Set(['success']));
	});
}
