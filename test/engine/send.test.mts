import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Channel, Message } from '../../sandbox/account.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { OUTPUT } from './everyField.mts';
import { fieldsOf } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

const PICTURE = 'https://example.com/picture.jpg';
const CALLBACK = 'http://127.0.0.1:9/delivered';

/** A kind of message: its operation, the parameters that say what it holds, and the message that comes of it. */
interface Kind {
	operation: string;
	content: INodeParameters;
	/** What its own endpoint takes for that. */
	body: IDataObject;
	/** What the endpoints for messages of all kinds take for that. */
	general: IDataObject;
	held: Partial<Message>;
}

const ofFile = (operation: string, type: Message['type'], caption: boolean): Kind => ({
	operation,
	content: { fileSource: 'url', fileUrl: ` ${PICTURE} `, ...(caption && { options: { text: 'Veja só' } }) },
	body: { fileIdOrUrl: PICTURE, ...(caption && { text: 'Veja só' }) },
	general: { fileUrl: PICTURE, ...(caption && { text: 'Veja só' }) },
	held: { type, text: caption ? 'Veja só' : null },
});
const kinds: Record<string, Kind> = {
	text: {
		operation: 'sendText',
		content: { text: 'Olá!\nTudo bem?' },
		body: { text: 'Olá!\nTudo bem?' },
		general: { text: 'Olá!\nTudo bem?' },
		held: { type: 'TEXT', text: 'Olá!\nTudo bem?' },
	},
	image: ofFile('sendImage', 'IMAGE', true),
	audio: ofFile('sendAudio', 'AUDIO', false),
	video: ofFile('sendVideo', 'VIDEO', true),
	document: ofFile('sendDocument', 'DOCUMENT', true),
};

const parametersOf = ({ operation, content }: Kind, more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation,
	...content,
	...more,
	options: { ...(content.options as INodeParameters), ...(more.options as INodeParameters) },
});

const channelOf = ({ account }: Sandbox, type: Channel['type']): Channel => {
	const channel = [...account.channels.values()].find((candidate) => candidate.type === type);
	assert.ok(channel);
	return channel;
};

/** A contact that has just written, with its number as the service keeps it and as people write it. */
function someoneWriting(sandbox: Sandbox) {
	const { account } = sandbox;
	const [sessionId = ''] = sandbox.seedSessions({ count: 1 });
	const session = account.sessions.get(sessionId);
	const contact = account.contacts.get(session?.contactId ?? '');
	assert.ok(session && contact?.phoneNumber);
	const digits = contact.phoneNumber.replace(/\D/g, '');
	return { session, contact, digits, written: `(${digits.slice(2, 4)}) ${digits.slice(4, 9)}-${digits.slice(9)}` };
}

/** The only request that came in. */
function requestOf({ requests }: Sandbox) {
	assert.equal(requests.length, 1);
	const [{ method, path, body }] = requests;
	return { endpoint: `${method} ${path}`, body };
}

/** The message that the sandbox holds under the ID of an output. */
function heldOf({ account }: Sandbox, { id }: IDataObject): Message {
	const message = account.messages.get(String(id));
	assert.ok(message);
	return message;
}

