import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';
const CALLBACK = 'http://127.0.0.1:9/delivered';

const message = (operation: string, more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation,
	...more,
});

/** A session with messages in it. */
function conversation(sandbox: Sandbox, count = 1) {
	const [id = ''] = sandbox.seedSessions({ count: 1 });
	const contactId = sandbox.account.sessions.get(id)?.contactId;
	assert.ok(contactId);
	for (let index = 1; index < count; index++) sandbox.receive({ sessionId: id, text: `nº ${index}` });
	const { messages } = sandbox.account.sessions.get(id) ?? {};
	assert.ok(messages);
	return { id, messages };
}

const sent = ({ requests }: Sandbox) => requests.map(({ method, path, body }) => ({ at: `${method} ${path}`, body }));

describe('getting a message', () => {
	it('gives what matters of it, or all', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, messages } = conversation(sandbox);
		const [held] = messages;

		const [simple, whole] = await Promise.all(
			['simplified', 'raw'].map((output) =>
				run({
					parameters: everyField('message', 'get', {
						messageId: held.id,
						output,
						options: { ifNotFound: 'error' },
					}),
					credential,
				}),
			),
		);

		const { createdAt, text, direction, type, fileId, origin, status, failedReason } = held;
		assert.deepEqual(simple.items[0].json, {
			id: held.id,
			createdAt: new Date(createdAt).toISOString(),
			sessionId: id,
			direction,
			type,
			text,
			fileId,
			origin,
			status,
			failedReason,
		});
		assert.equal(Object.keys(whole.items[0].json).length > 15, true);
		assert.equal(whole.items[0].json.timestamp, held.timestamp);
	});

	for (const operation of ['get', 'getStatus']) {
		it(`${operation}: fails for one that does not exist, or gives nothing`, async (t) => {
			const { credential } = await sandboxFor(t);
			const parameters = (ifNotFound: string) => message(operation, { messageId: UNKNOWN_ID, options: { ifNotFound } });
			const failing = await run({ parameters: parameters('error'), credential });
			assert.equal(failing.error?.message, 'WTS Chat does not know what was asked for');
			const { error, items } = await run({ parameters: parameters('nothing'), credential });
			assert.equal(error, undefined);
			assert.deepEqual(items, []);
		});
	}
});

describe('listing messages', () => {
	it('gives those of the session, page by page, in the wanted order', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id, messages } = conversation(sandbox, 230);

		const { error, items } = await run({
			parameters: everyField('message', 'getAll', {
				sessionId: byId(id),
				returnAll: true,
				output: 'simplified',
				filters: {
					createdAfter: '2001-07-01T00:00:00',
					createdBefore: '2100-01-01T00:00:00',
					updatedAfter: '2001-07-01T00:00:00',
					updatedBefore: '2100-01-01T00:00:00',
				},
				options: { ignoreEmptyFilters: false, orderBy: 'CreatedAt', orderDirection: 'ASCENDING' },
			}),
			credential,
		});

		assert.equal(error, undefined);
		assert.deepEqual(
			items.map(({ json }) => json.id),
			messages.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1)).map((held) => held.id),
		);
		assert.equal(sandbox.requests.length, 3);
		assert.deepEqual(Object.fromEntries(new URLSearchParams(sandbox.requests[2].query)), {
			'CreatedAt.After': '2001-07-01T03:00:00.000Z',
			'CreatedAt.Before': '2100-01-01T03:00:00.000Z',
			'UpdatedAt.After': '2001-07-01T03:00:00.000Z',
			'UpdatedAt.Before': '2100-01-01T03:00:00.000Z',
			OrderBy: 'CreatedAt',
			OrderDirection: 'ASCENDING',
			PageNumber: '3',
			PageSize: '100',
		});
	});

	it('gives no more than the limit', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = conversation(sandbox, 10);
		const { items } = await run({ parameters: message('getAll', { sessionId: byId(id), limit: 4 }), credential });
		assert.equal(items.length, 4);
	});

	it('leaves out what the filters do not let through', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = conversation(sandbox, 3);
		const filters = { createdAfter: '2100-01-01T00:00:00' };
		const { items } = await run({ parameters: message('getAll', { sessionId: byId(id), filters }), credential });
		assert.deepEqual(items, []);
	});
});

