import { after, before, beforeEach, describe, it } from 'node:test';
import type { N8nServer } from '../../harness/n8n/server.mts';
import { sendBack, WAYS } from '../filesThere.mts';
import { setWatchedStage, type Stage } from '../watchedStage.mts';

describe('Files of contacts, in real n8n with the packed package, which keeps them on its disk', () => {
	const resources = new AsyncDisposableStack();
	let stage: Stage;
	let server: N8nServer;

	before(async () => {
		stage = resources.use(await setWatchedStage());
		server = resources.use(await stage.n8n.start());
	});
	after(async () => await resources.disposeAsync());
	beforeEach(() => stage.sandbox.reset());

	for (const way of WAYS) {
		it(`come ${way}, and go back as they came`, async () => {
			await sendBack(stage.sandbox, server, stage.credential.id, way);
		});
	}
});
