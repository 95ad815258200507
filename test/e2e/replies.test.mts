import { after, before, describe } from 'node:test';
import type { N8nServer } from '../../harness/n8n/server.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';
import { testWaitingForReplies } from '../replies.mts';

describe('Send and Wait for Reply, in real n8n', () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let server: N8nServer;

	before(async () => {
		stage = resources.use(await setWatchedStage());
		server = await stage.n8n.start();
		resources.defer(async () => await server[Symbol.asyncDispose]());
	});
	after(async () => await resources.disposeAsync());

	testWaitingForReplies(() => ({
		...stage,
		server,
		restart: async () => {
			const { port } = new URL(server.url);
			await server[Symbol.asyncDispose]();
			server = await stage.n8n.start(Number(port));
		},
	}));
});
