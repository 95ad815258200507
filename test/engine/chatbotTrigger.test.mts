import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { IDataObject, INodeListSearchResult, INodeParameters, NodeParameterValueType } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/sandbox.mts';
import { choicesOf, usualBlock, type Block } from '../../sandbox/talks.mts';
import { chatbotFor, TRIGGER, type ChatbotOptions, type ChatbotWorkflow, type Follower } from './chatbotNode.mts';
import { until } from '../../harness/until.mts';
import { sandboxFor } from './sandboxed.mts';
import { addNodeType, lookUp, run } from './workflow.mts';

const RESPOND = 'Respond';
const PHONE = '5541977770000';

/** The operation that answers, as a node of a workflow. */
const respond = (parameters: INodeParameters = {}, more: Partial<Follower> = {}): Follower => ({
	name: RESPOND,
	type: 'n8n-nodes-wts-chat.wtsChat',
	parameters: { resource: 'chatbot', operation: 'respond', ...parameters },
	...more,
});

const texts = (...entries: string[]): INodeParameters => ({
	messages: { entries: entries.map((text) => ({ type: 'text', text })) },
});

/** Ends after so many milliseconds. */
addNodeType(
	'test.slow',
	{ name: 'slow', properties: [{ displayName: 'For', name: 'for', type: 'number', default: 0 }] },
	async function () {
		await new Promise((resolve) => setTimeout(resolve, Number(this.getNodeParameter('for', 0))));
		return [this.getInputData()];
	},
);
/** What a node waits for. */
let gate = Promise.withResolvers<void>();
const openGate = () => gate.resolve();
const shutGate = () => {
	gate = Promise.withResolvers<void>();
};
addNodeType('test.gate', { name: 'gate' }, async function () {
	await gate.promise;
	return [this.getInputData()];
});
addNodeType('test.failing', { name: 'failing' }, async () => {
	throw new Error('This node fails');
});
addNodeType('test.empty', { name: 'empty' }, async () => [[]]);
addNodeType('test.answering', { name: 'answering' }, async () => [[{ json: { response: 'KNOWN' } }]]);

/** A node that gives items, each with a file. */
addNodeType(
	'test.giving',
	{ name: 'giving', properties: [{ displayName: 'Items', name: 'items', type: 'json', default: '[]' }] },
	async function () {
		const given = JSON.parse(String(this.getNodeParameter('items', 0))) as IDataObject[];
		const data = await this.helpers.prepareBinaryData(Buffer.from('%PDF-1.4'), 'fatura.pdf', 'application/pdf');
		return [given.map((json, item) => ({ json, binary: { data }, pairedItem: { item } }))];
	},
);
const giving = (...items: IDataObject[]): Follower => ({
	name: 'Giving',
	type: 'test.giving',
	parameters: { items: JSON.stringify(items) },
});

/** A chatbot of the sandbox whose webhook block asks a workflow. */
async function talkFor(t: TestContext, options: Partial<ChatbotOptions> = {}, block: Partial<Block> = {}) {
	const { sandbox, credential } = await sandboxFor(t);
	const chatbot = await chatbotFor(t, { credential, ...options });
	setBlocks(sandbox, { url: chatbot.url, ...block });
	return { sandbox, credential, chatbot };
}

/** Gives the chatbot that meets whoever writes first its blocks; each asks for every message, unless told otherwise. */
function setBlocks(sandbox: Sandbox, ...blocks: Array<Partial<Block>>): void {
	const bot = [...sandbox.account.chatbots.values()].find(({ type }) => type === 'Reactive');
	assert.ok(bot);
	const ways = { KNOWN: 'ask', UNKNOWN: 'END' };
	const usual = { ...usualBlock, key: 'ask', url: '', listens: true, next: 'ask', tolerance: 0, ways };
	sandbox.setBlocks(
		bot.id,
		blocks.map((block) => ({ ...usual, ...block })),
	);
}

/** Lets a contact write, and waits until the chatbot has its answer. */
async function write(sandbox: Sandbox, text: string) {
	const { sessionId } = sandbox.receive({ phoneNumber: PHONE, name: 'Íris Souza', text });
	sandbox.advance(0);
	await sandbox.deliveries.settle();
	const call = sandbox.account.blockCalls.at(-1);
	assert.ok(call);
	return { call, sessionId };
}

/** What the contact got to read. */
const readIn = ({ account }: Sandbox, sessionId: string) =>
	(account.sessions.get(sessionId)?.messages ?? [])
		.filter(({ direction }) => direction === 'TO_HUB')
		.map(({ text }) => text);

const post = async ({ url }: ChatbotWorkflow, body: unknown, headers: Record<string, string> = {}) => {
	const content = typeof body === 'string' ? body : JSON.stringify(body);
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: content,
	});
	return { status: response.status, body: await response.text(), headers: response.headers };
};

const errorOf = ({ runs }: ChatbotWorkflow) =>
	runs.at(-1)?.data.resultData.error as { message: string; description?: string } | undefined;

