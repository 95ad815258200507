import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { TriggerWorkflow } from './triggerNode.mts';

/**
 * Puts a server in front of a trigger's n8n, at whose address everything else is that n8n serves, such as executions that
 * wait; it is stopped after the test. To be called before the trigger is activated.
 *
 * @param answer how requests to everything but the trigger are answered
 * @returns those requests, as path with query, and body
 */
export async function besideTrigger(
	t: TestContext,
	trigger: TriggerWorkflow,
	answer: (response: ServerResponse) => void,
): Promise<Array<{ url: string; body: string }>> {
	const received: Array<{ url: string; body: string }> = [];
	const server = createServer(async (request, response) => {
		const { url = '' } = request;
		if (/^\/webhook(-test)?\//.test(url)) return await trigger.serve(request, response);
		received.push({ url, body: await text(request) });
		answer(response);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	t.after(() => server.closeAllConnections());
	t.after(() => server.close());
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
	trigger.url = `http://127.0.0.1:${address.port}`;
	return received;
}
