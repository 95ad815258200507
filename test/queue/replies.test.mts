import { after, before, describe } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import type { Queue } from '../../harness/n8n/queue.mts';
import { startWatchedQueue } from '../watchedStage.mts';
import { testWaitingForReplies } from '../replies.mts';

describe('Send and Wait for Reply, in queue mode', () => {
	const resources = new AsyncDisposableStack();
	let sandbox: Sandbox;
	let queue: Queue;

	before(async () => {
		sandbox = resources.use(await startSandbox());
		queue = resources.use(await startWatchedQueue(sandbox));
	});
	after(async () => await resources.disposeAsync());

	const restart = async () => {
		await queue.stop();
		await queue.start();
	};
	testWaitingForReplies(() => ({ sandbox, server: queue.server, restart }), true);
});