describe("a chatbot's webhook block asks a workflow", () => {
	it('what the operation says reaches the contact, and the chatbot takes the way', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, {
			followers: [respond({ response: 'UNKNOWN', ...texts('Olá!', 'Já vem alguém.') })],
		});

		const { call, sessionId } = await write(sandbox, 'Bom dia');

		assert.deepEqual(call.problems, []);
		assert.equal(call.answer, '{"response":"UNKNOWN","messages":[{"text":"Olá!"},{"text":"Já vem alguém."}]}');
		assert.equal(call.way, 'END');
		assert.deepEqual(readIn(sandbox, sessionId), ['Olá!', 'Já vem alguém.']);
		assert.equal(sandbox.account.sessions.get(sessionId)?.botId, null);
		assert.deepEqual(
			chatbot.outputOf(RESPOND).map(({ json }) => json),
			[{ answered: true, response: 'UNKNOWN', messages: [{ text: 'Olá!' }, { text: 'Já vem alguém.' }] }],
		);
	});

	it('the call comes out in one shape', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, { followers: [respond()] });
		const { sessionId } = await write(sandbox, 'Bom dia');

		const [{ json }] = chatbot.outputOf(TRIGGER);
		const session = sandbox.account.sessions.get(sessionId);
		const contact = sandbox.account.contacts.get(session?.contactId ?? '');
		const [message] = session?.messages ?? [];
		assert.ok(session && contact && message);
		const { answerUntil, ...content } = json;
		assert.ok(Date.parse(String(answerUntil)) > Date.now());
		assert.deepEqual(content, {
			session: {
				number: session.number,
				departmentId: null,
				userId: null,
				createdAt: new Date(session.createdAt).toISOString(),
				id: sessionId,
				utm: {},
			},
			contact: {
				id: contact.id,
				name: 'Íris Souza',
				firstName: 'Íris',
				phoneNumber: PHONE,
				phoneNumberE164: `+${PHONE}`,
				phoneNumberFormatted: contact.phoneNumberFormatted,
				email: null,
				instagram: null,
				annotation: null,
				tags: [],
				metadata: {},
				customFields: {},
			},
			channel: content.channel,
			message: {
				id: message.id,
				createdAt: new Date(message.createdAt).toISOString(),
				type: 'TEXT',
				text: 'Bom dia',
				fileId: null,
				file: null,
			},
			messages: { text: 'Bom dia', files: [] },
			answers: {},
			metadata: {},
			responseKeys: ['KNOWN', 'UNKNOWN'],
		});
	});

	it('nothing filled in lets it go its main way', async (t) => {
		const { sandbox } = await talkFor(t, { followers: [respond()] });
		const { call } = await write(sandbox, 'Bom dia');
		assert.equal(call.answer, '');
		assert.equal(call.way, 'ask');
		assert.deepEqual(call.problems, []);
	});

	it('what a contact writes in several messages comes joined, once', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, { followers: [respond(texts('Sim'))] }, { tolerance: 2_000 });
		sandbox.receive({ phoneNumber: PHONE, text: 'Oi' });
		const { sessionId } = sandbox.receive({ phoneNumber: PHONE, text: 'Tudo bem?' });
		sandbox.advance(2_000);
		await sandbox.deliveries.settle();
		assert.equal(chatbot.runs.length, 1);
		assert.deepEqual(chatbot.outputOf(TRIGGER)[0].json.messages, { text: 'Oi\nTudo bem?', files: [] });
		assert.deepEqual(readIn(sandbox, sessionId), ['Sim']);
	});

	it('answered at once, it goes on while the workflow runs', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, {
			parameters: { respond: 'onReceived' },
			followers: [{ name: 'Slow', type: 'test.slow', parameters: { for: 300 } }],
		});
		const { call } = await write(sandbox, 'Bom dia');
		assert.equal(call.status, 200);
		assert.equal(call.answer, '');
		assert.equal(chatbot.runs.length, 0);
		await chatbot.settle();
		assert.equal(chatbot.runs[0].status, 'success');
	});

	it('answered by the last node, it gets its first item', async (t) => {
		const { sandbox } = await talkFor(t, {
			parameters: { respond: 'lastNode' },
			followers: [{ name: 'Answering', type: 'test.answering' }],
		});
		const { call } = await write(sandbox, 'Bom dia');
		assert.equal(call.answer, '{"response":"KNOWN"}');
		assert.deepEqual(call.problems, []);
	});

	it('the call that the last node passes on is no answer, by which the contact would be stored again', async (t) => {
		const parameters = { respond: 'lastNode', otherwiseResponse: 'UNKNOWN' };
		const { sandbox } = await talkFor(t, { parameters });
		const { call } = await write(sandbox, 'Bom dia');
		assert.deepEqual([call.status, call.answer], [200, '{"response":"UNKNOWN"}']);
	});

	it('the raw body comes along if wanted', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, {
			parameters: { options: { rawBody: true } },
			followers: [respond()],
		});
		const { call } = await write(sandbox, 'Bom dia');
		assert.deepEqual(chatbot.outputOf(TRIGGER)[0].json.rawBody, call.body);
	});
});

