import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { Contact, Session } from '../../sandbox/account.mts';
import type { InboundMessage } from '../../sandbox/inbound.mts';
import type * as ClockModule from '../../nodes/WtsChat/transport/clock.ts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { built } from '../built.mts';
import type { TriggerWorkflow } from './triggerNode.mts';

const { machineClock } = built<typeof ClockModule>('nodes/WtsChat/transport/clock');

/**
 * Notes at the contact of a session where an execution waits for a reply.
 * @param index tells several of them apart
 * @returns the contact
 */
export function noteWaiting(
	{ account }: Sandbox,
	{ contactId, channelId }: Session,
	address: unknown,
	index = 1,
): Contact {
	const contact = account.contacts.get(contactId);
	if (!contact) throw new Error('There is no such contact');
	contact.metadata = { ...contact.metadata, [`n8nWaitingExecution-${channelId}-${index}`]: address };
	return contact;
}

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

/** Lets the contact answer the question before n8n hears that it is out, which takes three seconds. */
export function answerAtOnce(t: TestContext, sandbox: Sandbox, answer: Pick<InboundMessage, 'text' | 'type'>): void {
	const emit = sandbox.deliveries.emit.bind(sandbox.deliveries);
	let isAnswered = false;
	t.mock.method(sandbox.deliveries, 'emit', (...[event, content]: Parameters<typeof emit>) => {
		emit(event, content);
		if (event !== 'MESSAGE_SENT' || isAnswered) return;
		isAnswered = true;
		const { sessionId } = content() as { sessionId: string };
		t.mock.method(machineClock, 'now', () => performance.now() + 3_000);
		sandbox.clock.advance(1);
		sandbox.receive({ sessionId, ...answer });
	});
}
