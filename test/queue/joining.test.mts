import { after, before, describe } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import type { Queue } from '../../harness/n8n/queue.mts';
import { testJoining } from '../joining.mts';
import { startWatchedQueue } from '../watchedStage.mts';

describe('Messages that are joined, in queue mode with two processes for webhooks', () => {
	const resources = new AsyncDisposableStack();
	let sandbox: Sandbox;
	let queue: Queue;

	before(async () => {
		sandbox = resources.use(await startSandbox());
		queue = resources.use(await startWatchedQueue(sandbox, { receivers: 2 }));
	});
	after(async () => await resources.disposeAsync());

	testJoining(
		() => ({
			sandbox,
			server: queue.server,
			crash: async (meanwhile) => {
				const { main, workers, receivers } = queue;
				await queue.crash([main, workers[0], receivers[0].n8n], meanwhile);
			},
		}),
		50,
	);
});