describe('files that the contact sends', () => {
	const picture = { name: 'foto.png', mimeType: 'image/png', content: Buffer.from('a picture').toString('base64') };
	const withFiles = { options: { downloadFiles: true } };

	/** Lets a contact send a file. */
	const send = async (sandbox: Sandbox) => {
		sandbox.receive({ phoneNumber: PHONE, text: 'Foto', file: picture });
		sandbox.advance(0);
		await sandbox.deliveries.settle();
	};

	it('are downloaded if wanted, without the key', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, { parameters: withFiles, followers: [respond()] });
		await send(sandbox);
		const [{ json, binary }] = chatbot.outputOf(TRIGGER);
		const { data, fileName, mimeType } = binary?.data ?? {};
		assert.deepEqual(
			[Buffer.from(data ?? '', 'base64').toString(), fileName, mimeType],
			['a picture', 'foto.png', 'image/png'],
		);
		assert.equal(json.fileError, undefined);
		assert.deepEqual(
			sandbox.requests.map(({ method, path, status }) => [method, path.split('/')[1], status]),
			[['GET', '_storage', 200]],
		);
		assert.deepEqual((json.messages as { files: IDataObject[] }).files.length, 1);
	});

	for (const largestFile of ['={{ undefined }}', '={{ null }}', '={{ "20" }}']) {
		it(`are downloaded too where ${largestFile} is the largest`, async (t) => {
			const parameters = { options: { downloadFiles: true, largestFile } };
			const { sandbox, chatbot } = await talkFor(t, { parameters, followers: [respond()] });
			await send(sandbox);
			const [{ json, binary }] = chatbot.outputOf(TRIGGER);
			assert.equal(binary?.data.fileName, 'foto.png');
			assert.equal(json.fileError, undefined);
		});
	}

	it('are left alone where an expression says so in words', async (t) => {
		const parameters = { options: { downloadFiles: '={{ "false" }}', rawBody: '={{ "TRUE" }}' } };
		const { sandbox, chatbot } = await talkFor(t, { parameters, followers: [respond()] });
		await send(sandbox);
		const [{ json, binary }] = chatbot.outputOf(TRIGGER);
		assert.equal(binary, undefined);
		assert.ok(json.rawBody);
	});

	it('are left alone if not', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, { followers: [respond()] });
		await send(sandbox);
		assert.equal(chatbot.outputOf(TRIGGER)[0].binary, undefined);
		assert.deepEqual(sandbox.requests, []);
	});

	it('that cannot be had are named, and the workflow goes on', async (t) => {
		const { chatbot } = await talkFor(t, {
			parameters: { options: { downloadFiles: true, largestFile: 1 } },
			followers: [respond({ response: 'KNOWN' })],
		});
		const server = createServer((request, response) => {
			if (request.url === '/gone') return void response.writeHead(403).end();
			response.writeHead(200, request.url === '/announced' ? { 'content-length': 2_000_000 } : {});
			response.end('x'.repeat(2_000_000));
		});
		await once(server.listen(0, '127.0.0.1'), 'listening');
		t.after(() => server.close());
		const { port } = server.address() as AddressInfo;
		const at = (path: string) => ({ name: path, publicUrl: `http://127.0.0.1:${port}/${path}` });
		const none = { name: 'none', publicUrl: 'ftp://127.0.0.1/x' };
		const closed = { name: 'closed', publicUrl: 'http://127.0.0.1:9/x' };
		const files = [at('gone'), at('announced'), at('long'), none, closed, {}];
		const { status, body } = await post(chatbot, { sessionId: 's', lastMessagesAggregated: { text: '', files } });
		assert.deepEqual([status, body], [200, '{"response":"KNOWN"}']);
		const [{ json, binary }] = chatbot.outputOf(TRIGGER);
		assert.equal(binary, undefined);
		assert.match(String(json.fileError), /'gone' could not be downloaded: HTTP 403/);
		assert.match(String(json.fileError), /'announced' could not be downloaded: it has more than 1 MB/);
		assert.match(String(json.fileError), /'long' could not be downloaded: it has more than 1 MB/);
		assert.match(String(json.fileError), /'none' could not be downloaded: its address is none/);
		assert.match(String(json.fileError), /'closed' could not be downloaded: ECONNREFUSED/);
		assert.match(String(json.fileError), /The service does not say where the file is/);
	});
});

