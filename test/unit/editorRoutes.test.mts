import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it, type TestContext } from 'node:test';
import { call } from '../../harness/n8n/editorRoutes.mts';

/** A server that closes the connection of the first request, and answers those after it. */
async function closing(t: TestContext): Promise<{ url: string; requests: () => number }> {
	let requests = 0;
	const server = createServer(({ socket }, response) => {
		if (++requests === 1) socket.end();
		else response.end('here');
	}).listen(0, '127.0.0.1');
	t.after(() => {
		server.close();
		server.closeAllConnections();
	});
	await new Promise((resolve) => server.once('listening', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

it('n8n is asked once more where it closes a kept connection in the same moment', async (t) => {
	const { url, requests } = await closing(t);
	assert.equal(await (await call(url, { method: 'GET' })).text(), 'here');
	assert.equal(requests(), 2);
});

it('what changes something is not sent twice', async (t) => {
	const { url, requests } = await closing(t);
	await assert.rejects(call(url, { method: 'POST', body: '{}' }), { message: 'fetch failed' });
	assert.equal(requests(), 1);
});
