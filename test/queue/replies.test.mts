import { after, before, describe } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import type { Credential } from '../../scripts/n8n/n8n.mts';
import type { Queue } from '../../scripts/n8n/queue.mts';
import { startWatchedQueue } from '../stage.mts';
import { testWaitingForReplies } from '../replies.mts';

describe('Send and Wait for Reply, in queue mode', () => {
	let sandbox: Sandbox;
	let queue: Queue;
	let credential: Pick<Credential, 'id' | 'name'>;

	before(async () => {
		sandbox = await startSandbox();
		queue = await startWatchedQueue(sandbox);
		const unsaved = { name: 'WTS Chat sandbox', type: 'wtsApi', data: { apiKey: sandbox.key, baseUrl: sandbox.url } };
		credential = { name: unsaved.name, id: await queue.server.saveCredential(unsaved) };
	});
	after(async () => {
		await queue?.[Symbol.asyncDispose]();
		await sandbox?.close();
	});

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