describe('deleting a message', () => {
	it('says so', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { messages } = conversation(sandbox);
		const { items } = await run({
			parameters: everyField('message', 'delete', { messageId: messages[0].id }),
			credential,
		});
		assert.deepEqual(items[0].json, { deleted: true, id: messages[0].id });
		assert.equal(messages[0].status, 'DELETED');
	});

	for (const messageId of ['', '   ', null, '..']) {
		it(`needs an ID: ${JSON.stringify(messageId)}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { error } = await run({
				parameters: message('delete', { messageId: '={{ $json.id }}' }),
				items: [{ id: messageId }],
				credential,
			});
			assert.ok(error);
			assert.deepEqual(sandbox.requests, []);
		});
	}
});

describe('the status of a message', () => {
	const statusOf = async (credential: Parameters<typeof run>[0]['credential'], kind: string, messageId: string) => {
		const { error, items } = await run({
			parameters: everyField('message', 'getStatus', {
				statusOf: kind,
				messageId,
				options: { ifNotFound: 'error' },
			}),
			credential,
		});
		assert.equal(error, undefined);
		return items[0].json;
	};

	it('moves on, for what was sent to a number by its ID and by the ID of the sender', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { items } = await run({
			parameters: message('sendText', {
				to: '+55 41 97777-6666',
				text: 'Olá',
				from: byId([...sandbox.account.channels.values()][2].id),
				options: { senderId: 'order-1042' },
			}),
			credential,
		});
		assert.equal((await statusOf(credential, 'send', String(items[0].json.id))).status, 'SENT');
		const { status, senderId } = await statusOf(credential, 'send', 'order-1042');
		assert.deepEqual({ status, senderId }, { status: 'DELIVERED', senderId: 'order-1042' });
		assert.equal(sandbox.requests.at(-1)?.path, '/chat/v1/send/message/order-1042');
	});

	it('tells why it failed, for what was sent into a session', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { messages } = conversation(sandbox);
		Object.assign(messages[0], { status: 'FAILED', failedReason: 'Número inválido', upcoming: [] });
		const { status, failureReason } = await statusOf(credential, 'message', messages[0].id);
		assert.deepEqual({ status, failureReason }, { status: 'FAILED', failureReason: 'Número inválido' });
		assert.equal(sandbox.requests.at(-1)?.path, `/chat/v1/message/${messages[0].id}/status`);
	});
});

describe('one-time passwords', () => {
	const sendOtp = (sandbox: Sandbox, more: INodeParameters = {}) =>
		message('sendOtp', { from: byId([...sandbox.account.channels.keys()][0]), to: '(41) 97777-6666', ...more });

	it('are sent with a code of one’s own, and their status tells whether they arrived', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [channel] = sandbox.account.channels.values();

		const { error, items } = await run({
			parameters: everyField('message', 'sendOtp', {
				from: { __rl: true, mode: 'number', value: '(11) 4002-0001' },
				to: '(41) 97777-6666',
				options: {
					callbackUrl: CALLBACK,
					code: '={{ $json.code }}',
					senderId: 'login-7',
					templateId: byId('3d4e5_codigo'),
				},
			}),
			items: [{ code: 48213 }],
			credential,
		});

		assert.equal(error, undefined);
		assert.deepEqual(sent(sandbox), [
			{
				at: 'POST /chat/v1/send/otp',
				body: {
					from: '551140020001',
					to: '5541977776666',
					code: '48213',
					templateId: '3d4e5_codigo',
					callbackUrl: CALLBACK,
					senderId: 'login-7',
				},
			},
		]);
		const { id, code, status, channelId } = items[0].json;
		assert.deepEqual({ code, status, channelId }, { code: '48213', status: 'PENDING', channelId: channel.id });
		const held = sandbox.account.messages.get(String(id));
		assert.equal(held?.text, 'Seu código de verificação é 48213.');
		assert.equal(held.callbackUrl, CALLBACK);

		for (const [messageId, expected] of [
			[String(id), 'SENT'],
			['login-7', 'RECEIVED'],
		]) {
			const read = await run({ parameters: message('getStatus', { statusOf: 'otp', messageId }), credential });
			assert.deepEqual(
				{ status: read.items[0].json.status, code: read.items[0].json.code },
				{ status: expected, code: '48213' },
			);
		}
	});

	it('have five digits by chance if no code is given', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { items } = await run({ parameters: sendOtp(sandbox), credential });
		assert.deepEqual(Object.keys(sent(sandbox)[0].body as object), ['from', 'to']);
		assert.match(String(items[0].json.code), /^\d{5}$/);
	});

	for (const [what, more, expected, asked] of [
		['no channel', { from: byId('') }, /From is empty/, ['channelList']],
		['no number', { to: '={{ null }}' }, /Recipient is empty/, []],
		['a name of Instagram', { to: '@ana' }, /phone number/, []],
	] as const) {
		it(`need a channel and a number: ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { error } = await run({ parameters: sendOtp(sandbox, more), credential });
			assert.match(error?.message ?? '', expected);
			assert.deepEqual(
				sandbox.requests.map(({ operation }) => operation),
				asked,
			);
		});
	}

	it('are not sent twice when nobody knows whether the first one was', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		sandbox.faults.add({ kind: 'reset', when: 'after' });
		const { failed } = await run({ parameters: sendOtp(sandbox), credential, onError: 'continueErrorOutput' });
		assert.equal((failed[0].json.details as IDataObject).outcome, 'unknown');
		assert.equal(sandbox.account.counts.messages.get('5541977776666'), 1);
	});
});

