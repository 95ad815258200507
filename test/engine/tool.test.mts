// The node as a tool of an agent: what the model behind the agent gets to read.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type * as OperationsModule from '../../nodes/WtsChat/operations/index.ts';
import { project } from '../../harness/package.mts';
import { built } from '../built.mts';
import { everyOperation, fillingsOf } from './everyOperation.mts';
import { sandboxFor } from './sandboxed.mts';
import { byId, callTool, run, shared, wtsChat } from './workflow.mts';

const { resources } = built<typeof OperationsModule>('nodes/WtsChat/operations/index');
const unknown = '00000000-0000-4000-8000-000000000000';
const asTool =
	(t: Parameters<typeof sandboxFor>[0]) => async (parameters: INodeParameters, onError?: INode['onError']) => {
		const { credential } = await sandboxFor(t);
		return await run({ parameters, credential, asTool: true, onError });
	};

describe('The node as a tool', () => {
	const complete = { resource: 'session', operation: 'complete' };

	it('tells the model all that an error says, and lets the agent go on', async (t) => {
		const told: Array<[id: string, RegExp]> = [
			[`={{ '42' }}`, /^SessionID is not valid\. “42” was given\. The ID of a session looks like /],
			[unknown, /^WTS Chat does not know what was asked for\. Check the ID .* The service says: /],
		];
		for (const [id, error] of told) {
			const { status, items } = await asTool(t)({ ...complete, sessionId: byId(id) });
			assert.equal(status, 'success');
			const [{ json }, ...others] = items;
			assert.deepEqual(others, []);
			assert.deepEqual(Object.keys(json), ['error']);
			assert.match(String(json.error), error);
		}
	});

	it('stops the workflow with the same words, where that is chosen', async (t) => {
		const { status, error } = await asTool(t)({ ...complete, sessionId: byId(unknown) }, 'stopWorkflow');
		assert.equal(status, 'error');
		assert.match(
			error?.message ?? '',
			/^WTS Chat does not know what was asked for\. Check the ID .* The service says: /,
		);
		assert.equal(error?.description ?? '', '');
	});

	it('says that nothing was found, where n8n would hand the model an empty text', async (t) => {
		const { status, items } = await asTool(t)({
			resource: 'contact',
			operation: 'get',
			contactId: byId(unknown),
			options: { ifNotFound: 'nothing' },
		});
		assert.equal(status, 'success');
		assert.deepEqual(
			items.map(({ json }) => json),
			[{ result: 'Nothing was found' }],
		);
	});

	it('has a description of its own for each operation', () => {
		const descriptions = resources.flatMap(({ value: resource, operations }) =>
			operations.map(({ value: operation }) => {
				const node = { id: '1', name: 'x', type: 'x', typeVersion: 1, position: [0, 0] as [number, number] };
				const parameters = { descriptionType: 'auto', resource, operation };
				return shared.NodeHelpers.getToolDescriptionForNode({ ...node, parameters }, wtsChat);
			}),
		);
		assert.equal(new Set(descriptions).size, descriptions.length);
		for (const description of descriptions) assert.match(description, /^[A-Z][a-z]+ .+ in WTS Chat$/);
	});
});

/** What a model is handed of a run, as n8n makes a text of it. */
const textOf = (items: INodeExecutionData[]) => JSON.stringify(items.map(({ json }) => json));
/** The records of a run, and what stands behind them for the model. */
function read(items: INodeExecutionData[]): { records: IDataObject[]; note: string } {
	const contents = items.map(({ json }) => json);
	return {
		records: contents.filter((json) => !('note' in json)),
		note: contents.flatMap(({ note }) => (typeof note === 'string' ? note : [])).join('\n'),
	};
}
/** As many characters of JSON a model takes, with the note behind them. */
const MOST = 21_000;

const contacts: INodeParameters = { resource: 'contact', operation: 'search', returnAll: true };
const lists = everyOperation.filter(
	({ operation: { declared } }) => 'paging' in declared && declared.paging !== 'whole',
);

