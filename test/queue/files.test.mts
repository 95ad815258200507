/** Files in queue mode: the worker fetches them into n8n's database, since the processes share no disk. */
import { after, before, beforeEach, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.mts';
import type { Queue } from '../../harness/n8n/queue.mts';
import { sendBack, WAYS } from '../filesThere.mts';
import { startWatchedQueue } from '../watchedStage.mts';

describe('Queue mode: files of contacts', () => {
	const resources = new AsyncDisposableStack();
	let sandbox: Sandbox;
	let queue: Queue;
	let credentialId: string;

	before(async () => {
		sandbox = resources.use(await startSandbox());
		queue = resources.use(await startWatchedQueue(sandbox, { settings: { N8N_DEFAULT_BINARY_DATA_MODE: 'database' } }));
		const data = { apiKey: sandbox.key, baseUrl: sandbox.url };
		credentialId = await queue.server.saveCredential({ name: 'WTS Chat sandbox', type: 'wtsApi', data });
	});
	after(async () => await resources.disposeAsync());
	beforeEach(() => sandbox.reset());

	for (const way of WAYS) {
		it(`come ${way}, and go back as they came`, async () => {
			await sendBack(sandbox, queue.server, credentialId, way);
		});
	}
});
