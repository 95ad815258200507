// Where a send goes out: the channel, what is said if it is the wrong one, and the file at the top of a template.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { Channel } from '../../sandbox/account.mts';
import { addContact } from '../../sandbox/contacts.mts';
import { addMessage } from '../../sandbox/messages.mts';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { openSession } from '../../sandbox/sessions.mts';
import { quicken } from './quickClock.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, run } from './workflow.mts';

// Pauses between tries.
quicken(50);

const HOUR = 3_600_000;
const PHONE = '(11) 98888-7777';
const CATALOGUE = '0b1c2_catalogo';

const channelOf = ({ account }: Sandbox, type: Channel['type']): Channel => {
	const channel = [...account.channels.values()].find((candidate) => candidate.type === type);
	assert.ok(channel);
	return channel;
};

/** The channel that the template with a file at its top belongs to. */
const catalogueChannel = ({ account }: Sandbox) => String(account.templates.get(CATALOGUE)?.channelId);

/** Leaves the account the one channel. */
function keepOnly({ account }: Sandbox, channelId: string): void {
	for (const id of account.channels.keys()) if (id !== channelId) account.channels.delete(id);
}

/** A contact with an open session on a channel, in which they wrote so long ago. */
function talk({ account }: Sandbox, channel: Channel, ago = 60_000, phoneNumber = '+55|11988887777') {
	const contact = addContact(account, { name: 'Zélia Nóbrega', phoneNumber });
	const createdAt = new Date(account.clock.now() - ago).toISOString();
	const session = openSession(account, contact, channel, { createdAt });
	addMessage(account, session, { createdAt, text: 'Olá', direction: 'FROM_HUB', origin: 'GATEWAY' });
	return session;
}

const operations = ({ requests }: Sandbox) => requests.splice(0).map(({ operation }) => operation);

const template = {
	templateId: byId(CATALOGUE),
	specifyParameters: 'pairs',
	parameterPairs: { entries: [{ name: 'mês', value: 'maio' }] },
	attachFile: true,
	fileSource: 'url',
	fileUrl: 'https://example.com/catalogo.pdf',
};
const noTemplateFile = { ...template, templateId: byId('7e8f9_retomada'), parameterPairs: {}, attachFile: false };

/** What goes out on a channel that the service does not choose by itself. */
const WITHOUT_CHOICE: Record<string, INodeParameters> = {
	sendTemplate: { resource: 'message', operation: 'sendTemplate', to: PHONE, ...noTemplateFile },
	sendOtp: { resource: 'message', operation: 'sendOtp', to: PHONE },
	sendTextOrTemplate: {
		...{ resource: 'message', operation: 'sendTextOrTemplate', to: PHONE, text: 'Olá' },
		...noTemplateFile,
	},
	sendAndWaitForDelivery: {
		...{ resource: 'message', operation: 'sendAndWaitForDelivery', to: PHONE, messageType: 'template' },
		...noTemplateFile,
	},
	sendAndWait: {
		...{ resource: 'message', operation: 'sendAndWait', to: PHONE, messageType: 'template' },
		...noTemplateFile,
	},
	'scheduledMessage create': {
		...{ resource: 'scheduledMessage', operation: 'create', to: PHONE, scheduling: '2035-01-31T08:00:00' },
		...noTemplateFile,
	},
};

