// The address of an execution that waits for a reply stands in the metadata of the contact. Whoever knows it can answer for the
// contact, so it comes out of nothing.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyOperation, fillingsOf } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { triggerFor } from './triggerNode.mts';
import { byId, run } from './workflow.mts';

const ADDRESS = 'https://n8n.example.com/webhook-waiting/7/reply?key=c0ffee';
const SECRET = 'c0ffee';

/** For each of the contacts an execution waits. */
function waitIn({ account }: Sandbox): void {
	const [channelId] = account.channels.keys();
	const metadata = { pedido: '7', [`n8nWaitingExecution-${channelId}-1`]: ADDRESS };
	for (const contact of account.contacts.values()) contact.metadata = metadata;
	// A chatbot may copy what it knows of the contact.
	for (const session of account.sessions.values()) session.metadata = metadata;
}

describe('the address of a waiting execution', () => {
	for (const { name, resource, operation } of everyOperation.filter(({ resource }) =>
		['session', 'message', 'chatbot', 'contact'].includes(resource),
	)) {
		it(`does not come out of ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			for (const { parameters } of (await fillingsOf(resource, operation.value, credential)).slice(0, 4)) {
				waitIn(sandbox);
				const raw = { ...parameters, output: 'raw' };
				const { stored } = await run({ parameters: raw, credential, onError: 'continueRegularOutput' });
				assert.ok(!stored().includes(SECRET));
			}
			sandbox.departures.length = 0;
		});
	}

	it('comes neither out of a contact, whose other metadata does, nor is it taken from the account', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		waitIn(sandbox);
		const [contact] = sandbox.account.contacts.values();
		const parameters = { resource: 'contact', operation: 'get', contactId: byId(contact.id), output: 'raw' };

		const { items } = await run({ parameters, credential });

		assert.deepEqual(items[0]?.json.metadata, { pedido: '7' });
		assert.ok(JSON.stringify(contact.metadata).includes(ADDRESS));
	});

	it('does not come out of a trigger: not with the event, nor its raw body, nor its details', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const events = ['SESSION_UPDATE', 'MESSAGE_RECEIVED'];
		const filters = { departmentId: byId([...sandbox.account.departments.keys()][0]) };
		const options = { rawBody: true };
		for (const parameters of [
			{ events, options },
			{ events, filters, options },
		]) {
			const trigger = await triggerFor(t, { credential, parameters });
			await trigger.activate();
			waitIn(sandbox);
			const [session] = [...sandbox.account.sessions.values()].filter(
				({ status, departmentId }) => status === 'IN_PROGRESS' && departmentId === filters.departmentId.value,
			);
			assert.ok(session);
			const { id } = session;
			await run({
				parameters: { resource: 'session', operation: 'changeStatus', sessionId: byId(id), newStatus: 'PENDING' },
				credential,
			});
			sandbox.receive({ sessionId: id, text: 'Olá' });
			await sandbox.deliveries.settle();
			await trigger.settle();

			assert.ok(sandbox.deliveries.records.some(({ body }) => JSON.stringify(body).includes(SECRET)));
			const items = trigger.executions.flatMap((execution) => execution.items);
			assert.deepEqual(new Set(items.map(({ json }) => json.event)), new Set(events));
			for (const { json } of items) {
				const { session, contact } = json as Record<string, { metadata: unknown }>;
				assert.deepEqual(session?.metadata, { pedido: '7' });
				assert.deepEqual(contact?.metadata, { pedido: '7' });
				assert.ok(json.rawBody);
				assert.ok(!JSON.stringify(json).includes(SECRET));
			}
			await trigger.deactivate();
		}
	});
});