describe('all that an answer may hold', () => {
	it('messages of every kind, in their order; a file of the item is uploaded first', async (t) => {
		const entries = [
			{ type: 'text', text: '={{ "Olá, " + $json.name }}' },
			{ type: 'url', fileUrl: 'https://example.com/foto.png' },
			{ type: 'binary', binaryPropertyName: 'data' },
		];
		const { sandbox, chatbot } = await talkFor(t, {
			followers: [giving({ name: 'Íris' }), respond({ response: 'KNOWN', messages: { entries } })],
		});
		const { call, sessionId } = await write(sandbox, 'Oi');
		assert.deepEqual(call.problems, []);
		const sent = (sandbox.account.sessions.get(sessionId)?.messages ?? []).filter(
			({ direction }) => direction === 'TO_HUB',
		);
		assert.deepEqual(
			sent.map(({ type, text, origin, details }) => [type, text, origin, details.file?.name]),
			[
				['TEXT', 'Olá, Íris', 'BOT', undefined],
				['IMAGE', null, 'BOT', 'foto.png'],
				['DOCUMENT', null, 'BOT', 'fatura.pdf'],
			],
		);
		const [file] = sandbox.account.files.values();
		assert.equal(file?.content?.toString(), '%PDF-1.4');
		assert.equal(chatbot.outputOf(RESPOND)[0].json.answered, true);
	});

	it('a template with its parameters by name', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const template = [...sandbox.account.templates.values()].find(
			({ status, archived, fileType, params }) =>
				status === 'Approved' && !archived && fileType === 'UNDEFINED' && (params ?? []).length > 0,
		);
		assert.ok(template);
		const parameters = (template.params ?? []).map(({ name }) => ({ name: String(name), value: `um\n${name}` }));
		const message = { type: 'template', templateId: template.id, parameterPairs: { entries: parameters } };
		const chatbot = await chatbotFor(t, { credential, followers: [respond({ messages: { entries: [message] } })] });
		setBlocks(sandbox, { url: chatbot.url });
		const { sessionId } = sandbox.receive({ phoneNumber: PHONE, text: 'Oi', channelId: String(template.channelId) });
		sandbox.advance(0);
		await sandbox.deliveries.settle();
		assert.deepEqual(sandbox.account.blockCalls[0].problems, []);
		assert.match(readIn(sandbox, sessionId)[0] ?? '', /um \w+/);
	});

	it('what is to be kept is kept with contact and session', async (t) => {
		const { sandbox } = await talkFor(t, {
			followers: [
				respond({
					specifyCustomFields: 'json',
					customFieldsJson: '{"CPF": 123}',
					save: {
						name: 'Íris de Souza',
						email: 'iris@example.com',
						annotation: '',
						contactMetadata: { entries: [{ name: 'plan', value: 'A' }] },
						sessionMetadataJson: { order: 77 },
					},
				}),
			],
		});
		const { call, sessionId } = await write(sandbox, 'Oi');
		assert.deepEqual(call.problems, []);
		const session = sandbox.account.sessions.get(sessionId);
		const contact = sandbox.account.contacts.get(session?.contactId ?? '');
		assert.deepEqual(session?.metadata, { order: '77' });
		assert.deepEqual(
			[contact?.name, contact?.email, contact?.annotation, contact?.metadata, contact?.customFields],
			['Íris de Souza', 'iris@example.com', null, { plan: 'A' }, { cpf: '123' }],
		);
	});

	for (const [questionType, choice, chosen] of [
		['BUTTONS', 'Terça', 'Terça'],
		['LIST', 'quarta', 'Quarta'],
		['NUMBERS', '2', 'Quarta'],
	]) {
		it(`a dynamic question with ${questionType} is asked, and the choice leads on with the answer in it`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const slots = [
				{ day: 'Terça', who: 'Ana' },
				{ day: 'Quarta', who: 'Rui' },
			];
			const isList = questionType === 'LIST';
			const question = { blockType: 'dynamicQuestion', question: 'Que dia?', questionType, choicesFrom: 'items' };
			const fields = { textField: 'day', descriptionField: isList ? 'who' : '' };
			const asking = await chatbotFor(t, {
				credential,
				followers: [giving(...slots), respond({ ...question, ...fields })],
			});
			const booking = await chatbotFor(t, { credential, followers: [respond({ response: 'DONE' })] });
			setBlocks(
				sandbox,
				{ key: 'days', type: 'DYNAMIC_QUESTION', url: asking.url, ways: {}, next: 'book' },
				{ key: 'book', url: booking.url, listens: false, ways: { DONE: 'END' }, next: 'END' },
			);

			const { sessionId } = await write(sandbox, 'Quero marcar');
			assert.deepEqual(
				choicesOf(sandbox.account, sessionId).map(({ text, description }) => [text, description]),
				slots.map(({ day, who }) => [day, isList ? who : undefined]),
			);
			assert.match(readIn(sandbox, sessionId)[0] ?? '', /^Que dia\?/);
			assert.equal(asking.outputOf(RESPOND).length, 1);
			const { call } = await write(sandbox, choice);
			assert.deepEqual([call.block, call.way, call.problems], ['book', 'END', []]);
			assert.deepEqual(booking.outputOf(TRIGGER)[0].json.answers, { days: { text: 'Que dia?', answer: chosen } });
		});
	}

	const question = { blockType: 'dynamicQuestion', questionType: 'BUTTONS' };
	const messages = (...entries: IDataObject[]) => ({ messages: { entries } }) as INodeParameters;
	const choices = (...entries: IDataObject[]) => ({ ...question, choices: { entries } }) as INodeParameters;
	const wrong: Record<string, [INodeParameters, RegExp, RegExp]> = {
		'a text that is empty': [
			messages({ type: 'text', text: 'Oi' }, { type: 'text', text: '={{ $json.none }}' }),
			/^Text is empty!/,
			/entry 2 of 'Messages'/,
		],
		'an address that is none': [messages({ type: 'url', fileUrl: 'x' }), /^The file URL is not an address$/, /entry 1/],
		'no template': [messages({ type: 'template', templateId: '' }), /^TemplateID is empty!/, /entry 1/],
		'a parameter that is empty': [
			messages({ type: 'template', templateId: 'x', parameterPairs: { entries: [{ name: 'a', value: ' ' }] } }),
			/^The template parameter “a” is empty$/,
			/entry 1/,
		],
		'no choices': [{ ...question, choices: {} }, /^Choices is empty!/, /./],
		'too many choices': [
			choices(...Array.from({ length: 51 }, (_, index) => ({ text: `${index}` }))),
			/^There are more than 50 choices$/,
			/51/,
		],
		'a description on a button': [
			choices({ text: 'a' }, { text: 'b', description: 'c' }),
			/^Only a list shows descriptions$/,
			/choice 2/,
		],
		'a URL in a list': [
			{ ...choices({ text: 'a', url: 'https://example.com' }), questionType: 'LIST' },
			/^Only buttons lead to an address$/,
			/choice 1/,
		],
		'a URL that is none': [choices({ text: 'a', url: 'x' }), /^The URL of a choice is not an address$/, /choice 1/],
		'the same choice twice': [choices({ text: 'Sim' }, { text: 'sim ' }), /^Two choices have the same text$/, /sim/],
		'a field that no item has': [
			{ ...question, choicesFrom: 'items', textField: 'none' },
			/^A choice has no text$/,
			/choice 1/,
		],
		'a field with a list in it': [
			{ ...question, choicesFrom: 'items', textField: 'list' },
			/^The field 'list' of an item holds no text$/,
			/./,
		],
	};
	for (const [what, [parameters, message, description]] of Object.entries(wrong)) {
		it(`${what} is told in words`, async (t) => {
			const { credential } = await sandboxFor(t);
			const { error } = await run({
				parameters: { resource: 'chatbot', operation: 'respond', ...parameters },
				items: [{ list: [1] }],
				credential,
			});
			assert.match(error?.message ?? '', message);
			assert.match(error?.description ?? '', description);
		});
	}
});

