import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { INodeParameters } from 'n8n-workflow';
import type { Account, Channel, Contact, Session } from '../../sandbox/account.mts';
import { addContact } from '../../sandbox/contacts.mts';
import { handlers } from '../../sandbox/handlers/index.mts';
import { addMessage } from '../../sandbox/messages.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { openSession } from '../../sandbox/sessions.mts';
import { everyField } from './everyField.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const DAY = 24 * 60 * 60_000;
const SHIPPED = '4c5d6_pedido_enviado';
const PHONE = '(11) 98888-7777';
const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

const channelOf = ({ account }: Sandbox, type: Channel['type']): Channel => {
	const channel = [...account.channels.values()].find((candidate) => candidate.type === type);
	assert.ok(channel);
	return channel;
};

/** A contact with an open session, in which they wrote so many milliseconds ago. */
function talk(
	{ account }: Sandbox,
	channel: Channel,
	ago: number,
	phoneNumber = '+55|11988887777',
): { session: Session; contact: Contact } {
	const contact = addContact(account, { name: 'Zélia Nóbrega', phoneNumber });
	const createdAt = new Date(account.clock.now() - ago).toISOString();
	const session = openSession(account, contact, channel, { createdAt });
	addMessage(account, session, { createdAt, text: 'Olá', direction: 'FROM_HUB', origin: 'GATEWAY' });
	return { session, contact };
}

const pairs = (values: Record<string, string>) => ({
	entries: Object.entries(values).map(([name, value]) => ({ name, value })),
});
const template = {
	templateId: byId(SHIPPED),
	specifyParameters: 'pairs',
	parameterPairs: pairs({ nome: 'Zélia', 'número do pedido': '4711' }),
};
const FILLED = 'Zélia, seu pedido 4711 saiu para entrega.';

const send = (more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation: 'sendTextOrTemplate',
	text: 'Seu pedido saiu!',
	...template,
	...more,
});
const toPhone = (channel: Channel, to = PHONE) => send({ sendTo: 'recipient', to, from: byId(channel.id) });
const intoSession = ({ id }: Session) => send({ sendTo: 'session', sessionId: byId(id) });

/** What was written to contacts: texts, and the templates that they were made from. */
const written = ({ messages }: Session) =>
	messages.filter(({ direction }) => direction === 'TO_HUB').map(({ text, templateId }) => [text, templateId]);
const sends = ({ requests }: Sandbox) =>
	requests.filter(({ method }) => method === 'POST').map(({ path, status }) => [path, status]);

/** Lets the window close at the moment in which a text is sent. */
function closeAsTextIsSent(t: TestContext, sandbox: Sandbox, name: 'sendText' | 'sessionSendMessage') {
	const original = handlers[name] as (account: Account, request: never) => unknown;
	assert.ok(original);
	const changed = { [name]: (account: Account, request: never) => (sandbox.advance(DAY), original(account, request)) };
	Object.assign(handlers, changed);
	t.after(() => {
		Object.assign(handlers, { [name]: original });
	});
}