describe('the typing indicator', () => {
	it('is shown in a session, and asked for again if the answer is lost', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { id } = conversation(sandbox);
		sandbox.faults.add({ kind: 'reset', when: 'after', times: 1 });
		const { items } = await run({
			parameters: everyField('message', 'sendTyping', { sessionId: byId(id) }),
			credential,
		});
		assert.deepEqual(items[0].json, { success: true, sessionId: id });
		const request = { at: 'POST /chat/v1/send/typing', body: { sessionId: id } };
		assert.deepEqual(sent(sandbox), [request, request]);
	});
});

describe('what a contact sends that is no text', () => {
	const place = { latitude: -25.4284, longitude: -49.2733, name: 'Loja Centro', address: 'Rua XV, 100' };
	const card = { name: 'Bento Sá', phoneNumber: '+55 41 98888-7777', email: 'bento@example.com' };

	it('comes out so that it can be used: a place with its coordinates, a contact with a number to write to', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { sessionId } = sandbox.receive({ phoneNumber: '5541977770000', location: place });
		sandbox.account.clock.advance(1_000);
		sandbox.receive({ sessionId, contact: card });
		const messages = sandbox.account.sessions.get(sessionId)?.messages ?? [];
		const all = await run({ parameters: message('getAll', { sessionId: byId(sessionId) }), credential });
		for (const { id, type } of messages) {
			const { items } = await run({ parameters: message('get', { messageId: id }), credential });
			const [{ json }] = items;
			assert.deepEqual(all.items.find((item) => item.json.id === id)?.json, json);
			assert.equal(json.type, type);
			if (type === 'LOCATION') assert.deepEqual(json.location, { url: null, ...place });
			else {
				const { name, email, phoneNumberE164 } = json.sharedContact as IDataObject;
				assert.deepEqual([name, email, phoneNumberE164], [card.name, card.email, '+5541988887777']);
			}
			assert.equal('details' in json, false);
			assert.deepEqual(['location' in json, 'sharedContact' in json].toSorted(), [false, true]);
		}
		assert.deepEqual(
			messages.map(({ type }) => type),
			['LOCATION', 'CONTACT'],
		);
	});

	it('may lack anything', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { sessionId, id } = sandbox.receive({ phoneNumber: '5541977770000', location: place });
		const held = sandbox.account.sessions.get(sessionId)?.messages.find((one) => one.id === id);
		assert.ok(held);
		const get = async (details: object) => {
			held.details = details;
			const { error, items } = await run({ parameters: message('get', { messageId: id }), credential });
			assert.equal(error, undefined);
			const { location, sharedContact } = items[0].json;
			return { location, sharedContact };
		};
		assert.deepEqual(await get({}), { location: undefined, sharedContact: undefined });
		assert.deepEqual((await get({ contact: { name: 'Bento' } })).sharedContact, { name: 'Bento' });
		const numbers = ['+55|41988887777', '+5541988887777', '5541988887777', '', 'ramal 12'];
		const e164: unknown[] = [];
		for (const phoneNumber of numbers) {
			const { sharedContact } = await get({ contact: { name: 'Bento', phoneNumber } });
			e164.push((sharedContact as IDataObject).phoneNumberE164);
		}
		assert.deepEqual(e164, ['+5541988887777', '+5541988887777', undefined, undefined, undefined]);
	});
});