describe('without an answer of the workflow', () => {
	const cases: Record<string, Partial<ChatbotOptions>> = {
		'it fails': { followers: [{ name: 'Failing', type: 'test.failing' }, respond()] },
		'it ends': { followers: [] },
		'nothing comes to the operation': { followers: [{ name: 'Empty', type: 'test.empty' }, respond()] },
		'its last node gives nothing': {
			parameters: { respond: 'lastNode' },
			followers: [{ name: 'Empty', type: 'test.empty' }],
		},
		'it fails, with the last node to answer': {
			parameters: { respond: 'lastNode' },
			followers: [{ name: 'Failing', type: 'test.failing' }],
		},
	};
	for (const [name, options] of Object.entries(cases)) {
		it(`because ${name}, the chatbot goes its main way, or the one that was chosen`, async (t) => {
			for (const [otherwiseResponse, answer] of [
				['', ''],
				['UNKNOWN', '{"response":"UNKNOWN"}'],
			]) {
				const { sandbox } = await talkFor(t, { ...options, parameters: { ...options.parameters, otherwiseResponse } });
				const { call } = await write(sandbox, 'Bom dia');
				assert.deepEqual([call.status, call.answer, call.problems], [200, answer, []]);
			}
		});
	}

	it('by a way that the block does not have, the user is told', async (t) => {
		for (const [otherwiseResponse, hint] of [
			['OTHER ', /no key “OTHER”.*It has “KNOWN”, “UNKNOWN”\./],
			[' KNOWN', undefined],
			['', undefined],
		] as const) {
			const { sandbox, chatbot } = await talkFor(t, { parameters: { otherwiseResponse }, followers: [respond()] });
			await write(sandbox, 'Bom dia');
			const [{ hints = [] }] = chatbot.runs[0].data.resultData.runData[TRIGGER];
			if (hint) assert.match(hints[0]?.message ?? '', hint);
			else assert.deepEqual(hints, []);
		}
	});

	it('in time, the chatbot goes on, and the operation says that it came too late', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, {
			parameters: { longestTime: 1, otherwiseResponse: 'UNKNOWN' },
			followers: [{ name: 'Slow', type: 'test.slow', parameters: { for: 1_500 } }, respond(texts('Tarde'))],
		});
		const { call, sessionId } = await write(sandbox, 'Bom dia');
		assert.deepEqual([call.status, call.answer], [200, '{"response":"UNKNOWN"}']);
		await chatbot.settle();
		assert.equal(errorOf(chatbot)?.message, 'The chatbot has not waited for this answer');
		assert.deepEqual(readIn(sandbox, sessionId), []);
	});
});

