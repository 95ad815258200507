/** Files that contacts send go through a real n8n and back to them, whatever it keeps binary data in. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../sandbox/sandbox.mts';
import { chain, type ChainedNode } from '../harness/n8n/chain.mts';
import type { N8nServer } from '../harness/n8n/server.mts';
import { PATIENCE_MS, until } from '../harness/until.mts';

const CONTACTS = 10;

/** The two ways in which a workflow gets a file: by the trigger's option, and by the operation. */
export const WAYS = ['by the trigger', 'by Message: Download File'] as const;

/**
 * Publishes a workflow that sends every file back, and lets contacts send some; each is to get its own, byte for byte.
 * @param credentialId of the sandbox's account, as n8n has it
 */
export async function sendBack(
	sandbox: Sandbox,
	server: N8nServer,
	credentialId: string,
	way: (typeof WAYS)[number],
): Promise<void> {
	sandbox.deliveries.options.patience = PATIENCE_MS;
	const credentials = { wtsApi: { id: credentialId, name: 'WTS Chat sandbox' } };
	const node = (name: string, parameters: object): ChainedNode => ({
		name,
		type: 'n8n-nodes-wts-chat.wtsChat',
		typeVersion: 1,
		parameters: { resource: 'message', ...parameters },
		credentials,
	});
	const byTrigger = way === 'by the trigger';
	const trigger: ChainedNode = {
		name: 'WTS Chat Trigger',
		type: 'n8n-nodes-wts-chat.wtsChatTrigger',
		typeVersion: 1,
		parameters: { events: ['MESSAGE_RECEIVED'], addDetails: false, options: byTrigger ? { downloadFiles: true } : {} },
		credentials,
		webhookId: crypto.randomUUID(),
	};
	const back = node('Send back', {
		operation: 'sendFile',
		sendTo: 'session',
		sessionId: { __rl: true, mode: 'id', value: `={{ $json.${byTrigger ? 'content.sessionId' : 'sessionId'} }}` },
		fileSource: 'binary',
	});
	const nodes = byTrigger ? [trigger, back] : [trigger, node('Download', { operation: 'downloadFile' }), back];
	const workflow = await server.saveWorkflow({ name: `Files ${way}`, ...chain(...nodes) });
	await server.publish(workflow);
	const contents = Array.from({ length: CONTACTS }, (_, index) => Buffer.alloc(50_000 + index, index));
	const sessionIds = contents.map((content, index) => {
		const file = { name: `foto ${index}.png`, mimeType: 'image/png', content: content.toString('base64') };
		return sandbox.receive({ phoneNumber: `55419777700${String(index).padStart(2, '0')}`, text: 'Veja', file })
			.sessionId;
	});
	const { account } = sandbox;
	const answersIn = (sessionId: string) =>
		account.sessions.get(sessionId)?.messages.filter(({ direction }) => direction === 'TO_HUB') ?? [];
	await until('everybody has got the file back', () => sessionIds.every((id) => answersIn(id).length > 0));
	for (const [index, sessionId] of sessionIds.entries()) {
		const [answer, ...others] = answersIn(sessionId);
		assert.deepEqual([answer.type, answer.details.file?.name, others.length], ['IMAGE', `foto ${index}.png`, 0]);
		assert.ok(account.files.get(String(answer.details.file?.id))?.content?.equals(contents[index]));
	}
	for (const { status } of await server.executed(workflow, CONTACTS)) assert.equal(status, 'success');
	assert.deepEqual(sandbox.departures, []);
	await server.unpublish(workflow);
}