describe('the channel that is left empty', () => {
	for (const [name, parameters] of Object.entries(WITHOUT_CHOICE)) {
		it(`is the only one of the account, and an error that names them where there are several: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const several = await run({ parameters, credential });

			assert.equal(several.error?.message, 'From is empty! Fill in the From field');
			assert.match(
				several.error?.description ?? '',
				/this one has \d: “Aurora [^”]+”, .*\[item 0\]|this one has \d: “Aurora [^”]+”, /,
			);
			// Several bear the name of the company.
			const named = several.error?.description?.match(/“[^”]+”/g) ?? [];
			assert.equal(new Set(named).size, named.length);
			assert.match(named.join(), /“Aurora Utilidades · @aurora.utilidades”/);
			assert.deepEqual(operations(sandbox), ['channelList']);

			const channelId = String(sandbox.account.templates.get('7e8f9_retomada')?.channelId);
			keepOnly(sandbox, channelId);
			const only = await run({ parameters, credential });

			assert.equal(only.error, undefined);
			const sent = sandbox.requests.filter(({ method, path }) => method === 'POST' && !path.includes('webhook'));
			assert.equal((sent[0].body as IDataObject).from, channelId);
		});
	}

	it('is asked for once, before anything is sent, and in each account', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const other = await sandboxFor(t);
		const channelId = String(sandbox.account.templates.get('7e8f9_retomada')?.channelId);
		keepOnly(sandbox, channelId);
		const phones = [...Array(30).keys()].map((index) => `+55 11 97777-00${10 + index}`);
		const parameters = { ...WITHOUT_CHOICE.sendTemplate, to: '={{ $json.phone }}' };

		await run({ parameters, items: phones.map((phone) => ({ phone })), credential });
		assert.deepEqual(operations(sandbox), ['channelList', 'sendTemplateBatch']);

		const accounts = {
			...credential,
			apiKey: '={{ $json.key }}',
			baseUrl: '={{ $json.url }}',
		};
		const mixed = await run({
			parameters,
			items: [
				{ phone: PHONE, key: credential.apiKey, url: credential.baseUrl },
				{ phone: PHONE, key: other.credential.apiKey, url: other.credential.baseUrl },
			],
			credential: accounts,
			onError: 'continueRegularOutput',
		});
		assert.deepEqual(
			mixed.items.map(({ json }) => json.error),
			[undefined, 'From is empty! Fill in the From field'],
		);
		assert.deepEqual(operations(other.sandbox), ['channelList']);
	});

	it('costs nothing where it is given, and for a text, whose channel the service chooses', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const from = byId(String(sandbox.account.templates.get('7e8f9_retomada')?.channelId));
		await run({ parameters: { ...WITHOUT_CHOICE.sendTemplate, from }, credential });
		assert.deepEqual(operations(sandbox), ['sendTemplate']);

		talk(sandbox, [...sandbox.account.channels.values()][0]);
		await run({ parameters: { resource: 'message', operation: 'sendText', to: PHONE, text: 'Olá' }, credential });
		assert.deepEqual(operations(sandbox), ['sendText']);
	});

	it('is no choice for an expression that brings none', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		keepOnly(sandbox, String(sandbox.account.templates.get('7e8f9_retomada')?.channelId));
		const { error } = await run({
			parameters: { ...WITHOUT_CHOICE.sendTemplate, from: byId('={{ $json.channel }}') },
			credential,
		});
		assert.equal(error?.message, 'From is empty! Fill in the From field');
		assert.deepEqual(operations(sandbox), []);
	});
});

describe('a refusal of a text or file', () => {
	const text = { resource: 'message', operation: 'sendText', to: PHONE, text: 'Olá' };
	const picture = { fileSource: 'url', fileUrl: 'https://example.com/a.jpg' };
	const ways: Record<string, INodeParameters> = {
		sendText: text,
		'sendText, waiting for the outcome': { ...text, waitForOutcome: true },
		sendImage: { ...text, operation: 'sendImage', ...picture },
		sendAudio: { ...text, operation: 'sendAudio', ...picture },
		sendVideo: { ...text, operation: 'sendVideo', ...picture },
		sendDocument: { ...text, operation: 'sendDocument', ...picture },
		sendAndWait: { ...text, operation: 'sendAndWait', message: 'Olá' },
		sendAndWaitForDelivery: { ...text, operation: 'sendAndWaitForDelivery', message: 'Olá' },
	};
	for (const [name, parameters] of Object.entries(ways)) {
		it(`says that the conversation is on another channel: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const elsewhere = channelOf(sandbox, 'ZAPI_WhatsApp');
			talk(sandbox, elsewhere);

			const { error } = await run({
				parameters: { ...parameters, from: byId(channelOf(sandbox, 'CloudAPI_WhatsApp').id ?? '') },
				credential,
			});

			assert.equal(error?.message, "The contact's open conversation is on another channel");
			const { description } = error;
			assert.match(description ?? '', new RegExp(`It is on “${elsewhere.identity.displayName} · [^”]+”`));
			assert.match(description ?? '', /Choose this channel in 'From'\. 'Send Text or Template' .*janela/);
			assert.equal(sandbox.account.subscriptions.size, 0);
		});
	}

	it('says so too where no channel was chosen, in all spellings of the number', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		talk(sandbox, channelOf(sandbox, 'ZAPI_WhatsApp'), 60_000, '+55|1188887777');

		const { error } = await run({ parameters: text, credential });

		assert.equal(error?.message, "The contact's open conversation is on another channel");
	});

	it('says that the messaging window is closed where there is no other conversation', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');
		talk(sandbox, channel, 30 * HOUR);

		const { error } = await run({ parameters: { ...text, from: byId(channel.id ?? '') }, credential });

		assert.equal(error?.message, 'The messaging window of the contact is closed');
		assert.match(error?.description ?? '', /'Send Text or Template'.*A janela de conversa está fechada/);
	});

	it('stays as it is where it has another reason, or nothing more can be found out', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'CloudAPI_WhatsApp');
		const messageOf = async (parameters: INodeParameters) => (await run({ parameters, credential })).error?.message;
		const plain = 'WTS Chat did not accept this request';

		assert.equal(await messageOf({ ...text, from: byId(channel.id ?? '') }), plain, 'nobody has the number');
		talk(sandbox, channel);
		const from = byId(channel.id ?? '');
		sandbox.faults.add({ kind: 'formError', text: 'Texto proibido', path: '/chat/v1/send/text' });
		assert.equal(await messageOf({ ...text, from }), plain, 'the window is open');
		sandbox.faults.add({ kind: 'formError', path: '*phonenumber*' });
		assert.equal(await messageOf({ ...text, from: byId(channelOf(sandbox, 'ZAPI_WhatsApp').id ?? '') }), plain);
		assert.equal(await messageOf({ ...text, to: '@zelia', from }), plain);
		assert.equal(
			await messageOf({ ...text, sendTo: 'session', sessionId: byId('11111111-2222-4333-8444-555555555555') }),
			'WTS Chat does not know what was asked for',
		);
	});

	for (const kind of ['serverError', 'reset', 'brokenJson', 'formError'] as const) {
		it(`stays as clear as it was where what explains it cannot be read: ${kind}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			talk(sandbox, channelOf(sandbox, 'ZAPI_WhatsApp'));
			const from = byId(channelOf(sandbox, 'CloudAPI_WhatsApp').id ?? '');
			for (const path of ['*phonenumber*', '/chat/v2/session', '/chat/v1/channel']) {
				sandbox.faults.clear();
				sandbox.faults.add({ kind, path, method: 'GET' });
				const { error } = await run({ parameters: { ...text, from }, credential });

				assert.notEqual(sandbox.faults.list[0].hits, 0, path);
				assert.equal(error?.message, 'WTS Chat did not accept this request', path);
				const { outcome, text: said } = error?.context?.data as IDataObject;
				assert.equal(outcome, undefined, path);
				assert.match(String(said), /^A janela de conversa está fechada/, path);
			}
			assert.equal(operations(sandbox).filter((operation) => operation === 'sendText').length, 3);
		});
	}

	it('still lets the ID of an agent be taken for the user', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = channelOf(sandbox, 'ZAPI_WhatsApp');
		const [agent] = sandbox.account.agents.values();

		const { error, items } = await run({
			parameters: { ...text, from: byId(channel.id ?? ''), options: { user: byId(agent.id) } },
			credential,
		});

		assert.equal(error, undefined);
		assert.equal(sandbox.account.sessions.get(String(items[0].json.sessionId))?.userId, agent.userId);
	});
});

describe('a template with a file at its top', () => {
	const pdf: INodeExecutionData = {
		json: {},
		binary: {
			data: { data: Buffer.from('%PDF-1.7').toString('base64'), mimeType: 'application/pdf', fileName: 'maio.pdf' },
		},
	};
	const operationsWithIt: Record<string, INodeParameters> = {
		sendTextOrTemplate: { operation: 'sendTextOrTemplate', text: 'Olá' },
		sendAndWait: { operation: 'sendAndWait', messageType: 'template' },
		sendAndWaitForDelivery: { operation: 'sendAndWaitForDelivery', messageType: 'template' },
	};
	const filesSent = ({ account }: Sandbox) =>
		[...account.messages.values()]
			.filter(({ templateId }) => templateId === CATALOGUE)
			.map(({ text, details }) => [text, details?.file?.name]);

	for (const [name, parameters] of Object.entries(operationsWithIt)) {
		it(`goes out to a phone number and into a session, by its address and from the item: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const channel = sandbox.account.channels.get(catalogueChannel(sandbox)) ?? assert.fail();
			const { id } = talk(sandbox, channel, 30 * HOUR, '+55|11977776666');
			const send = async (more: INodeParameters) => {
				const { error } = await run({
					parameters: { resource: 'message', ...parameters, ...template, ...more },
					items: [pdf],
					credential,
				});
				assert.equal(error, undefined);
				return filesSent(sandbox).at(-1);
			};
			const toPhone = { sendTo: 'recipient', to: PHONE, from: byId(channel.id ?? '') };
			const intoSession = { sendTo: 'session', sessionId: byId(id) };
			const words = 'Confira o catálogo de maio.';

			assert.deepEqual(await send(toPhone), [words, 'catalogo.pdf']);
			assert.deepEqual(await send(intoSession), [words, 'catalogo.pdf']);
			assert.deepEqual(await send({ ...toPhone, fileSource: 'binary' }), [words, 'maio.pdf']);
			assert.deepEqual(await send({ ...intoSession, fileSource: 'binary' }), [words, 'maio.pdf']);
			assert.equal(filesSent(sandbox).length, 4);
		});

		it(`is looked at before anything is sent: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { error } = await run({
				parameters: {
					...{ resource: 'message', ...parameters, ...template },
					...{ sendTo: 'session', sessionId: byId('11111111-2222-4333-8444-555555555555') },
					fileUrl: 'catalogo.pdf',
				},
				credential,
			});
			assert.equal(error?.message, 'The file URL is not an address');
			assert.deepEqual(operations(sandbox), []);
		});
	}

	it('is not uploaded where a text goes out in its place', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const channel = sandbox.account.channels.get(catalogueChannel(sandbox)) ?? assert.fail();
		const { id } = talk(sandbox, channel);
		const { items } = await run({
			parameters: {
				...{ resource: 'message', ...operationsWithIt.sendTextOrTemplate, ...template },
				...{ fileSource: 'binary', sendTo: 'session', sessionId: byId(id) },
			},
			items: [pdf],
			credential,
		});
		assert.equal(items[0].json.sentAs, 'text');
		assert.deepEqual(operations(sandbox), ['sessionGet', 'sessionSendMessage']);
	});
});