describe('a parameter of the trigger that cannot be used', () => {
	const wrong: Array<[INodeParameters, RegExp, string]> = [
		[{ longestTime: '={{ "vinte" }}' }, /^LongestTimetoAnswer is not a number$/, 'UNKNOWN'],
		[{ longestTime: '={{ 601 }}' }, /^LongestTimetoAnswer is too large$/, 'UNKNOWN'],
		[{ otherwiseResponse: '={{ { a: 1 } }}' }, /^ResponseIfThereIsNoAnswer is not a single value$/, ''],
		[{ options: { downloadFiles: true, largestFile: '={{ "vinte" }}' } }, /^LargestFile is not a number$/, 'UNKNOWN'],
		[{ options: { downloadFiles: '={{ "talvez" }}' } }, /^DownloadFiles is neither true nor false$/, 'UNKNOWN'],
	];
	for (const [parameters, message, response] of wrong) {
		it(`${JSON.stringify(parameters)} is an error of the execution, and the chatbot goes on`, async (t) => {
			const { sandbox, chatbot } = await talkFor(
				t,
				{ parameters: { otherwiseResponse: 'UNKNOWN', ...parameters }, followers: [respond()] },
				{ ways: { KNOWN: 'ask', UNKNOWN: 'END' } },
			);
			const { call } = await write(sandbox, 'Bom dia');
			assert.match(errorOf(chatbot)?.message ?? '', message);
			assert.deepEqual([call.status, call.answer], [200, response === '' ? '' : JSON.stringify({ response })]);
		});
	}
});

describe('what comes to the address', () => {
	const call = { sessionId: 's', session: { id: 's' }, lastMessage: { id: 'm', text: 'Oi' }, responseKeys: ['KNOWN'] };
	const requests: Array<[what: string, status: number, body: unknown, headers?: Record<string, string>]> = [
		['no JSON', 415, 'sessionId=s', { 'content-type': 'application/x-www-form-urlencoded' }],
		['broken JSON', 422, '{"sessionId":'],
		['nothing', 400, ''],
		['a list', 400, [call]],
		['null', 400, 'null'],
		['an object with nothing in it', 400, {}],
		['null in all fields', 400, { sessionId: null, session: null, contact: null, responseKeys: null }],
		['something else', 400, { eventType: 'MESSAGE_RECEIVED', content: {} }],
		['10 MB', 413, { ...call, padding: 'x'.repeat(10_000_000) }],
	];
	for (const [what, status, body, headers] of requests) {
		it(`${what} has a clear status and starts nothing`, async (t) => {
			const { chatbot } = await talkFor(t, { followers: [respond()] });
			assert.equal((await post(chatbot, body, headers)).status, status);
			assert.equal(chatbot.runs.length, 0);
		});
	}

	it('who does not know the token is refused, and starts nothing', async (t) => {
		const { chatbot } = await talkFor(t, { followers: [respond()] });
		const [address] = chatbot.url.split('?');
		for (const url of [address, `${address}?token=`, chatbot.url.slice(0, -1), `${chatbot.url}0`]) {
			const headers = { 'content-type': 'application/json' };
			const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(call) });
			assert.equal(status, 401);
		}
		assert.equal(chatbot.runs.length, 0);
	});

	it('a token that anybody could guess is none', async (t) => {
		for (const webhookId of ['webhook-chatbot', '']) {
			const { chatbot } = await talkFor(t, { webhookId, followers: [respond()] });
			const message = /^The address of this trigger is not secret$/;
			for (const mode of ['activate', 'manual'] as const) await assert.rejects(chatbot.publish(mode), { message });
			assert.equal((await post(chatbot, call)).status, 401);
		}
	});

	it('a call in which nearly all is missing, or more than is known, comes through', async (t) => {
		const { chatbot } = await talkFor(t, { followers: [respond({ response: 'KNOWN' })] });
		const bodies: IDataObject[] = [
			{ sessionId: 's' },
			{
				session: { id: 's' },
				contact: null,
				questions: [],
				menus: 'x',
				responseKeys: 'x',
				lastMessage: [],
				lastMessagesAggregated: null,
			},
			{ contact: { tags: null, phonenumber: 5541977770000, cpf: '1', constructor: 'x' } },
			{
				...call,
				more: { a: 1 },
				lastMessage: { ...call.lastMessage, more: 1 },
				questions: { q: null, r: { answer: 'Sim' }, s: 'x' },
			},
		];
		for (const body of bodies) {
			const { status } = await post(chatbot, body);
			assert.equal(status, 200);
			assert.equal(errorOf(chatbot), undefined);
		}
		assert.equal(chatbot.runs.length, bodies.length);
		const [{ json }] = chatbot.outputOf(TRIGGER);
		assert.deepEqual(json.answers, {
			q: { text: null, answer: null },
			r: { text: null, answer: 'Sim' },
			s: { text: null, answer: 'x' },
		});
		assert.deepEqual((chatbot.outputOf(TRIGGER, chatbot.runs[2])[0].json.contact as IDataObject).customFields, {
			cpf: '1',
			constructor: 'x',
		});
	});

	it('numbers are taken for the texts that they stand for, and what is no list or object for none', async (t) => {
		const { chatbot } = await talkFor(t, { followers: [respond({ response: '2' })] });
		const contact = { phonenumber: 5541977770000, tags: 'VIP', metadata: 'x' };
		const body = {
			sessionId: 7,
			contact,
			channel: 'x',
			metadata: [],
			lastMessage: { id: 8, text: 9 },
			responseKeys: [1, 2],
		};
		assert.equal((await post(chatbot, body)).body, '{"response":"2"}');
		const [{ json }] = chatbot.outputOf(TRIGGER);
		const { session, message, messages, channel, metadata, responseKeys } = json as Record<string, IDataObject>;
		assert.deepEqual([session.id, message.id, messages, channel.id], ['7', 8, { text: '9', files: [] }, null]);
		assert.deepEqual([metadata, responseKeys], [{}, ['1', '2']]);
		const { phoneNumber, tags, metadata: own } = json.contact as IDataObject;
		assert.deepEqual([phoneNumber, tags, own], ['5541977770000', [], {}]);
		assert.equal((await post(chatbot, body)).body, '{"response":"2"}');
		assert.equal(chatbot.runs.length, 1);
	});

	it('names that JavaScript knows are fields like others', async (t) => {
		const { chatbot } = await talkFor(t, { followers: [respond()] });
		const record = '{"__proto__":"a","constructor":"b","toString":"c"}';
		await post(chatbot, `{"sessionId":"s","contact":${record},"questions":${record}}`);
		const [{ json }] = chatbot.outputOf(TRIGGER);
		assert.deepEqual(Object.keys((json.contact as IDataObject).customFields ?? {}), [
			'__proto__',
			'constructor',
			'toString',
		]);
		assert.deepEqual(Object.keys(json.answers ?? {}), ['__proto__', 'constructor', 'toString']);
	});

	it('the same call is answered alike by the last node', async (t) => {
		const { chatbot } = await talkFor(t, {
			parameters: { respond: 'lastNode' },
			followers: [
				{ name: 'Slow', type: 'test.slow', parameters: { for: 200 } },
				{ name: 'Answering', type: 'test.answering' },
			],
		});
		const answers = await Promise.all([post(chatbot, call), post(chatbot, call)]);
		answers.push(await post(chatbot, call));
		assert.deepEqual(
			answers.map(({ status, body }) => [status, body]),
			answers.map(() => [200, '{"response":"KNOWN"}']),
		);
		assert.equal(chatbot.runs.length, 1);
	});

	it('the same call within seconds starts one execution and gets one answer, however often it comes', async (t) => {
		const { chatbot } = await talkFor(t, {
			followers: [{ name: 'Slow', type: 'test.slow', parameters: { for: 200 } }, respond({ response: 'KNOWN' })],
		});
		const answers = await Promise.all([post(chatbot, call), post(chatbot, call), post(chatbot, call)]);
		answers.push(await post(chatbot, call));
		for (const { status, body, headers } of answers) {
			assert.deepEqual([status, body], [200, '{"response":"KNOWN"}']);
			assert.equal(headers.get('x-wts-chat-answer'), null);
		}
		assert.equal(chatbot.runs.length, 1);

		await post(chatbot, { ...call, responseKeys: ['KNOWN', 'OTHER'] });
		await post(chatbot, { ...call, lastMessage: { id: 'n', text: 'Oi' } });
		await post(chatbot, { ...call, lastMessage: { text: 'Oi' } });
		assert.equal(chatbot.runs.length, 4);
	});
});