describe('sending a text or a template', () => {
	it('sends the text into a session whose window is open', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talk(sandbox, channelOf(sandbox, 'CloudAPI_WhatsApp'), 60_000);
		const [asked] = session.messages;

		const { items } = await run({
			parameters: everyField('message', 'sendTextOrTemplate', {
				sendTo: 'session',
				sessionId: byId(session.id),
				text: 'Seu pedido saiu!',
				...template,
				attachFile: false,
				options: {
					cleanParameters: true,
					callbackUrl: '',
					department: byId(''),
					enableBot: false,
					forceStartSession: false,
					hiddenSession: false,
					refId: asked.id,
					senderId: '',
					user: byId(''),
				},
			}),
			credential,
		});

		assert.deepEqual(written(session), [['Seu pedido saiu!', null]]);
		assert.equal(session.messages.at(-1)?.refId, asked.id);
		const { sentAs, windowStatus, textRefused, sessionId, status } = items[0].json;
		assert.deepEqual(
			[sentAs, windowStatus, textRefused, sessionId, status],
			['text', 'ACTIVE', undefined, session.id, 'QUEUED'],
		);
	});

	it('sends the template into a session whose window is closed', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talk(sandbox, channelOf(sandbox, 'CloudAPI_WhatsApp'), 2 * DAY);

		const { items } = await run({ parameters: intoSession(session), credential });

		assert.deepEqual(written(session), [[FILLED, SHIPPED]]);
		assert.deepEqual([items[0].json.sentAs, items[0].json.windowStatus], ['template', 'EXPIRED']);
	});

	it('sends the text to a phone number with an open session and an open window, with every option', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');
		const { session } = talk(sandbox, channel, 60_000);
		const [departmentId] = sandbox.account.departments.keys();
		const [{ userId }] = sandbox.account.agents.values();

		const { items } = await run({
			parameters: everyField('message', 'sendTextOrTemplate', {
				sendTo: 'recipient',
				to: PHONE,
				from: byId(channel.id),
				text: 'Seu pedido saiu!',
				...template,
				attachFile: false,
				options: {
					cleanParameters: true,
					callbackUrl: 'http://127.0.0.1:9/delivered',
					department: byId(departmentId),
					enableBot: true,
					forceStartSession: true,
					hiddenSession: true,
					refId: '',
					senderId: 'order-4711',
					user: byId(userId),
				},
			}),
			credential,
		});

		const [, opened] = [...sandbox.account.sessions.values()].filter(
			({ contactId }) => contactId === session.contactId,
		);
		assert.deepEqual(written(opened), [['Seu pedido saiu!', null]]);
		assert.equal(session.status, 'COMPLETED', 'a new session was forced');
		assert.deepEqual([opened.status, opened.departmentId, opened.userId], ['HIDDEN', departmentId, userId]);
		assert.deepEqual([items[0].json.sentAs, items[0].json.senderId], ['text', 'order-4711']);
		assert.deepEqual(sends(sandbox), [['/chat/v1/send/text', 200]]);
	});

	for (const [what, prepare, windowStatus] of [
		['whose window is closed', (s, channel) => void talk(s, channel, 2 * DAY), 'EXPIRED'],
		['whom nobody knows', () => {}, 'NONE'],
		[
			'without an open session, though they have just written',
			(s, channel) => (talk(s, channel, 60_000).session.status = 'COMPLETED'),
			'NONE',
		],
		['whose open session is on another channel', (s) => void talk(s, channelOf(s, 'ZAPI_WhatsApp'), 60_000), 'NONE'],
	] satisfies Array<[string, (sandbox: Sandbox, channel: Channel) => void, string]>) {
		it(`sends the template to a phone number ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');
			prepare(sandbox, channel);

			const { items } = await run({ parameters: toPhone(channel), credential });

			assert.deepEqual([items[0].json.sentAs, items[0].json.windowStatus], ['template', windowStatus]);
			const session = sandbox.account.sessions.get(String(items[0].json.sessionId));
			assert.deepEqual(session && written(session), [[FILLED, SHIPPED]]);
			assert.deepEqual(sends(sandbox), [['/chat/v1/send/template', 200]]);
		});
	}

	it('finds the channel by its number too, and the contact without the ninth digit', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');
		const { session } = talk(sandbox, channel, 60_000, '+55|1188887777');

		const { items } = await run({
			parameters: send({ sendTo: 'recipient', to: PHONE, from: { mode: 'number', value: '+55 (11) 4002-0001' } }),
			credential,
		});

		assert.deepEqual([items[0].json.sentAs, items[0].json.sessionId], ['text', session.id]);
		assert.deepEqual(written(session), [['Seu pedido saiu!', null]]);
	});

	it('sends the text on channels that have no window, to strangers too', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'ZAPI_WhatsApp');

		const { items } = await run({ parameters: toPhone(channel), credential });

		assert.deepEqual([items[0].json.sentAs, items[0].json.windowStatus], ['text', 'NONE']);
	});

	it('asks for the channels once, for all items', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const phones = [...Array(8).keys()].map((index) => `(11) 97777-000${index}`);

		const { items } = await run({
			parameters: toPhone(channelOf(sandbox, 'CloudAPI_WhatsApp'), '={{ $json.phone }}'),
			items: phones.map((phone) => ({ phone })),
			credential,
		});

		assert.equal(items.length, phones.length);
		assert.equal(sandbox.requests.filter(({ operation }) => operation === 'channelList').length, 1);
	});

	it('sends the text on Instagram while the window is open, and says that there are no templates when it is not', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'Instagram');
		const { session } = talk(sandbox, channel, 60_000);

		const open = await run({ parameters: intoSession(session), credential });
		sandbox.advance(2 * DAY);
		const closed = await run({ parameters: intoSession(session), credential });
		const byPhone = await run({ parameters: toPhone(channel), credential });

		assert.equal(open.items[0].json.sentAs, 'text');
		assert.equal(
			closed.error?.message,
			'The messaging window is closed, and Instagram and Messenger have no templates',
		);
		assert.equal(byPhone.error?.message, 'Instagram and Messenger do not reach anybody by phone number');
		assert.deepEqual(written(session), [['Seu pedido saiu!', null]]);
	});

	for (const way of ['session', 'phone'] as const) {
		it(`sends the template when the window closes as the text is sent, to a ${way}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');
			const { session } = talk(sandbox, channel, 60_000);
			// The messages into a session are all of one kind: only the first of them is the text.
			closeAsTextIsSent(t, sandbox, way === 'phone' ? 'sendText' : 'sessionSendMessage');

			const { items } = await run({
				parameters: way === 'phone' ? toPhone(channel) : intoSession(session),
				credential,
			});

			assert.deepEqual([items[0].json.sentAs, items[0].json.windowStatus], ['template', 'EXPIRED']);
			assert.match(String(items[0].json.textRefused), /A janela de conversa está fechada/);
			assert.deepEqual(written(session), [[FILLED, SHIPPED]]);
		});
	}

	it('does not hide behind a template why a text was refused', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session } = talk(sandbox, channelOf(sandbox, 'CloudAPI_WhatsApp'), 60_000);
		session.status = 'COMPLETED';

		const { error } = await run({ parameters: intoSession(session), credential });

		assert.match(error?.description ?? '', /A conversa já foi concluída/);
		assert.equal(sends(sandbox).length, 1);
	});

	it('sends nothing more after a text whose fate is not known', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');
		const { session } = talk(sandbox, channel, 60_000);
		sandbox.faults.add({ kind: 'reset', path: '/chat/v1/send/text', when: 'after' });

		const { error } = await run({ parameters: toPhone(channel), credential });

		assert.equal(error?.message, 'It is not known whether this took effect: it may have been delivered');
		assert.deepEqual(written(session), [['Seu pedido saiu!', null]]);
	});

	it('writes to each recipient in item order, and tells each how', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 5 });
		const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');
		const { session } = talk(sandbox, channel, 60_000);
		const closed = talk(sandbox, channel, 2 * DAY, '+55|11977770000').session;

		const { items } = await run({
			parameters: { ...toPhone(channel, '={{ $json.phone }}'), text: '={{ $json.text }}' },
			items: ['1', '2', '3', '4', '5'].flatMap((text) => [
				{ phone: '(11) 98888-7777', text },
				{ phone: '+55 11 97777-0000', text },
				{ phone: '11 8888-7777', text: `${text}b` },
			]),
			credential,
		});

		assert.deepEqual(
			written(session).map(([text]) => text),
			['1', '1b', '2', '2b', '3', '3b', '4', '4b', '5', '5b'],
		);
		assert.equal(written(closed).length, 5);
		assert.deepEqual(
			items.map(({ json }) => json.sentAs),
			['1', '2', '3', '4', '5'].flatMap(() => ['text', 'template', 'text']),
		);
	});

	it('names what is wrong with an item before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');

		const phone = await run({
			parameters: toPhone(channel, '={{ $json.phone }}'),
			items: [{ phone: PHONE }, { phone: '@ana.silva' }],
			credential,
		});
		const from = await run({ parameters: send({ to: PHONE, from: { mode: 'number', value: 'loja' } }), credential });
		const nowhere = await run({ parameters: send({ to: PHONE }), credential });

		assert.deepEqual(
			[phone.error?.message, phone.error?.context?.itemIndex],
			['The phone number holds something that is not a digit', 1],
		);
		assert.equal(from.error?.message, 'No channel has this name');
		assert.equal(nowhere.error?.message, 'From is empty! Fill in the From field');
		assert.deepEqual(
			sandbox.requests.map(({ operation }) => operation),
			['channelList', 'channelList'],
		);
	});

	it('says that the account has no such channel or session', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = { ...channelOf(sandbox, 'CloudAPI_WhatsApp'), id: UNKNOWN_ID };

		const byChannel = await run({ parameters: toPhone(channel), credential });
		const bySession = await run({
			parameters: send({ sendTo: 'session', sessionId: byId(UNKNOWN_ID) }),
			credential,
		});

		assert.equal(byChannel.error?.message, 'The account has no such channel');
		assert.match(bySession.error?.description ?? '', /Conversa não encontrada/);
		assert.deepEqual(sends(sandbox), []);
	});
});
