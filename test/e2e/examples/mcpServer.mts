import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { differences } from '../../../harness/n8n/version.mts';
import type { SavedWorkflow } from '../../../harness/n8n/server.mts';
import type { Session } from '../../../sandbox/account.mts';
import type { ExampleStage, Trial } from './trial.mts';

const example = 'wts-chat-as-an-mcp-server';
const READING = [
	'Find_Contacts',
	'List_Cards',
	'List_Conversations',
	'List_Departments',
	'Read_Conversation',
	'Report',
];
const WRITING = ['Add_Note', 'Complete_Session', 'Hand_Over', 'Move_Card', 'Send_Text', 'Tag_Contact'];
const contact = '+5541977770000';

/** What a tool gave the client. */
interface Given {
	readonly isError?: boolean;
	readonly text: string;
}

function declare(stage: () => ExampleStage): void {
	let workflow: SavedWorkflow;
	before(async () => {
		stage().sandbox.reset();
		workflow = await stage().publish(example);
	});
	after(async () => await stage().server.unpublish(workflow));

	/** Connects a client to one of the doors. @param token undefined for none */
	const connect = async (door: string, token?: string) => {
		const client = new Client({ name: 'test', version: '1.0.0' });
		const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
		const url = new URL(`${stage().server.url}/mcp/${door}`);
		await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
		return Object.assign(client, { [Symbol.asyncDispose]: async () => await client.close() });
	};
	const reader = async () => await connect('wts-chat-reading', stage().mcpTokens.Reading);
	const writer = async () => await connect('wts-chat-writing', stage().mcpTokens['Reading and Writing']);

	const call = async (client: Client, name: string, given: Record<string, string> = {}): Promise<Given> => {
		const { isError, content } = await client.callTool({ name, arguments: given });
		const [{ text }] = content as Array<{ text: string }>;
		return { isError: isError === true, text };
	};
	/** The records that a tool gave. */
	const records = ({ isError, text }: Given) => {
		assert.equal(isError, false, text);
		return JSON.parse(text) as Array<Record<string, unknown>>;
	};
	const talk = (): Session => {
		const { sandbox } = stage();
		const { sessionId } = sandbox.receive({ phoneNumber: contact, name: 'Íris Sá', text: 'Quando chega?' });
		const session = sandbox.account.sessions.get(sessionId);
		assert.ok(session);
		return session;
	};

	it('has one door for reading and one for writing too, each with tools that a model can understand', async () => {
		for (const [connecting, names] of [
			[reader, READING],
			[writer, [...READING, ...WRITING]],
		] as const) {
			await using client = await connecting();
			const { tools } = await client.listTools();
			assert.deepEqual(tools.map(({ name }) => name).toSorted(), names.toSorted());
			for (const { name, description = '', inputSchema } of tools) {
				assert.ok(description.length > 50, name);
				const { properties = {} } = inputSchema as { properties?: Record<string, { description?: string }> };
				for (const { description: what = '' } of Object.values(properties)) assert.ok(what.length > 10, name);
			}
		}
	});

	it('lets nobody in without the token of the door', async () => {
		const { Reading, 'Reading and Writing': writing } = stage().mcpTokens;
		for (const [door, token] of [
			['wts-chat-reading', undefined],
			['wts-chat-reading', 'something-else'],
			['wts-chat-reading', writing],
			['wts-chat-writing', undefined],
			['wts-chat-writing', Reading],
		] as const) {
			await assert.rejects(connect(door, token), /40[13]|Unauthorized|Authorization/);
		}
	});

	it('finds a contact by the name, and reads the conversation by the number', async () => {
		talk();
		await using client = await reader();
		const [{ phoneNumberE164 }, ...others] = records(await call(client, 'Find_Contacts', { text: 'Íris' }));
		assert.deepEqual(others, []);
		const [{ transcript }] = records(await call(client, 'Read_Conversation', { contact: String(phoneNumberE164) }));
		assert.match(String(transcript), /Íris Sá \(contact\): Quando chega\?/);
	});

	it('lists what is asked for, no more than a model can take, and says that there is more', async () => {
		const { sandbox } = stage();
		sandbox.seedSessions({ count: 200, status: 'PENDING' });
		const [department] = sandbox.account.departments.values();
		await using client = await reader();
		const pending = records(await call(client, 'List_Conversations', { status: 'PENDING', department: '' }));
		assert.equal(pending.length, 21);
		assert.match(
			String(pending.at(-1)?.note),
			/^These are the first 20, and there are more\. .*: department, status\.$/,
		);
		const there = records(await call(client, 'List_Departments'));
		assert.equal(there.length, sandbox.account.departments.size);
		const [own] = [...sandbox.account.sessions.values()].filter(({ departmentId }) => departmentId === department.id);
		const { status } = own;
		const name = department.name ?? '';
		const some = records(await call(client, 'List_Conversations', { status, department: name }));
		assert.ok(some.length > 0);
		assert.ok(some.every(({ departmentId }) => departmentId === undefined || departmentId === department.id));
		const day = (from: number) => new Date(sandbox.account.clock.now() + from * 86_400_000).toISOString().slice(0, 10);
		const report = { from: day(-3), until: day(2), groupBy: 'department' };
		assert.ok(records(await call(client, 'Report', report)).length > 1);
		const [panel] = sandbox.account.panels.values();
		const cards = records(await call(client, 'List_Cards', { board: panel.title ?? '', text: '' }));
		assert.ok(cards.length > 0);
	});

	it('writes, notes, tags, hands over and completes', async () => {
		const { sandbox } = stage();
		const { departments, tags } = sandbox.account;
		const session = talk();
		const [department] = departments.values();
		const names = [...tags.values()].map(({ name }) => name);
		const tag = [...tags.values()].find(({ name }) => names.filter((other) => other === name).length === 1);
		assert.ok(tag);
		await using client = await writer();
		records(await call(client, 'Send_Text', { contact, text: 'Amanhã.' }));
		records(await call(client, 'Add_Note', { contact, note: 'Espera um pedido' }));
		records(await call(client, 'Tag_Contact', { contact, tag: tag.name ?? '' }));
		records(await call(client, 'Hand_Over', { contact, department: department.name ?? '', note: 'Quer saber mais' }));
		assert.equal(session.messages.at(-1)?.text, 'Amanhã.');
		assert.deepEqual(
			session.notes.map(({ text }) => text),
			['Espera um pedido', 'Quer saber mais'],
		);
		assert.equal(session.departmentId, department.id);
		assert.ok(sandbox.account.contacts.get(session.contactId)?.tagIds.includes(tag.id));
		const [{ status }] = records(await call(client, 'Complete_Session', { contact }));
		assert.equal(status, 'COMPLETED');
		assert.equal(session.status, 'COMPLETED');
		assert.deepEqual(sandbox.departures, []);
	});

	it('moves a card by its number and the name of the step', async () => {
		const { account } = stage().sandbox;
		const [card] = account.cards.values();
		const step = account.panels.get(card.panelId)?.steps.find(({ id, archived }) => id !== card.stepId && !archived);
		assert.ok(step);
		await using client = await writer();
		records(await call(client, 'Move_Card', { card: card.key ?? '', step: step.title ?? '' }));
		assert.equal(account.cards.get(card.id)?.stepId, step.id);
	});

	it('tells the client of an error as one, with its cause and what would do', async () => {
		await using client = await writer();
		const nobody = await call(client, 'Read_Conversation', { contact: '+5541900000000' });
		assert.equal(nobody.isError, true);
		assert.match(nobody.text, /no contact/i);
		talk();
		const where = await call(client, 'Hand_Over', { contact, department: 'Marte', note: '' });
		assert.equal(where.isError, true);
		const [{ name }] = [...stage().sandbox.account.departments.values()];
		assert.ok(where.text.includes('Marte') && where.text.includes(name ?? '?'), where.text);
		stage().sandbox.faults.add({ kind: 'formError', path: '/chat/v1/session/*/message', text: 'Janela fechada' });
		const refused = await call(client, 'Send_Text', { contact, text: 'Oi' });
		assert.equal(refused.isError, true);
		assert.match(refused.text, /Janela fechada/);
	});

	it(
		'does nothing where a review stands in front of a tool, which n8n knows for its agents only',
		{ skip: !differences.reviewsTools },
		async () => {
			const { server, credential } = stage();
			const { nodes, connections, ...rest } = await server.workflow(example);
			const review = {
				id: 'review',
				name: 'Review',
				type: 'n8n-nodes-wts-chat.wtsChatHitlTool',
				typeVersion: 1,
				position: [1100, 660],
				parameters: { sendTo: 'recipient', to: contact, message: '=Posso usar {{ $tool.name }}?' },
				credentials: { wtsApi: { id: credential.id, name: credential.name } },
			};
			const to = (node: string) => ({ ai_tool: [[{ node, type: 'ai_tool', index: 0 }]] });
			const reviewed = await server.saveWorkflow({
				...rest,
				nodes: [
					...nodes
						.filter(({ name }) => ['Reading and Writing', 'Send Text'].includes(name))
						.map((node) =>
							node.name === 'Send Text' ? node : { ...node, parameters: { ...node.parameters, path: 'reviewed' } },
						),
					review,
				],
				connections: { 'Send Text': to('Review'), Review: to('Reading and Writing') },
			});
			await server.publish(reviewed);
			try {
				const session = talk();
				const before = session.messages.length;
				await using client = await connect('reviewed', stage().mcpTokens['Reading and Writing']);
				const { content } = await client.callTool({
					name: 'Send_Text',
					arguments: { toolParameters: { contact, text: 'Oi' }, hitlParameters: {} },
				});
				assert.deepEqual(content, [{ type: 'text', text: '' }]);
				assert.equal(session.messages.length, before);
			} finally {
				await server.unpublish(reviewed);
			}
		},
	);
}

export const mcpServer: Trial = { example, declare };