describe('the keys of the block, in the list of Response', () => {
	const listFor = async (t: TestContext, blockKeys: NodeParameterValueType, filter?: string) => {
		const { credential } = await sandboxFor(t);
		const parameters = { resource: 'chatbot', operation: 'respond', blockKeys };
		const options = { parameters, filter };
		return (await lookUp<INodeListSearchResult>('listSearch', 'searchResponseKeys', credential, options)).results;
	};
	const choices = (...keys: string[]) => keys.map((key) => ({ name: key, value: key }));

	it('are those that the editor knows, in their order, less those that do not hold what was typed', async (t) => {
		const keys = ['UNKNOWN', 'KNOWN', 'Não sei'];
		assert.deepEqual(await listFor(t, keys), choices(...keys));
		assert.deepEqual(await listFor(t, keys, ' nao '), choices('Não sei'));
		assert.deepEqual(await listFor(t, keys, 'X'), []);
	});

	for (const none of [null, [], 'X', '={{ $json.none }}', {}]) {
		it(`are whatever was typed where the editor knows none: ${JSON.stringify(none)}`, async (t) => {
			assert.deepEqual(await listFor(t, none), []);
			assert.deepEqual(await listFor(t, none, ' KNOWN '), choices('KNOWN'));
		});
	}

	for (const mode of ['list', 'key']) {
		it(`are given by the field, chosen by ${mode}`, async (t) => {
			const { sandbox } = await talkFor(t, {
				followers: [respond({ response: { __rl: true, mode, value: '={{ "KNOWN" }}' } })],
			});
			assert.equal((await write(sandbox, 'Oi')).call.answer, '{"response":"KNOWN"}');
		});
	}

	it('are not asked for when the workflow runs', async (t) => {
		const { sandbox } = await talkFor(t, {
			followers: [respond({ response: 'KNOWN', blockKeys: '={{ $("No such node").first().json.responseKeys }}' })],
		});
		assert.equal((await write(sandbox, 'Oi')).call.answer, '{"response":"KNOWN"}');
	});
});

