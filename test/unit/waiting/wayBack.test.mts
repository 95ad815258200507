import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject } from 'n8n-workflow';
import type { Service } from '../../../nodes/WtsChat/transport/service.ts';
import type * as WayBackModule from '../../../nodes/WtsChat/waiting/wayBack.ts';
import { built } from '../../built.mts';

const { addressesIn, closeWayBack, tieToSession } = built<typeof WayBackModule>('nodes/WtsChat/waiting/wayBack');

/** A service that holds one contact and its session, and takes subscriptions. */
function serviceWith(metadata: Record<string, unknown>, session: object = { contactId: 'ana', channelId: 'whatsapp' }) {
	const contact = { metadata };
	const subscriptions: unknown[] = [];
	const send = async ({ endpoint, body }: { endpoint: string; body?: { metadata: Record<string, unknown> } }) => {
		if (endpoint.startsWith('GET /chat/v2/session')) return session;
		if (endpoint.startsWith('GET ')) return [];
		if (endpoint.startsWith('POST ')) return { id: String(subscriptions.push(body)) };
		const entries = Object.entries({ ...contact.metadata, ...body?.metadata });
		contact.metadata = Object.fromEntries(entries.filter(([, value]) => value !== null));
		return contact;
	};
	const attempt = async (work: () => Promise<unknown>) => ({ value: await work() });
	return { contact, subscriptions, steps: { send, attempt } as unknown as Service };
}

describe('the way back through a trigger', () => {
	const until = new Date(Date.now() + 60_000);
	const origin = 'https://n8n.example.com';
	const addressOf = (execution: number) =>
		`${origin}/webhook-waiting/${execution}/reply?key=${String(execution).repeat(64)}&until=${until.getTime()}`;

	it('is noted at the contact and taken away again, the rest of its metadata stays', async () => {
		const { contact, steps } = serviceWith({ order: '1042' });
		const wayBack = await tieToSession(steps, { relay: addressOf(1) }, 'session', until);
		assert.deepEqual(contact.metadata, { order: '1042', 'n8nWaitingExecution-whatsapp-11111111': addressOf(1) });
		await closeWayBack(steps, wayBack);
		assert.deepEqual(contact.metadata, { order: '1042' });
	});

	it('of one execution takes no other one’s place, and is found beside it', async () => {
		const { contact, steps } = serviceWith({});
		const [first] = await Promise.all(
			[1, 2].map(async (execution) => await tieToSession(steps, { relay: addressOf(execution) }, 'session', until)),
		);
		assert.deepEqual(addressesIn(contact as IDataObject, 'whatsapp', origin), [addressOf(1), addressOf(2)]);
		assert.deepEqual(addressesIn(contact as IDataObject, 'instagram', origin), []);
		await closeWayBack(steps, first);
		assert.deepEqual(addressesIn(contact as IDataObject, 'whatsapp', origin), [addressOf(2)]);
	});

	it('is a subscription of its own where nobody knows whose the session is', async () => {
		const { contact, subscriptions, steps } = serviceWith({}, {});
		assert.deepEqual(await tieToSession(steps, { relay: addressOf(1) }, 'session', until), { subscriptionId: '1' });
		assert.equal(subscriptions.length, 1);
		assert.deepEqual(contact.metadata, {});
	});

	it('that executions of this n8n have left behind is removed, and no other', async () => {
		const past = (address: string) => address.replace(/until=\d+/, 'until=1000');
		const foreign = past(addressOf(3)).replace('n8n.', 'other.');
		const { contact, steps } = serviceWith({
			'n8nWaitingExecution-whatsapp-2': past(addressOf(2)),
			'n8nWaitingExecution-whatsapp-3': foreign,
			'n8nWaitingExecution-whatsapp-4': addressOf(4),
			order: past(addressOf(5)),
		});
		await tieToSession(steps, { relay: addressOf(1) }, 'session', until);
		assert.deepEqual(contact.metadata, {
			'n8nWaitingExecution-whatsapp-3': foreign,
			'n8nWaitingExecution-whatsapp-4': addressOf(4),
			order: past(addressOf(5)),
			'n8nWaitingExecution-whatsapp-11111111': addressOf(1),
		});
	});
});