for (const [kind, what] of Object.entries(kinds)) {
	describe(`sending ${kind}`, () => {
		it('to a phone number takes all options that its own endpoint has', async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { account } = sandbox;
			const { session, written, digits } = someoneWriting(sandbox);
			const earlier = session.messages[0];
			const agent = [...account.agents.values()][2];
			const department = [...account.departments.values()][1];
			const channel = channelOf(sandbox, 'ZAPI_WhatsApp');

			const { error, items } = await run({
				parameters: parametersOf(what, {
					to: written,
					from: byId(channel.id),
					options: {
						refId: earlier.id,
						delayTyping: 7,
						callbackUrl: CALLBACK,
						senderId: 'order-1042',
						enableBot: true,
						forceStartSession: true,
						hiddenSession: true,
						user: byId(agent.userId),
						department: byId(department.id),
					},
				}),
				credential,
			});

			assert.equal(error, undefined);
			assert.deepEqual(requestOf(sandbox), {
				endpoint: `POST /chat/v1/send/${kind}`,
				body: {
					to: digits,
					from: channel.id,
					refId: earlier.id,
					delayTyping: 7,
					callbackUrl: CALLBACK,
					senderId: 'order-1042',
					options: {
						enableBot: true,
						forceStartSession: true,
						hiddenSession: true,
						user: { id: agent.userId },
						department: { id: department.id },
					},
					...what.body,
				},
			});
			const [{ json }] = items;
			assert.equal(json.status, 'QUEUED');
			assert.equal(json.senderId, 'order-1042');
			const { type, text, refId, senderId, callbackUrl, sessionId } = heldOf(sandbox, json);
			assert.deepEqual(
				{ type, text, refId, senderId, callbackUrl },
				{ ...what.held, refId: earlier.id, senderId: 'order-1042', callbackUrl: CALLBACK },
			);
			const opened = account.sessions.get(sessionId);
			assert.equal(opened?.contactId, session.contactId);
			assert.equal(opened.channelId, channel.id);
			assert.equal(opened.status, 'HIDDEN');
			assert.equal(opened.userId, agent.userId);
			assert.equal(opened.departmentId, department.id);
			assert.ok(opened.waitingBotId);
		});

		it('to a phone number and waiting takes what the route takes that waits', async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { account } = sandbox;
			const { session, written, digits } = someoneWriting(sandbox);
			const earlier = session.messages[0];
			const chatbot = [...account.chatbots.values()][1];
			const channel = channelOf(sandbox, 'ZAPI_WhatsApp');

			const { error, items } = await run({
				parameters: parametersOf(what, {
					to: written,
					waitForOutcome: true,
					from: { __rl: true, mode: 'number', value: '+55 (11) 98765-0003' },
					options: {
						refId: earlier.id,
						botKey: byId(chatbot.key),
						enableBot: false,
						forceStartSession: false,
						hiddenSession: false,
						user: { __rl: true, mode: 'email', value: 'julia.araujo@aurora.example' },
						department: { __rl: true, mode: 'name', value: 'Vendas' },
					},
				}),
				credential,
			});

			assert.equal(error, undefined);
			assert.deepEqual(
				sandbox.requests.map(({ operation }) => operation),
				['departmentList', 'agentList', 'messageSendSync'],
			);
			sandbox.requests.splice(0, 2);
			assert.deepEqual(requestOf(sandbox), {
				endpoint: 'POST /chat/v1/message/send-sync',
				body: {
					to: digits,
					from: '5511987650003',
					botKey: chatbot.key,
					user: { id: [...account.agents.values()].find(({ name }) => name === 'Júlia Araújo')?.userId },
					department: { id: [...account.departments.values()].find(({ name }) => name === 'Vendas')?.id },
					options: { enableBot: false, forceStartSession: false, hiddenSession: false },
					body: { ...what.general, refId: earlier.id },
				},
			});
			const [{ json }] = items;
			assert.equal(json.status, 'SENT');
			const held = heldOf(sandbox, json);
			assert.equal(held.refId, earlier.id);
			assert.equal(held.text, what.held.text);
			const opened = account.sessions.get(held.sessionId);
			assert.equal(opened?.channelId, channel.id);
			assert.equal(opened.waitingBotId, chatbot.id);
			assert.equal(opened.userId, [...account.agents.values()][2].userId);
		});

		for (const waiting of [false, true]) {
			it(`into a session works on Instagram, ${waiting ? 'waiting' : 'not waiting'}`, async (t) => {
				const { sandbox, credential } = await sandboxFor(t);
				const channel = channelOf(sandbox, 'Instagram');
				const [id = ''] = sandbox.seedSessions({ count: 1, channelId: channel.id });
				const [earlier] = sandbox.account.sessions.get(id)?.messages ?? [];

				const { items } = await run({
					parameters: parametersOf(what, {
						sendTo: 'session',
						sessionId: byId(id),
						waitForOutcome: waiting,
						options: { refId: earlier.id },
					}),
					credential,
				});

				assert.deepEqual(requestOf(sandbox), {
					endpoint: `POST /chat/v1/session/${id}/message${waiting ? '/sync' : ''}`,
					body: { ...what.general, refId: earlier.id },
				});
				const [{ json }] = items;
				assert.equal(json.status, waiting ? 'SENT' : 'QUEUED');
				const held = heldOf(sandbox, json);
				assert.equal(held.sessionId, id);
				assert.equal(held.refId, earlier.id);
				sandbox.advance(5_000);
				assert.equal(held.status, 'DELIVERED');
			});
		}

		it('into a session with what only its own endpoint takes goes through that one', async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const [id = ''] = sandbox.seedSessions({ count: 1 });
			const options = { callbackUrl: CALLBACK, senderId: 'order-1042', delayTyping: 3 };

			const { items } = await run({
				parameters: parametersOf(what, { sendTo: 'session', sessionId: byId(id), options }),
				credential,
			});

			assert.deepEqual(requestOf(sandbox), {
				endpoint: `POST /chat/v1/send/${kind}`,
				body: { sessionId: id, ...options, ...what.body },
			});
			assert.equal(heldOf(sandbox, items[0].json).sessionId, id);
		});

		it('sets every field of the operation in one of these tests', () => {
			const set = (collection?: string) =>
				fieldsOf('message', what.operation, collection)
					.map(({ name }) => name)
					.toSorted();
			const options = 'botKey callbackUrl delayTyping department enableBot forceStartSession hiddenSession refId';
			assert.deepEqual(
				set('options'),
				[
					...options.split(' '),
					'senderId',
					'user',
					...(kind === 'text' ? ['splitIntoMessages'] : 'text' in what.body ? ['text'] : []),
				].toSorted(),
			);
			const content = kind === 'text' ? ['text'] : ['fileSource', 'fileUrl', 'fileId', 'binaryPropertyName'];
			const own = ['sendTo', 'to', 'from', 'sessionId', 'waitForOutcome', 'options', ...content];
			assert.deepEqual(set(), [...own, ...OUTPUT].toSorted());
		});
	});
}

