import { after, before, describe } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import type { Credential } from '../../scripts/n8n/n8n.mts';
import type { Queue } from '../../scripts/n8n/queue.mts';
import { startWatchedQueue } from '../stage.mts';
import { testWaitingForReplies } from '../replies.mts';

describe('Send and Wait for Reply, in queue mode', () => {
	const resources = new AsyncDisposableStack();
	let sandbox: Sandbox;
	let queue: Queue;
	let credential: Pick<Credential, 'id' | 'name'>;

	before(async () => {
		sandbox = resources.use(await startSandbox());
		queue = resources.use(await startWatchedQueue(sandbox));
		const unsaved = { name: 'WTS Chat sandbox', type: 'wtsApi', data: { apiKey: sandbox.key, baseUrl: sandbox.url } };
		credential = { name: unsaved.name, id: await queue.server.saveCredential(unsaved) };
	});
	after(async () => await resources.disposeAsync());

	testWaitingForReplies(() => ({
		sandbox,
		credential,
		server: queue.server,
		restart: async () => {
			await queue.stop();
			await queue.start();
		},
	}));
});
