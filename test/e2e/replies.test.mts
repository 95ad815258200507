import { after, before, describe } from 'node:test';
import type { N8nServer } from '../../harness/n8n/server.mts';
import { setBareStage, type BareStage } from '../stage.mts';
import { testWaitingForReplies } from '../replies.mts';

describe('Send and Wait for Reply, in real n8n', () => {
	const resources = new AsyncDisposableStack();
	let stage: BareStage;
	let server: N8nServer;

	before(async () => {
		stage = resources.use(await setBareStage());
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