describe('whom a message goes to', () => {
	const text = (more: INodeParameters) => parametersOf(kinds.text, more);

	it('is anybody with a number, in whichever writing, also as a number', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { digits, written } = someoneWriting(sandbox);
		const writings = [`+${digits}`, digits, digits.slice(2), written, `+55|${digits.slice(2)}`, Number(digits)];

		const { error, items } = await run({
			parameters: text({ to: '={{ $json.phone }}' }),
			items: writings.map((phone) => ({ phone })),
			credential,
		});

		assert.equal(error, undefined);
		assert.equal(items.length, writings.length);
		for (const { body } of sandbox.requests)
			assert.deepEqual(body, { to: digits, options: {}, text: 'Olá!\nTudo bem?' });
	});

	it('is somebody on Instagram by name, though the channel then refuses to deliver', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const from = { __rl: true, mode: 'number', value: '@aurora.utilidades' };

		const { items } = await run({ parameters: text({ to: '@caio.leao', from }), credential });

		assert.deepEqual(requestOf(sandbox).body, {
			to: '@caio.leao',
			from: '@aurora.utilidades',
			options: {},
			text: 'Olá!\nTudo bem?',
		});
		assert.equal(items[0].json.status, 'QUEUED');
		sandbox.advance(5_000);
		assert.equal(heldOf(sandbox, items[0].json).status, 'FAILED');
	});

	it('is found wrong before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { digits } = someoneWriting(sandbox);

		const { error } = await run({
			parameters: text({ to: '={{ $json.phone }}' }),
			items: [{ phone: digits }, { phone: '98888-7777' }],
			credential,
		});

		assert.match(error?.message ?? '', /phone number is not complete/);
		assert.equal(error?.context?.itemIndex, 1);
		assert.deepEqual(sandbox.requests, []);
	});

	it('is assigned to a user by phone number', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [, agent] = [...sandbox.account.agents.values()];
		const user = { __rl: true, mode: 'phone', value: '(11) 91234-0001' };
		const from = { __rl: true, mode: 'list', value: channelOf(sandbox, 'ZAPI_WhatsApp').id };

		const { items } = await run({ parameters: text({ to: '+55 21 98888-7777', from, options: { user } }), credential });

		const session = sandbox.account.sessions.get(String(items[0].json.sessionId));
		assert.equal(session?.userId, agent.userId);
		assert.equal(session.status, 'IN_PROGRESS');
	});

	it('gets its messages in the order of the items, also by number', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { latency: 2 });
		const people = [someoneWriting(sandbox), someoneWriting(sandbox), someoneWriting(sandbox)];
		const items = Array.from({ length: 30 }, (_, index) => ({ phone: people[index % 3].digits, text: `nº ${index}` }));

		await run({ parameters: text({ to: '={{ $json.phone }}', text: '={{ $json.text }}' }), items, credential });

		for (const [index, { session }] of people.entries()) {
			const received = session.messages.slice(-10).map((message) => message.text);
			assert.deepEqual(
				received,
				Array.from({ length: 10 }, (_, place) => `nº ${index + 3 * place}`),
			);
		}
	});
});

describe('a send whose outcome is not known', () => {
	for (const [way, parameters, path] of [
		['to a number', {}, '/chat/v1/send/text'],
		['to a number, waiting', { waitForOutcome: true }, '/chat/v1/message/send-sync'],
		['into a session', { sendTo: 'session' }, '/chat/v1/session/*/message'],
		['into a session, waiting', { sendTo: 'session', waitForOutcome: true }, '/chat/v1/session/*/message/sync'],
	] as const) {
		it(`is reported and not repeated: ${way}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const people = [someoneWriting(sandbox), someoneWriting(sandbox), someoneWriting(sandbox)];
			const before = people.map(({ session }) => session.messages.length);
			sandbox.faults.add({ kind: 'reset', when: 'after', path, nth: 2 });

			const { items, failed } = await run({
				parameters: parametersOf(kinds.text, {
					to: '={{ $json.to }}',
					sessionId: byId('={{ $json.session }}'),
					...parameters,
				}),
				items: people.map(({ digits, session }) => ({ to: digits, session: session.id })),
				credential,
				onError: 'continueErrorOutput',
			});

			assert.equal(items.length, 2);
			assert.equal(failed.length, 1);
			assert.match(String(failed[0].json.error), /It is not known whether this took effect/);
			assert.equal((failed[0].json.details as IDataObject).outcome, 'unknown');
			assert.deepEqual(
				people.map(({ session }) => session.messages.length),
				before.map((length) => length + 1),
			);
		});
	}

	it('is sent again when the limits refused it, once', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { session, digits } = someoneWriting(sandbox);
		const before = session.messages.length;
		sandbox.faults.add({ kind: 'tooManyRequests', retryAfter: 1, times: 1 });

		const { items } = await run({ parameters: parametersOf(kinds.text, { to: digits }), credential });

		assert.equal(items[0].json.status, 'QUEUED');
		assert.equal(session.messages.length, before + 1);
	});
});
