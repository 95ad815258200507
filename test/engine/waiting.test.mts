import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { until } from '../../harness/until.mts';
import { sandboxFor } from './sandboxed.mts';
import { answerAtOnce } from './waitingExecutions.mts';
import { byId, run } from './workflow.mts';

const sendAndWait = (more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation: 'sendAndWait',
	message: 'Tudo certo?',
	...more,
});
const sendAndWaitForDelivery = (more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation: 'sendAndWaitForDelivery',
	message: 'O pedido saiu para entrega',
	...more,
});
const intoSession = (sessionId: string): INodeParameters => ({ sendTo: 'session', sessionId: byId(sessionId) });

const textsOf = ({ account }: Sandbox, sessionId: string) =>
	[...account.messages.values()].filter((message) => message.sessionId === sessionId).map(({ text }) => text);

/** A session that the contact wrote in just now. */
const openSession = (sandbox: Sandbox, phoneNumber = '5511988887777') =>
	sandbox.receive({ phoneNumber, text: 'Olá' }).sessionId;

/** A template without parameters or a file, and the channel that it belongs to. */
const templateOf = ({ account }: Sandbox) => {
	const template = [...account.templates.values()].find(({ params }) => !params?.length);
	assert.ok(template);
	return { templateId: template.id, from: { __rl: true, mode: 'id', value: template.channelId } };
};

