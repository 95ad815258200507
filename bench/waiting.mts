// `node bench/waiting.mts`: how many executions can wait for replies at once; see README.md in this folder.
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { chain, webhook } from '../harness/n8n/chain.mts';
import { Collector } from '../harness/n8n/collector.mts';
import { n8nVersion } from '../harness/n8n/version.mts';
import { setStage } from '../harness/stage.mts';
import { until } from '../harness/until.mts';
import { unlimited } from '../harness/unlimited.mts';

/** After so long without any news in a burst, what has not come is lost, in milliseconds. */
const LOST_AFTER = 30_000;

await using stage = await setStage();
const { sandbox, n8n } = stage;
await using server = await n8n.start();
// So many at once would have to wait for the account's limits.
const credential = { name: 'Without limits', type: 'wtsApi', data: unlimited(sandbox) };
await using collector = await Collector.start<{ sessionId: string }>();
await using started = await Collector.start();
const credentials = { wtsApi: { id: await server.saveCredential(credential), name: credential.name } };

const ask = await server.saveWorkflow({
	name: 'Ask',
	...chain(
		webhook('ask'),
		{
			name: 'Ask',
			type: 'n8n-nodes-wts-chat.wtsChat',
			typeVersion: 1,
			parameters: {
				resource: 'message',
				operation: 'sendAndWait',
				sendTo: 'session',
				sessionId: { __rl: true, mode: 'id', value: '={{ $json.body.sessionId }}' },
				message: 'Tudo certo?',
			},
			credentials,
		},
		collector.node,
	),
});
await server.publish(ask);
const relay = await server.saveWorkflow({
	name: 'Relay',
	...chain(
		{
			name: 'WTS Chat Trigger',
			type: 'n8n-nodes-wts-chat.wtsChatTrigger',
			typeVersion: 1,
			parameters: { events: ['MESSAGE_RECEIVED'], addDetails: false, options: { resumeWaiting: true } },
			webhookId: crypto.randomUUID(),
			credentials,
		},
		started.node,
	),
});

/** Lets so many executions fall asleep. @returns their sessions */
async function askIn(count: number): Promise<string[]> {
	const sessionIds = sandbox.seedSessions({ count });
	for (const sessionId of sessionIds) {
		await fetch(`${server.url}/webhook/ask`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ sessionId }),
		});
	}
	await until('all executions sleep', async () => {
		const executions = await server.executionsOf(ask);
		return executions.filter(({ status }) => status === 'waiting').length === count;
	});
	collector.items.length = 0;
	return sessionIds;
}

/** Lets the contacts answer one after the other, each when the one before has been heard. @returns milliseconds */
async function oneByOne(sessionIds: string[]): Promise<number> {
	const began = performance.now();
	for (const [index, sessionId] of sessionIds.entries()) {
		sandbox.receive({ sessionId, text: 'Sim' });
		await until('the execution has gone on', () => collector.items.length > index);
		await sandbox.deliveries.settle();
	}
	return performance.now() - began;
}

/** Lets all contacts answer at the same moment. @returns milliseconds until the last was heard, and how many were not */
async function allAtOnce(sessionIds: string[]): Promise<{ time: number; lost: number }> {
	Object.assign(sandbox.deliveries.options, { disorder: true });
	const began = performance.now();
	let last = began;
	for (const sessionId of sessionIds) sandbox.receive({ sessionId, text: 'Sim' });
	for (let heard = 0; heard < sessionIds.length && performance.now() - last < LOST_AFTER; await wait(50)) {
		if (collector.items.length === heard) continue;
		heard = collector.items.length;
		last = performance.now();
	}
	await sandbox.deliveries.settle();
	Object.assign(sandbox.deliveries.options, { disorder: false });
	return { time: last - began, lost: sessionIds.length - collector.items.length };
}

/** Ends the executions that were not heard of. */
async function clear(): Promise<void> {
	for (const { id, status } of await server.executionsOf(ask)) {
		if (status === 'waiting') await server.editor.stopExecution(id);
	}
	for (const [id, { name }] of sandbox.account.subscriptions) {
		if (name === 'n8n: a workflow waits') sandbox.account.subscriptions.delete(id);
	}
}

console.log(`n8n ${n8nVersion}, Node ${process.version}, ${availableParallelism()} cores, SQLite\n`);
console.log('| way back | waiting | a reply, one by one | all at once | lost |\n| --- | --- | --- | --- | --- |');
const measure = async (way: string, count: number) => {
	const time = await oneByOne(await askIn(count));
	await clear();
	const burst = await allAtOnce(await askIn(count));
	await clear();
	console.log(
		`| ${way} | ${count} | ${(time / count).toFixed(0)} ms | ${(burst.time / 1_000).toFixed(1)} s | ${burst.lost} |`,
	);
};
for (const count of [10, 20, 50]) await measure('own subscriptions', count);
await server.publish(relay);
for (const count of [50, 100, 500]) await measure('WTS Chat Trigger', count);