describe('an answer that cannot be given', () => {
	it('a response that is none of the keys says which there are', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, { followers: [respond({ response: 'NONE' })] });
		const { call } = await write(sandbox, 'Bom dia');
		assert.equal(errorOf(chatbot)?.message, 'The response is none of the keys of the block');
		assert.match(
			errorOf(chatbot)?.description ?? '',
			/“NONE” was given\. The block that waits has “KNOWN”, “UNKNOWN”\./,
		);
		assert.equal(call.way, 'ask');
	});

	it('a second one is an error, or nothing if told so', async (t) => {
		const twice = async (ifNoneWaits: string) => {
			const { sandbox, chatbot } = await talkFor(t, {
				followers: [respond(texts('Um')), respond({ ...texts('Dois'), options: { ifNoneWaits } }, { name: 'Again' })],
			});
			const { sessionId } = await write(sandbox, 'Bom dia');
			await chatbot.settle();
			assert.deepEqual(readIn(sandbox, sessionId), ['Um']);
			return chatbot;
		};
		assert.equal(errorOf(await twice('error'))?.message, 'The chatbot has its answer already');
		const [{ json }] = (await twice('nothing')).outputOf('Again');
		assert.deepEqual(json, { answered: false, messages: [{ text: 'Dois' }] });
	});

	it('the second of two items is an error', async (t) => {
		const { sandbox, chatbot } = await talkFor(t, {
			followers: [giving({ text: 'Um' }, { text: 'Dois' }), respond(texts('={{ $json.text }}'))],
		});
		const { sessionId } = await write(sandbox, 'Bom dia');
		await chatbot.settle();
		assert.deepEqual(readIn(sandbox, sessionId), ['Um']);
		assert.equal(errorOf(chatbot)?.message, 'The chatbot has its answer already');
	});

	it('one that a caller does not wait for any more is an error, unless the same call has come again', async (t) => {
		const call = { sessionId: 's', lastMessage: { id: 'm', text: 'Oi' } };
		const { chatbot } = await talkFor(t, {
			followers: [{ name: 'Gate', type: 'test.gate', parameters: {} }, respond({ response: 'KNOWN' })],
		});
		/** Calls, and leaves before there is an answer. */
		const giveUp = async (body: IDataObject) => {
			const [taken, gone] = [chatbot.taken, chatbot.callersGone];
			const headers = { 'content-type': 'application/json' };
			const caller = new AbortController();
			const asked = fetch(chatbot.url, { method: 'POST', headers, body: JSON.stringify(body), signal: caller.signal });
			await until('the call is taken', () => chatbot.taken > taken);
			caller.abort();
			await assert.rejects(asked, { name: 'AbortError' });
			await until('the caller is gone', () => chatbot.callersGone > gone);
		};

		shutGate();
		await giveUp(call);
		openGate();
		await chatbot.settle();
		assert.equal(errorOf(chatbot)?.message, 'The chatbot has not waited for this answer');
		assert.match(errorOf(chatbot)?.description ?? '', /went on by itself before the 'Longest Time to Answer'/);

		const again = { ...call, lastMessage: { id: 'n' } };
		shutGate();
		await giveUp(again);
		const answered = post(chatbot, again);
		await until('the call has come again', () => chatbot.taken === 3);
		openGate();
		assert.equal((await answered).body, '{"response":"KNOWN"}');
		await chatbot.settle();
		assert.equal(errorOf(chatbot), undefined);
		assert.equal(chatbot.runs.length, 2);
	});

	it('where the trigger answers by itself, the operation says so', async (t) => {
		for (const how of ['onReceived', 'lastNode']) {
			const { sandbox, chatbot } = await talkFor(t, { parameters: { respond: how }, followers: [respond()] });
			await write(sandbox, 'Bom dia');
			await chatbot.settle();
			assert.match(errorOf(chatbot)?.message ?? '', /^The trigger answers the chatbot (at once|by the last node)$/);
		}
	});

	it('where no chatbot waits, the operation says so, or shows what it would have answered', async (t) => {
		const { credential } = await sandboxFor(t);
		const parameters = { resource: 'chatbot', operation: 'respond', response: 'KNOWN' };
		const { error } = await run({ parameters, credential });
		assert.equal(error?.message, 'No chatbot waits for an answer');
		const { items } = await run({ parameters: { ...parameters, options: { ifNoneWaits: 'nothing' } }, credential });
		assert.deepEqual(items[0].json, { answered: false, response: 'KNOWN' });
	});

	it('a workflow in which nothing answers is not published, but may be tried out', async (t) => {
		const publishes = async (options: Partial<ChatbotOptions>, mode?: 'manual') => {
			const { chatbot } = await talkFor(t, options);
			await chatbot.publish(mode);
		};
		await assert.rejects(publishes({}), /Nothing in this workflow answers the chatbot/);
		await assert.rejects(
			publishes({ followers: [respond({}, { settings: { disabled: true } })] }),
			/Nothing in this workflow answers/,
		);
		await publishes({}, 'manual');
		await publishes({ followers: [respond()] });
		await publishes({ parameters: { respond: 'lastNode' } });
	});
});
