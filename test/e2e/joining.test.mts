import { after, before, describe } from 'node:test';
import type { N8nServer } from '../../harness/n8n/server.mts';
import { testJoining } from '../joining.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';

describe('Messages that are joined, in real n8n', () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let server: N8nServer;

	before(async () => {
		stage = resources.use(await setWatchedStage());
		server = await stage.n8n.start();
		resources.defer(async () => await server[Symbol.asyncDispose]());
	});
	after(async () => await resources.disposeAsync());

	testJoining(
		() => ({
			...stage,
			server,
			crash: async (meanwhile) => {
				const { port } = new URL(server.url);
				await server.kill();
				await meanwhile();
				server = await stage.n8n.start(Number(port));
			},
		}),
		5,
	);
});