describe('A list as a tool', () => {
	it('is as long as a model can take, read by one request, and says that there is more and how to see it', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 2_000 });
		const named = "={{ $fromAI('name', 'A part of the name', 'string') }}";
		const parameters = { ...contacts, filters: { name: named }, options: { ignoreEmptyFilters: true } };
		sandbox.requests.length = 0;
		const [text] = await callTool({ parameters, credential, calls: [{ name: '' }] });
		assert.equal(sandbox.requests.length, 1);
		assert.ok(text.length < MOST && text.length > MOST / 2, String(text.length));
		const { records, note } = read((JSON.parse(text) as IDataObject[]).map((json) => ({ json })));
		assert.ok(records.length > 10);
		assert.equal(
			note,
			`These are the first ${records.length}, and there are more. To see others, ask more narrowly by what this tool takes: name.`,
		);
		const asItWas = await run({ parameters: contacts, credential });
		assert.ok(asItWas.items.length >= 2_000);
	});

	for (const { name, resource, operation } of lists) {
		it(`is never longer than that, and shows all that there is where that fits: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			sandbox.seedSessions({ count: 300 });
			const [filling] = await fillingsOf(resource, operation.value, credential);
			const parameters = { ...filling.parameters, filters: {}, options: {}, returnAll: true };
			const all = await run({ parameters, credential });
			const { items } = await run({ parameters, credential, asTool: true });
			assert.ok(textOf(items).length < MOST);
			const { records, note } = read(items);
			if (all.items.length === 0) assert.deepEqual(records, [{ result: 'Nothing was found' }]);
			else
				assert.deepEqual(
					records,
					all.items.slice(0, records.length).map(({ json }) => json),
				);
			assert.equal(note !== '', all.items.length > records.length);
		});
	}

	it('says that there is more than the limit, and nothing where there is not', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const { size } = sandbox.account.departments;
		sandbox.requests.length = 0;
		for (const [limit, note] of [
			[2, `These are the first 2, and there are more. This tool takes nothing by which you could see others.`],
			[1, `This is the first one, and there are more. This tool takes nothing by which you could see others.`],
			[size, ''],
			[size + 1, ''],
		] as const) {
			const parameters = { resource: 'department', operation: 'getAll', limit };
			const { items } = await run({ parameters, credential, asTool: true });
			assert.equal(read(items).note, note);
			assert.equal(read(items).records.length, Math.min(limit, size));
		}
		assert.equal(sandbox.requests.length, 4);
		const counting = { ...contacts, options: { countOnly: true } };
		const { items } = await run({ parameters: counting, credential, asTool: true });
		const counted = await run({ parameters: counting, credential });
		assert.deepEqual(
			items.map(({ json }) => json),
			counted.items.map(({ json }) => json),
		);
	});

	it('that comes in one piece is shown as far as it can be', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const parameters = { resource: 'tag', operation: 'getAll', returnAll: true };
		const { tags } = sandbox.account;
		const [like] = tags.values();
		const addUntil = (count: number) => {
			for (let index = tags.size; index < count; index++) tags.set(`${index}`, { ...like, id: randomUUID() });
		};
		addUntil(120);
		const some = await run({ parameters, credential, asTool: true });
		assert.ok(read(some.items).records.length > 100);
		addUntil(1_000);
		const { items } = await run({ parameters, credential, asTool: true });
		const { records, note } = read(items);
		assert.ok(textOf(items).length < MOST && records.length > 50);
		assert.match(note, new RegExp(`^These are the first ${records.length} of 1000\\. `));
	});
});

describe('Something long as a tool', () => {
	it('a conversation ends with what was written last, once, and says what is left out', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		let sessionId = '';
		for (let count = 0; count < 300; count++) {
			({ sessionId } = sandbox.receive({
				phoneNumber: '5541977770000',
				text: `Linha ${count} "oi"\n${'é '.repeat(60)}`,
			}));
			sandbox.account.clock.advance(1_000);
		}
		const parameters = { resource: 'session', operation: 'getTranscript', sessionId: byId(sessionId) };
		const { items } = await run({ parameters, credential, asTool: true });
		assert.ok(textOf(items).length < MOST);
		const [{ transcript, truncated, messages }] = read(items).records;
		assert.equal(messages, undefined);
		assert.equal(truncated, true);
		assert.match(String(transcript), /^\[What was written before .* is left out\]\n/);
		assert.match(String(transcript), /Linha 299/);
		const shorter = { ...parameters, options: { maximumCharacters: 2_000 } };
		const some = await run({ parameters: shorter, credential, asTool: true });
		assert.ok(String(some.items[0].json.transcript).length <= 2_000);
		const asItWas = await run({ parameters, credential });
		assert.equal((asItWas.items[0].json.messages as unknown[]).length, 300);
	});

	it('a report says of which time it is, and how many rows there are', async (t) => {
		const { sandbox, credential } = await sandboxFor(t, { sessions: 500 });
		const parameters = {
			resource: 'session',
			operation: 'getReport',
			periodFrom: new Date(sandbox.account.clock.now() - 3_600_000).toISOString(),
			groupBy: "={{ $fromAI('groupBy', 'agent, department or none', 'string') }}",
		};
		const [rows, groups] = await callTool({
			parameters,
			credential,
			calls: [{ groupBy: 'none' }, { groupBy: 'department' }],
		});
		assert.ok(rows.length < MOST);
		assert.match(
			rows,
			/"note":"\d+ sessions from \S+ \S+ until [^"]*These are the first \d+ of \d+\. To see others, .*: groupBy\."/,
		);
		assert.match(groups, /"note":"\d+ sessions from [^"]*\)\."/);
	});

	it('one record is cut where it is long, and stays what it is', async (t) => {
		const { sandbox, credential } = await sandboxFor(t);
		const [contact] = sandbox.account.contacts.values();
		contact.annotation = `começo ${'😀'.repeat(40_000)}`;
		contact.metadata = Object.fromEntries(
			Array.from({ length: 300 }, (_, index) => [`chave${index}`, 'x'.repeat(200)]),
		);
		const parameters = { resource: 'contact', operation: 'get', contactId: byId(contact.id), output: 'raw' };
		const { items } = await run({ parameters, credential, asTool: true });
		assert.ok(textOf(items).length < MOST);
		const { records, note } = read(items);
		assert.equal(records[0].id, contact.id);
		assert.match(String(records[0].annotation), /^começo 😀+…$/u);
		assert.match(note, /too long to be shown whole/);
	});
});

describe('A tool that a client of MCP calls', () => {
	const parameters = {
		resource: 'session',
		operation: 'get',
		sessionId: byId("={{ $fromAI('session', 'Its ID', 'string') }}"),
	};

	it('fails with all that an error says, so that the client knows it for an error', async (t) => {
		const { credential } = await sandboxFor(t);
		const caller = '@n8n/n8n-nodes-langchain.mcpTrigger';
		const [failed] = await callTool({ parameters, credential, caller, calls: [{ session: unknown }] });
		assert.match(
			failed,
			/^NodeOperationError: WTS Chat does not know what was asked for\. Check the ID .* The service says: /,
		);
		const [told] = await callTool({ parameters, credential, calls: [{ session: unknown }] });
		assert.match(told, /^\[\{"error":"WTS Chat does not know what was asked for\. Check the ID /);
	});
});

describe('The tools of the example for MCP', () => {
	const read = (file: string) => readFileSync(path.join(project, file), 'utf8');
	const example: { nodes: INode[] } = JSON.parse(read('examples/wts-chat-as-an-mcp-server.json'));
	const tools = example.nodes.filter(({ type }) => type.endsWith('wtsChatTool'));
	/** What docs/agents.md says that a call takes. */
	const costs = new Map(
		[...read('docs/agents.md').matchAll(/^\| ([A-Z][\w ]+?) \| _.*\| (\d+)(?: for each \w+ \w+)? \|$/gm)].map(
			([, name, count]) => [name, Number(count)] as const,
		),
	);

	it('are those of the documentation', () => {
		assert.equal(tools.length, 12);
		assert.deepEqual(
			[...costs.keys()],
			tools.map(({ name }) => name),
		);
	});

	for (const { name, parameters } of tools) {
		it(`take as many requests as it says: ${name}`, async (t) => {
			const { sandbox, credential } = await sandboxFor(t);
			const { account } = sandbox;
			const contact = '+5541977770000';
			sandbox.receive({ phoneNumber: contact, name: 'Íris Sá', text: 'Oi' });
			const [card] = account.cards.values();
			const panel = account.panels.get(card.panelId);
			const step = panel?.steps.find(({ id, archived }) => id !== card.stepId && !archived);
			const names = [...account.tags.values()].map((tag) => tag.name);
			const now = account.clock.now();
			const call = {
				contact,
				text: 'Íris',
				note: 'Espera um pedido',
				status: 'PENDING',
				department: [...account.departments.values()][0].name ?? '',
				board: panel?.title ?? '',
				card: card.key ?? '',
				step: step?.title ?? '',
				tag: names.find((one) => names.indexOf(one) === names.lastIndexOf(one)) ?? '',
				groupBy: 'department',
				from: new Date(now - 3_600_000).toISOString(),
				until: new Date(now + 3_600_000).toISOString(),
			};
			sandbox.requests.length = 0;
			const [text] = await callTool({ parameters, credential, calls: [call] });
			assert.ok(!('error' in (JSON.parse(text) as object[])[0]), text);
			assert.equal(sandbox.requests.length, costs.get(name));
		});
	}
});