/** Serves the addresses of n8n's executions. @returns where n8n is */
async function n8nFor(t: TestContext, answer: (body: IDataObject) => [number, object]): Promise<string> {
	const server = createServer(async (request, response) => {
		const [status, body] = answer(JSON.parse((await text(request)) || '{}') as IDataObject);
		response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	t.after(() => server.closeAllConnections());
	t.after(() => server.close());
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
	return `http://127.0.0.1:${address.port}`;
}

describe('sending and waiting for a reply', () => {
	it('puts the execution to sleep, with what comes out if nobody answers', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		const began = Date.now();

		const { status, items } = await run({
			parameters: sendAndWait({
				...intoSession(sessionId),
				responseType: 'choice',
				choices: ['Sim', '', ' Não '],
				waitAtMost: 2,
				waitUnit: 'days',
			}),
			credential,
		});

		assert.equal(status, 'waiting');
		const [{ json }] = items;
		const { question, waitUntil, ...rest } = json;
		assert.deepEqual(rest, {
			replied: false,
			timedOut: true,
			fits: false,
			text: null,
			choice: null,
			choiceNumber: null,
			number: null,
			sessionId,
			reply: null,
		});
		const length = Date.parse(String(waitUntil)) - began;
		assert.ok(length >= 2 * 86_400_000 && length < 2 * 86_400_000 + 60_000);
		assert.deepEqual(textsOf(sandbox, sessionId), ['Olá', 'Tudo certo?\n\n1. Sim\n2. Não']);
		const [{ events, url }, ...others] = sandbox.account.subscriptions.values();
		assert.deepEqual(others, []);
		assert.deepEqual(events, ['MESSAGE_RECEIVED']);
		assert.match(url, /^http:\/\/127\.0\.0\.1\/webhook-waiting\/execution-\d+\/reply\?.*key=[0-9a-f]{64}&until=\d+$/);
		// The address is a secret: it is in no item.
		assert.ok(!JSON.stringify(items).includes('webhook-waiting'));
	});

	it('to a phone number, with every option', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		const [channelId] = sandbox.account.channels.keys();
		const [departmentId] = sandbox.account.departments.keys();

		const { status, items } = await run({
			parameters: sendAndWait({
				sendTo: 'recipient',
				to: '(11) 98888-7777',
				from: { __rl: true, mode: 'id', value: channelId },
				responseType: 'approval',
				approveLabel: 'Confirmo',
				declineLabel: 'Cancelar',
				options: {
					askAgainText: 'Responda com 1 ou 2',
					ifReplyDoesNotFit: 'ignore',
					listChoices: false,
					refId: '',
					department: { __rl: true, mode: 'id', value: departmentId },
					enableBot: false,
					forceStartSession: false,
					hiddenSession: false,
				},
			}),
			credential,
		});

		assert.equal(status, 'waiting');
		assert.equal(items[0]?.json.sessionId, sessionId);
		assert.equal(items[0]?.json.approved, false);
		assert.deepEqual(textsOf(sandbox, sessionId), ['Olá', 'Tudo certo?']);
	});

	it('with a template, also where nobody has written for a day', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);

		const { status, items } = await run({
			parameters: sendAndWait({
				sendTo: 'recipient',
				to: '+55 11 97777-6666',
				messageType: 'template',
				...templateOf(sandbox),
				templateId: byId(templateOf(sandbox).templateId),
			}),
			credential,
		});

		assert.equal(status, 'waiting');
		assert.ok(sandbox.account.sessions.has(String(items[0]?.json.sessionId)));
	});

	it('notes the address at the contact where a trigger passes replies on, and leaves its other metadata alone', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		const session = sandbox.account.sessions.get(sessionId);
		const contact = sandbox.account.contacts.get(session?.contactId ?? '');
		assert.ok(session && contact);
		contact.metadata = { order: '1042' };
		const relay = { relay: 'replies', token: 'x' };
		const subscribe = async (origin: string, events: string[]) =>
			await run({
				parameters: {
					resource: 'webhookSubscription',
					operation: 'create',
					name: 'n8n: Relay',
					url: `${origin}/webhook/relay?${new URLSearchParams(relay).toString()}`,
					events,
				},
				credential,
			});
		// One of another n8n, and one that hears of no messages, are of no use.
		await subscribe('http://127.0.0.2', ['MESSAGE_RECEIVED']);
		await subscribe('http://127.0.0.1', ['SESSION_NEW']);
		await run({ parameters: sendAndWait(intoSession(sessionId)), credential });
		assert.equal(sandbox.account.subscriptions.size, 3);
		assert.deepEqual(contact.metadata, { order: '1042' });
		await subscribe('http://127.0.0.1', ['MESSAGE_RECEIVED']);

		await run({ parameters: sendAndWait(intoSession(sessionId)), credential });

		assert.equal(sandbox.account.subscriptions.size, 4);
		const { order, ...notes } = contact.metadata as Record<string, string>;
		assert.equal(order, '1042');
		const [[name, address], ...others] = Object.entries(notes);
		assert.deepEqual(others, []);
		assert.ok(name.startsWith(`n8nWaitingExecution-${session.channelId}-`));
		assert.match(address, /^http:\/\/127\.0\.0\.1\/webhook-waiting\/.*until=\d+$/);
	});

	it('removes what executions have left behind whose time is up, and nothing else', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		await run({ parameters: sendAndWait(intoSession(sessionId)), credential });
		const [first] = sandbox.account.subscriptions.values();
		const { url } = first;
		const past = url.replace(/until=\d+/, 'until=1000');
		const entries = [past, past.replace('127.0.0.1', '127.0.0.2'), past.replace(/[?&]until=\d+/, '')];
		for (const [index, address] of entries.entries()) {
			const id = crypto.randomUUID();
			sandbox.account.subscriptions.set(id, { ...first, id, url: address, name: index < 3 ? first.name : 'mine' });
		}

		await run({ parameters: sendAndWait(intoSession(sessionId)), credential });

		const urls = [...sandbox.account.subscriptions.values()].map((subscription) => subscription.url);
		assert.deepEqual(urls.slice(0, 3), [url, ...entries.slice(1)]);
		assert.equal(urls.length, 4);
	});

	it('takes its subscription back when the message is not sent, and says why', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		session.status = 'COMPLETED';

		const { status, error } = await run({ parameters: sendAndWait(intoSession(sessionId)), credential });

		assert.equal(status, 'error');
		assert.match(`${error?.message} ${error?.description}`, /concluída/);
		assert.equal(sandbox.account.subscriptions.size, 0);
	});

	it('the same when the channel refuses it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = [...sandbox.account.channels.values()].find(({ type }) => type === 'Instagram');
		assert.ok(channel);

		const { status, error } = await run({
			parameters: sendAndWait({
				sendTo: 'recipient',
				to: '@someone',
				from: { __rl: true, mode: 'id', value: channel.id },
			}),
			credential,
		});

		assert.equal(status, 'error');
		assert.equal(error?.message, 'The message could not be delivered');
		assert.ok(error?.description);
		assert.equal(sandbox.account.subscriptions.size, 0);
	});

	const unclear: Array<[string, string, boolean]> = [
		['nothing', '', false],
		['no message', '{}', false],
		[
			'a message without its session, which the account does not tell either',
			'{"id": "00000000-0000-4000-8000-000000000000"}',
			false,
		],
		['a message without its session, which the account tells', '', true],
	];
	for (const [what, body, isTold] of unclear) {
		it(`${isTold ? 'sleeps' : 'does not sleep'} when the answer to the sending has ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const sessionId = openSession(sandbox);
			const { id } = sandbox.receive({ sessionId, text: 'Oi' });
			const answer = isTold ? JSON.stringify({ id }) : body;
			sandbox.faults.add({ kind: 'otherBody', method: 'POST', path: '/chat/v1/message/send-sync', body: answer });

			const { status, error, items } = await run({
				parameters: sendAndWait({ sendTo: 'recipient', to: '+5511988887777' }),
				credential,
			});

			assert.ok(textsOf(sandbox, sessionId).includes('Tudo certo?'));
			if (isTold) {
				assert.equal(status, 'waiting');
				assert.equal(items[0]?.json.sessionId, sessionId);
				return;
			}
			assert.equal(status, 'error');
			assert.match(String(error?.message), /^(It is not known whether this took effect|The message was sent, but)/);
			assert.match(String(error?.description), /Look in the platform before you send it again/);
			assert.equal(sandbox.account.subscriptions.size, 0);
		});
	}

	it('does not sleep when the contact answers faster than the service answers n8n', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		answerAtOnce(t, sandbox, { text: 'Não, obrigado' });

		const { status, items } = await run({
			parameters: sendAndWait({ ...intoSession(sessionId), responseType: 'choice', choices: ['Sim', 'Não'] }),
			credential,
		});

		assert.equal(status, 'success');
		assert.equal(items[0]?.json.choice, 'Não');
		assert.equal(sandbox.account.subscriptions.size, 0);
	});

	it('asks again at once where such an answer does not fit, and sleeps', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		answerAtOnce(t, sandbox, { text: 'não entendi' });

		const { status } = await run({
			parameters: sendAndWait({
				...intoSession(sessionId),
				responseType: 'choice',
				choices: ['Sim', 'Não'],
				options: { askAgainText: 'Sim ou não?' },
			}),
			credential,
		});

		assert.equal(status, 'waiting');
		assert.equal(textsOf(sandbox, sessionId).at(-1), 'Sim ou não?');
	});

	// The process remembers by their IDs which messages it has asked again about.
	let seeds = 100;

	/** What a contact is asked, and asked again. */
	const asked: Array<[string, INodeParameters, string, string?]> = [
		[
			'in Portuguese if nothing is said',
			{ responseType: 'approval' },
			'Tudo certo?\n\n1. Sim\n2. Não',
			'Desculpe, não entendi. Por favor, responda com uma das opções.\n\nTudo certo?\n\n1. Sim\n2. Não',
		],
		[
			'in English',
			{ responseType: 'approval', language: 'en' },
			'Tudo certo?\n\n1. Yes\n2. No',
			'Sorry, I did not understand that. Please answer with one of the options.\n\nTudo certo?\n\n1. Yes\n2. No',
		],
		[
			'in a language that an expression names, with a word of the user’s own',
			{ responseType: 'approval', language: '={{ "english" }}', declineLabel: 'Not now' },
			'Tudo certo?\n\n1. Yes\n2. Not now',
		],
		[
			'for a choice',
			{ responseType: 'choice', choices: ['Entrega', 'Retirada'] },
			'Tudo certo?\n\n1. Entrega\n2. Retirada',
			'Desculpe, não entendi. Por favor, responda com uma das opções.\n\nTudo certo?\n\n1. Entrega\n2. Retirada',
		],
		[
			'for a number, as it is written in Brazil',
			{ responseType: 'number', minimum: 0.5, maximum: 1500 },
			'Tudo certo?',
			'Desculpe, não entendi. Por favor, responda com um número de 0,5 a 1500.\n\nTudo certo?',
		],
		[
			'for a number in English',
			{ responseType: 'number', minimum: 0.5, maximum: 1500, language: 'en' },
			'Tudo certo?',
			'Sorry, I did not understand that. Please answer with a number from 0.5 to 1500.\n\nTudo certo?',
		],
		[
			'as the user says it, in whatever language',
			{ responseType: 'approval', language: 'en', options: { askAgainText: 'Quê?' } },
			'Tudo certo?\n\n1. Yes\n2. No',
			'Quê?',
		],
	];
	for (const [how, parameters, first, again] of asked) {
		it(`asks ${how}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t, { seed: ++seeds });
			const sessionId = openSession(sandbox);
			if (again !== undefined) answerAtOnce(t, sandbox, { text: 'hã?' });
			const { status } = await run({
				parameters: sendAndWait({ ...intoSession(sessionId), ...parameters }),
				credential,
			});
			assert.equal(status, 'waiting');
			const texts = textsOf(sandbox, sessionId);
			assert.equal(texts[1], first);
			if (again !== undefined) assert.equal(texts.at(-1), again);
		});
	}

	for (const [what, parameters, again] of [
		['the choices', { responseType: 'choice', choices: ['A', 'B'] }, /responda com uma das opções\.\n\n1\. A\n2\. B$/],
		['what number is wanted', { responseType: 'number' }, /responda com um número de 1 a 5\.$/],
	] as Array<[string, INodeParameters, RegExp]>) {
		it(`asks again after a template with ${what}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t, { seed: ++seeds });
			const sessionId = openSession(sandbox);
			answerAtOnce(t, sandbox, { text: 'hã?' });
			const { templateId, ...template } = templateOf(sandbox);
			const { status } = await run({
				parameters: sendAndWait({
					...intoSession(sessionId),
					messageType: 'template',
					templateId: byId(templateId),
					...template,
					...parameters,
				}),
				credential,
			});
			assert.equal(status, 'waiting');
			assert.match(textsOf(sandbox, sessionId).at(-1) ?? '', again);
		});
	}

	for (const [language, changed, answer, approved] of [
		['en', 'pt', 'Yes', true],
		['en', 'pt', 'no', false],
		['pt', 'en', 'sim, por favor', true],
		['en', 'pt', 'Sim', undefined],
		['pt', 'en', 'Yes', undefined],
	] as const) {
		const what = approved === undefined ? 'nothing' : approved ? 'a yes' : 'a no';
		it(`takes “${answer}” for ${what} where it asked in ${language}, whatever the node says since`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t, { seed: ++seeds });
			const sessionId = openSession(sandbox);
			const parameters = sendAndWait({ ...intoSession(sessionId), responseType: 'approval', language });
			const asked = await run({ parameters, credential });
			const [{ url }] = sandbox.account.subscriptions.values();
			const content = sandbox.receive({ sessionId, text: answer });

			const event = { eventType: 'MESSAGE_RECEIVED', date: sandbox.clock.iso(), content };
			const { workflowData } = await asked.wake(url, event, { language: changed });

			assert.equal(workflowData?.[0][0].json.approved, approved);
		});
	}

	it('is brought what n8n refused while it had not stored the execution yet', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		const bodies: IDataObject[] = [];
		const n8n = await n8nFor(t, (body) => {
			if (bodies.push(body) === 1) sandbox.receive({ sessionId, text: 'Tudo!' });
			if (bodies.length < 3) return [409, { code: 409, message: 'The execution "1" is running already.' }];
			return [200, { taken: body.eventType === 'MESSAGE_RECEIVED' }];
		});

		const { status } = await run({ parameters: sendAndWait(intoSession(sessionId)), credential, n8n });
		assert.equal(status, 'waiting');
		await until('the reply was brought', () => bodies.length === 4);

		// n8n is asked, refuses what the service sends, and is asked again.
		assert.deepEqual(
			bodies.map(({ content }) => (content as IDataObject | undefined)?.text),
			[undefined, 'Tudo!', undefined, 'Tudo!'],
		);
	});

	/** A date two days from now as people in Brazil write it, and what it is in UTC; São Paulo is three hours behind. */
	const inTwoDays = new Date(Date.now() + 2 * 86_400_000);
	const [year, month, day] = inTwoDays.toISOString().split(/[-T]/);
	for (const [written, meant] of [
		[`${day}/${month}/${year} 18:00`, `${year}-${month}-${day}T21:00:00.000Z`],
		[`${year}-${month}-${day}T18:00:00+01:00`, `${year}-${month}-${day}T17:00:00.000Z`],
		[
			`={{ DateTime.fromISO('${year}-${month}-${day}T18:00', { zone: 'America/Sao_Paulo' }) }}`,
			`${year}-${month}-${day}T21:00:00.000Z`,
		],
	]) {
		it(`waits until ${written}, in the timezone of the workflow`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);

			const { status, items } = await run({
				parameters: sendAndWait({
					...intoSession(openSession(sandbox)),
					deadline: 'atSpecifiedTime',
					waitUntil: written,
				}),
				credential,
			});

			assert.equal(status, 'waiting');
			assert.equal(items[0].json.waitUntil, meant);
		});
	}

	const complaints: Array<[string, INodeParameters, RegExp, RegExp?]> = [
		[
			'a deadline that has passed',
			{ deadline: 'atSpecifiedTime', waitUntil: '05/02/2026 18:00' },
			/^'Wait Until' is in the past$/,
			/\(UTC\), \d+ days ago, and nothing was sent/,
		],
		[
			'a deadline that is about to pass',
			{ deadline: 'atSpecifiedTime', waitUntil: "={{ $now.plus(30, 'seconds') }}" },
			/^'Wait Until' is less than a minute away$/,
			/\(UTC\), a moment ahead, and nothing was sent/,
		],
		[
			'a deadline that is too far away',
			{ deadline: 'atSpecifiedTime', waitUntil: "={{ $now.plus(31, 'days') }}" },
			/^'Wait Until' is too far away$/,
			/\(UTC\), 31 days ahead\./,
		],
		['no deadline', { deadline: 'atSpecifiedTime', waitUntil: '={{ $json.nothing }}' }, /^WaitUntil is empty!/],
		[
			'a deadline that is no date',
			{ deadline: 'atSpecifiedTime', waitUntil: 'sexta às 18h' },
			/^WaitUntil is not a date/,
		],
		['no choices', { responseType: 'choice', choices: [' '] }, /nothing to choose from/],
		['a choice that is there twice', { responseType: 'choice', choices: ['Sim', ' sim'] }, /Two choices are the same/],
		[
			'one word for yes and no',
			{ responseType: 'approval', approveLabel: 'Não', declineLabel: 'nao' },
			/Two choices are the same/,
		],
		['a range without numbers', { responseType: 'number', minimum: 5, maximum: 1 }, /'Minimum' is above 'Maximum'/],
		['no time', { waitAtMost: 0 }, /^WaitatMost is too small$/],
		['too long a time', { waitAtMost: 31, waitUnit: 'days' }, /'Wait at Most' is not possible/],
		['no language', { responseType: 'approval', language: '={{ "Deutsch" }}' }, /^Language is none of the choices$/],
		['no words', { message: ' ' }, /Text is empty/],
	];
	for (const [what, parameters, complaint, explanation = /./] of complaints) {
		it(`complains about ${what} before anything is sent`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const sessionId = openSession(sandbox);
			const { error } = await run({
				parameters: sendAndWait({ ...intoSession(sessionId), ...parameters }),
				credential,
			});
			assert.match(String(error?.message), complaint);
			assert.match(String(error?.description), explanation);
			assert.deepEqual(sandbox.requests, []);
		});
	}

	it('complains about several items before anything is sent', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);

		const { error } = await run({ parameters: sendAndWait(intoSession(sessionId)), items: [{}, {}], credential });

		assert.equal(error?.message, 'Only one item at a time can wait for a reply');
		assert.match(String(error.description), /Loop Over Items/);
		assert.deepEqual(sandbox.requests, []);
	});
});

describe('sending and waiting for the delivery', () => {
	it('tells that messages were delivered, several side by side', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const phones = ['5511988887771', '5511988887772', '5511988887773'];
		const sessionIds = phones.map((phone) => openSession(sandbox, phone));

		const { status, items } = await run({
			parameters: sendAndWaitForDelivery({
				sendTo: 'recipient',
				to: '={{ $json.phone }}',
				options: { senderId: '={{ "order-" + $itemIndex }}' },
			}),
			items: phones.map((phone) => ({ phone: `+${phone}` })),
			credential,
		});
		assert.equal(status, 'success');
		for (const [index, { json, pairedItem }] of items.entries()) {
			assert.deepEqual(pairedItem, { item: index });
			assert.ok(['delivered', 'read'].includes(String(json.outcome)));
			assert.equal(json.sessionId, sessionIds[index]);
			assert.equal(json.senderId, `order-${index}`);
			assert.equal(json.failedReason, null);
		}
		for (const id of sessionIds) assert.deepEqual(textsOf(sandbox, id), ['Olá', 'O pedido saiu para entrega']);
	});

	it('into a session, and with a template', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const sessionId = openSession(sandbox);
		const outcome = async (parameters: INodeParameters) => {
			const { items, error } = await run({ parameters: sendAndWaitForDelivery(parameters), credential });
			assert.equal(error, undefined);
			return String(items[0]?.json.outcome);
		};

		assert.match(await outcome(intoSession(sessionId)), /delivered|read/);
		const { templateId, from } = templateOf(sandbox);
		const template = { messageType: 'template', templateId: byId(templateId) };
		assert.match(await outcome({ ...template, from, sendTo: 'recipient', to: '+5511977776666' }), /delivered|read/);
		assert.equal(sandbox.account.subscriptions.size, 0);
	});

	it('says that nobody knows when the answer to the sending cannot be read', async (t) => {
		for (const body of ['', 'null', '{}', '[]']) {
			const { sandbox, credential } = await sandboxFor(t);
			sandbox.faults.add({ kind: 'otherBody', path: '/chat/v1/send/text', body });
			openSession(sandbox);

			const { error } = await run({
				parameters: sendAndWaitForDelivery({ sendTo: 'recipient', to: '+5511988887777' }),
				credential,
			});

			assert.match(String(error?.message), /^It is not known whether this took effect/);
			assert.equal((error?.context?.data as IDataObject).outcome, 'unknown');
		}
	});

	it('tells why a message failed, without an error', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = [...sandbox.account.channels.values()].find(({ type }) => type === 'Instagram');
		assert.ok(channel);

		const { status, items } = await run({
			parameters: sendAndWaitForDelivery({
				sendTo: 'recipient',
				to: '@someone',
				from: { __rl: true, mode: 'id', value: channel.id },
			}),
			credential,
		});

		assert.equal(status, 'success');
		const [{ json }] = items;
		assert.equal(json.outcome, 'failed');
		assert.ok(json.failedReason);
	});
});
