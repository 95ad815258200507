// Whole workflows: what is changed beside the node itself, and what is not touched.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { convert, say, type Conversion } from '../../../migrate/convert.mts';
import type { WorkflowNode } from '../../../migrate/workflow.mts';
import { faultsOf } from './valid.mts';

const SESSION = '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10';

type Parameters = WorkflowNode['parameters'];

const node = (name: string, type: string, parameters: Parameters, more: object = {}): WorkflowNode => ({
	parameters,
	id: `id-of-${name}`,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	...more,
});
const wts = (name: string, parameters: Parameters, more: object = {}) =>
	node(name, 'n8n-nodes-wts.wtsChat', parameters, { credentials: { wtsApi: { id: '7', name: 'WTS' } }, ...more });
const list = (name = 'List') => wts(name, { resource: 'session', operation: 'listSessions' });
const conclude = (name = 'Conclude') =>
	wts(name, { resource: 'session', operation: 'concludeSession', sessionId: '={{ $json.id }}' });
const splitOut = (name = 'Split Out', parameters: Parameters = { fieldToSplitOut: 'items', options: {} }) =>
	node(name, 'n8n-nodes-base.splitOut', parameters);
const http = (parameters: Parameters, more: object = {}) =>
	node('HTTP', 'n8n-nodes-base.httpRequest', parameters, { typeVersion: 4.2, ...more });

/** Wires nodes one after the other. */
const chain = (...names: string[]) =>
	Object.fromEntries(
		names.slice(0, -1).map((name, index) => [name, { main: [[{ node: names[index + 1], type: 'main', index: 0 }]] }]),
	);
const workflow = (nodes: WorkflowNode[], more: object = {}) => ({
	name: 'Fluxo',
	nodes,
	connections: chain(...nodes.map(({ name }) => name)),
	...more,
});

interface Result extends Conversion {
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	byName(name: string): WorkflowNode | undefined;
	/** What is said of a node. */
	said(name: string): string[];
}

function converted(given: object): Result {
	const conversion = convert(JSON.stringify(given));
	const { nodes, connections } = JSON.parse(conversion.text) as Pick<Result, 'nodes' | 'connections'>;
	return {
		...conversion,
		nodes,
		connections,
		byName: (name) => nodes.find((candidate) => candidate.name === name),
		said: (name) =>
			conversion.changes
				.filter((change) => change.node === name)
				.flatMap(({ remarks }) => remarks.map(({ code }) => code)),
	};
}

describe('what is not concerned', () => {
	const odd = `{ "name":"Fluxo",  "nodes" : [
    {"parameters":{"value":1.0,"large":12345678901234567890,"9":1,"1":2,"text":"\\u00e3 {{ }}"},"name":"Other","type":"x.y","position":[1e2,0]} ,
	  {"parameters":{"resource":"session","operation":"concludeSession","sessionId":"${SESSION}"},"name":"Old","type":"n8n-nodes-wts.wtsChat","position":[300.50,0],"notes":"keep","onError":"continueErrorOutput","typeVersion":1,"disabled":true}
  ],"connections":{ }, "pinData":{"Other":[ {"json":{"a":1.50}} ]},"meta":{"x":[1,2,  3]}}\n`;

	it('stays byte for byte', () => {
		const { text } = convert(odd);
		const begin = odd.indexOf('{"parameters":{"resource"');
		const end = odd.indexOf('\n  ],"connections"');
		assert.equal(text.slice(0, begin), odd.slice(0, begin));
		assert.ok(text.endsWith(odd.slice(end)));
		const { nodes } = JSON.parse(text) as { nodes: WorkflowNode[] };
		const { parameters, type, ...kept } = nodes[1] ?? node('', '', {});
		assert.equal(type, 'n8n-nodes-wts-chat.wtsChat');
		assert.deepEqual(kept, {
			name: 'Old',
			position: [300.5, 0],
			notes: 'keep',
			onError: 'continueErrorOutput',
			typeVersion: 1,
			disabled: true,
		});
		assert.deepEqual(faultsOf(parameters as never), []);
	});

	it('is all of a workflow without old nodes, which is said', () => {
		const text = JSON.stringify(
			workflow([node('Other', 'n8n-nodes-base.set', { items: '={{ $json.items }}' })]),
			null,
			4,
		);
		const conversion = convert(text);
		assert.equal(conversion.text, text);
		assert.deepEqual(conversion.remarks, [{ code: 'nothingFound' }]);
	});

	it('keeps its indentation, and so does what is changed', () => {
		for (const indent of ['\t', '  ', '    ', undefined]) {
			const given = workflow([list(), splitOut(), conclude()]);
			const { text } = convert(JSON.stringify(given, null, indent));
			assert.equal(text, JSON.stringify(JSON.parse(text), null, indent), `indented with ${JSON.stringify(indent)}`);
		}
	});
});

describe('workflows come', () => {
	const given = workflow([conclude()]);

	for (const [how, wrapped, nodesOf] of [
		[
			'as nodes of the clipboard',
			{ nodes: given.nodes, connections: {}, pinData: {}, meta: { instanceId: 'x' } },
			undefined,
		],
		['as a list of nodes', given.nodes, (result: unknown) => result],
		['as a node alone', given.nodes[0], (result: unknown) => [result]],
		[
			'as an export of many',
			[given, { ...given, name: 'Second' }],
			(result: unknown) => (result as (typeof given)[])[1]?.nodes,
		],
		[
			'as an answer of n8n’s API',
			{ data: [given], nextCursor: null },
			(result: unknown) => (result as { data: (typeof given)[] }).data[0]?.nodes,
		],
		['as a template', { workflow: given }, (result: unknown) => (result as { workflow: typeof given }).workflow.nodes],
	] as const) {
		it(how, () => {
			const { text, changes } = convert(JSON.stringify(wrapped));
			const result: unknown = JSON.parse(text);
			const nodes = (nodesOf ? nodesOf(result) : (result as typeof given).nodes) as WorkflowNode[];
			assert.equal(nodes[0]?.type, 'n8n-nodes-wts-chat.wtsChat');
			assert.ok(changes.length > 0);
		});
	}

	it('as no JSON at all, which is said and stays as it is', () => {
		const { text, remarks } = convert('Olá {');
		assert.equal(text, 'Olá {');
		assert.deepEqual(
			remarks.map(({ code }) => code),
			['notJson'],
		);
	});
});

describe('the credential', () => {
	it('of the vendor’s node is used as it is', () => {
		const { byName } = converted(workflow([conclude()]));
		assert.deepEqual(byName('Conclude')?.credentials, { wtsApi: { id: '7', name: 'WTS' } });
	});

	it('of frontcrm is another type, so that a new one has to be chosen', () => {
		const old = node(
			'Old',
			'n8n-nodes-frontcrm.frontCrm',
			{ resource: 'tag' },
			{ credentials: { frontCrmApi: { id: '3' } } },
		);
		const { byName, said } = converted(workflow([old]));
		assert.equal(byName('Old')?.credentials, undefined);
		assert.ok(said('Old').includes('newCredential'));
	});
});

it('a tool of an agent stays a tool, with its description', () => {
	const tool = node('Tool', 'n8n-nodes-wts.wtsChatTool', {
		descriptionType: 'manual',
		toolDescription: 'Closes a conversation',
		resource: 'session',
		operation: 'concludeSession',
		sessionId: "={{ $fromAI('sessionId') }}",
	});
	const { byName, said } = converted(workflow([tool]));
	const { type, parameters } = byName('Tool') ?? tool;
	assert.equal(type, 'n8n-nodes-wts-chat.wtsChatTool');
	assert.equal(parameters.toolDescription, 'Closes a conversation');
	assert.equal((parameters.sessionId as Parameters).value, "={{ $fromAI('sessionId') }}");
	assert.deepEqual(said('Tool'), ['converted']);
});

describe('behind a list', () => {
	it('a Split Out is taken out, and what led to it leads where it led', () => {
		const { nodes, connections, said } = converted(workflow([list(), splitOut(), conclude()]));
		assert.deepEqual(
			nodes.map(({ name }) => name),
			['List', 'Conclude'],
		);
		assert.deepEqual(connections, chain('List', 'Conclude'));
		assert.deepEqual(said('Split Out'), ['splitOutTakenOut']);
	});

	it('an Item Lists that splits items out is taken out as well', () => {
		const old = node('Item Lists', 'n8n-nodes-base.itemLists', { fieldToSplitOut: 'items', options: {} });
		const { connections } = converted(workflow([list(), old, conclude()]));
		assert.deepEqual(connections, chain('List', 'Conclude'));
	});

	it('a Split Out that is named elsewhere, or pinned, passes items on under its name', () => {
		const named = wts('Send', {
			resource: 'message',
			operation: 'sendText',
			textMessage: "={{ $('Split Out').item.json.id }}",
		});
		const pinned = { pinData: { 'Split Out': [{ json: {} }] } };
		for (const given of [workflow([list(), splitOut(), named]), workflow([list(), splitOut(), conclude()], pinned)]) {
			const { byName, connections, said } = converted(given);
			assert.equal(byName('Split Out')?.type, 'n8n-nodes-base.noOp');
			assert.deepEqual(connections, given.connections);
			assert.deepEqual(said('Split Out'), ['splitOutPassesOn']);
		}
	});

	it('a Split Out that does more, or comes behind others too, stays and is pointed out', () => {
		const more = splitOut('Split Out', { fieldToSplitOut: 'items', include: 'allOtherFields', options: {} });
		const { byName, said } = converted(workflow([list(), more, conclude()]));
		assert.deepEqual(byName('Split Out'), more);
		assert.deepEqual(said('Split Out'), ['itemsReads']);

		const other = node('Other', 'n8n-nodes-base.set', {});
		const given = workflow([list(), splitOut(), other]);
		given.connections = {
			...chain('List', 'Split Out'),
			Other: { main: [[{ node: 'Split Out', type: 'main', index: 0 }]] },
		};
		const mixed = converted(given);
		assert.equal(mixed.byName('Split Out')?.type, 'n8n-nodes-base.splitOut');
		assert.ok(mixed.said('Split Out').includes('itemsReads'));
	});

	it('expressions that read the page read the records, and their node runs once', () => {
		const reader = node('Reader', 'n8n-nodes-base.set', {
			first: '={{ $json.items[0].id }}',
			count: '={{ $json["items"].length }}',
			named: "={{ $('List').first().json.items.map(s => s.id) }}",
			literal: 'items of $json.items',
		});
		const { byName, said } = converted(workflow([list(), reader]));
		const records = "$('List').all().map(item => item.json)";
		assert.deepEqual(byName('Reader')?.parameters, {
			first: `={{ ${records}[0].id }}`,
			count: `={{ ${records}.length }}`,
			named: `={{ ${records}.map(s => s.id) }}`,
			literal: 'items of $json.items',
		});
		assert.equal(byName('Reader')?.executeOnce, true);
		assert.deepEqual(said('Reader'), ['itemsRewritten']);
	});

	it('code is rewritten where it reads the page, and pointed out where it may', () => {
		const code = (jsCode: string) => node('Code', 'n8n-nodes-base.code', { jsCode });
		const plain = converted(
			workflow([list("Ana's \\ list"), code('return $input.first().json.items.map((json) => ({ json }));')]),
		);
		assert.equal(
			plain.byName('Code')?.parameters.jsCode,
			"return $('Ana\\'s \\\\ list').all().map(item => item.json).map((json) => ({ json }));",
		);
		const odd = code('for (const page of $input.all()) out.push(...page.json.items);');
		const { byName, said } = converted(workflow([list(), odd]));
		assert.deepEqual(byName('Code'), odd);
		assert.deepEqual(said('Code'), ['itemsReads']);
	});

	it('reads by name from afar are rewritten without a change of how often the node runs', () => {
		const far = node('Far', 'n8n-nodes-base.set', { count: '={{ $node["List"].json.items.length }}' });
		const { byName } = converted(workflow([list(), node('Between', 'n8n-nodes-base.noOp', {}), far]));
		assert.equal(byName('Far')?.parameters.count, "={{ $('List').all().map(item => item.json).length }}");
		assert.equal(byName('Far')?.executeOnce, undefined);
	});

	it('the page is read, and split, also behind what only passes it on', () => {
		const check = node('If', 'n8n-nodes-base.if', { value: '={{ $json.items.length }}' });
		const { nodes, byName, connections, said } = converted(workflow([list(), check, splitOut(), conclude()]));
		assert.deepEqual(
			nodes.map(({ name }) => name),
			['List', 'If', 'Conclude'],
		);
		assert.deepEqual(connections, chain('List', 'If', 'Conclude'));
		assert.deepEqual(byName('If')?.parameters, { value: "={{ $('List').all().map(item => item.json).length }}" });
		// All records go on through it.
		assert.equal(byName('If')?.executeOnce, undefined);
		assert.deepEqual(said('If'), ['itemsReadByEach']);
	});

	it('a list or a Split Out is known by its name, however that is quoted in code', () => {
		const name = `Ana's "list" \\ 1`;
		const written = `'Ana\\'s "list" \\\\ 1'`;
		const far = node('Far', 'n8n-nodes-base.set', { count: `={{ $(${written}).first().json.items.length }}` });
		const { byName } = converted(workflow([list(name), node('Between', 'n8n-nodes-base.set', {}), far]));
		assert.equal(byName('Far')?.parameters.count, `={{ $(${written}).all().map(item => item.json).length }}`);

		const reader = node('Reader', 'n8n-nodes-base.set', { value: "={{ $('It\\'s out').item.json.id }}" });
		assert.equal(
			converted(workflow([list(), splitOut("It's out"), reader])).byName("It's out")?.type,
			'n8n-nodes-base.noOp',
		);
	});

	it('of records that n8n itself made items of, nothing changes', () => {
		const tags = node('Tags', 'n8n-nodes-frontcrm.frontCrm', { resource: 'tag' });
		const after = node('After', 'n8n-nodes-base.set', { value: '={{ $json.items }}' });
		const { byName, said } = converted(workflow([tags, after]));
		assert.deepEqual(byName('After'), after);
		assert.deepEqual(said('Tags'), ['converted', 'newCredential']);
	});

	it('other fields of a page are pointed out', () => {
		const reader = node('Reader', 'n8n-nodes-base.if', {
			value: '={{ $json.hasMorePages }}',
			total: '={{ $json.totalItems }}',
		});
		const { byName, said } = converted(workflow([list(), reader]));
		assert.deepEqual(byName('Reader'), reader);
		assert.deepEqual(said('Reader'), ['pageReads', 'pageReads']);
	});

	it('pinned data of the list itself is pointed out', () => {
		const { said } = converted(workflow([list()], { pinData: { List: [{ json: { items: [] } }] } }));
		assert.ok(said('List').includes('pinned'));
	});
});

describe('what only kept the pace', () => {
	it('is pointed out and left where it is: Wait nodes, loops, Execute Once', () => {
		const nodes = [
			node('Loop', 'n8n-nodes-base.splitInBatches', {}),
			wts(
				'Send',
				{ resource: 'message', operation: 'sendText', numberToSend: '={{ $json.phone }}', textMessage: 'Oi' },
				{ executeOnce: true },
			),
			node('Wait', 'n8n-nodes-base.wait', { amount: 3 }),
		];
		const given = workflow(nodes);
		given.connections = {
			Loop: { main: [[], [{ node: 'Send', type: 'main', index: 0 }]] },
			...chain('Send', 'Wait', 'Loop'),
		} as typeof given.connections;
		const { said, connections, byName } = converted(given);
		assert.deepEqual(said('Send'), ['converted', 'runsForAllItems', 'paceIsKept', 'loopIsNotNeeded']);
		assert.deepEqual(connections, given.connections);
		assert.equal(byName('Send')?.executeOnce, true);
		assert.deepEqual(byName('Wait'), nodes[2]);
	});
});

describe('notes beside nodes', () => {
	it('say what somebody has to do, once, in the language that was asked for', () => {
		const old = wts(
			'Send',
			{ resource: 'message', operation: 'sendTemplate', templates: '={{ $json.template }}' },
			{ position: [400, 300] },
		);
		const text = JSON.stringify(workflow([old]));
		for (const language of ['en', 'pt'] as const) {
			const first = convert(text, language);
			const { nodes } = JSON.parse(first.text) as { nodes: WorkflowNode[] };
			const [kept, note] = nodes;
			assert.deepEqual(kept, old);
			assert.equal(note?.type, 'n8n-nodes-base.stickyNote');
			assert.ok(String(note?.parameters.content).includes(say({ code: 'templateByExpression' }, language)));
			assert.equal(convert(first.text, language).text, first.text);
		}
	});

	it('are not made where there is nothing to do, or where the node itself asks for it', () => {
		const asking = node('Old', 'n8n-nodes-frontcrm.frontCrm', { resource: 'tag' });
		const { nodes } = converted(workflow([conclude(), asking]));
		assert.equal(nodes.length, 2);
	});
});

describe('expressions', () => {
	it('stay as they are, and lose the old node’s word for nothing', () => {
		const old = wts('Send', {
			resource: 'message',
			operation: 'sendText',
			channelId: "={{ $json.channel || 'NOT_SEND' }}",
			numberToSend: '={{ $json.phone }}',
			textMessage: '=Olá {{ $json.name }}, NOT_SEND é só um texto',
		});
		const { byName, said } = converted(workflow([old]));
		const { from, to, text } = (byName('Send') ?? old).parameters as {
			from: Parameters;
			to: string;
			text: string;
		};
		assert.deepEqual(from, { __rl: true, mode: 'id', value: '={{ $json.channel || undefined }}' });
		assert.deepEqual([to, text], ['={{ $json.phone }}', '=Olá {{ $json.name }}, NOT_SEND é só um texto']);
		assert.deepEqual(said('Send'), ['converted', 'sentinelRewritten']);
	});

	it('of texts keep that word, and of choices what is only compared with it', () => {
		const old = wts('Send', {
			resource: 'message',
			operation: 'sendText',
			channelId: "={{ $json.channel === 'NOT_SEND' ? $json.other : $json.channel }}",
			numberToSend: '5511988887777',
			textMessage: "={{ $json.status === 'UNDEFINED' ? 'NOT_SEND' : 'ok' }}",
		});
		const { byName, said } = converted(workflow([old]));
		const { from, text } = (byName('Send') ?? old).parameters as { from: Parameters; text: string };
		assert.equal(from.value, old.parameters.channelId);
		assert.equal(text, old.parameters.textMessage);
		assert.deepEqual(said('Send'), ['converted']);
	});

	it('that decide what our node asks for let the old node stay', () => {
		const deciding: Parameters[] = [
			{ resource: 'contact', operation: 'listContacts', autoPagination: '={{ $json.all }}' },
			{ resource: 'contact', operation: 'createContact', name: 'Ana', upsert: '={{ true }}' },
			{ resource: 'message', operation: 'sendText', textMessage: 'Oi', synchronousMessage: '={{ $json.wait }}' },
			{ resource: 'contact', operation: 'updateContact', fieldsUpdateContact: '={{ $json.fields }}' },
		];
		for (const parameters of deciding) {
			assert.deepEqual(converted(workflow([wts('Old', parameters)])).said('Old'), ['choiceByExpression']);
		}
	});

	it('in names of fields, and for whole groups of them, let the old node stay', () => {
		const rows = [{ key: '={{ $json.key }}', value: 'x' }];
		const named = wts('Old', { operation: 'createContact', name: 'Ana', metadata: { metadata: rows } });
		assert.deepEqual(converted(workflow([named])).said('Old'), ['namesByExpression']);
		const whole = wts('Old', { operation: 'createContact', name: 'Ana', metadata: { metadata: '={{ $json.rows }}' } });
		assert.deepEqual(converted(workflow([whole])).said('Old'), ['groupByExpression']);
	});
});

describe('an HTTP Request to this API', () => {
	const body = (jsonBody: string) => ({ sendBody: true, specifyBody: 'json', jsonBody });

	it('takes what has names of its own from one expression', () => {
		const converting = (method: string, path: string, jsonBody: string) => {
			const url = `https://api.wts.chat${path}`;
			const { byName } = converted(workflow([http({ method, url, ...body(jsonBody) })]));
			const { parameters = {} } = byName('HTTP') ?? {};
			assert.deepEqual(faultsOf(parameters as never), []);
			return parameters;
		};

		const contact = converting(
			'POST',
			'/core/v1/contact',
			'={"name": "Ana", "customFields": {{ JSON.stringify($json.fields) }}, "metadata": {{ $json.meta.toJsonString() }} }',
		);
		assert.equal(contact.specifyCustomFields, 'json');
		assert.equal(contact.customFieldsJson, '={{ $json.fields }}');
		assert.deepEqual(contact.additionalFields, { metadataJson: '={{ $json.meta }}' });
		const template = converting(
			'POST',
			'/chat/v1/send/template',
			'={"to": "5511988887777", "from": "551140020001", "templateId": "4c5d6_a", "parameters": {{ JSON.stringify($json.values) }} }',
		);
		assert.equal(template.specifyParameters, 'json');
		assert.equal(template.parametersJson, '={{ $json.values }}');
	});

	it('takes several contacts from an expression, and from several', () => {
		const contactOf = (filter: string) => {
			const url = 'https://api.wts.chat/core/v1/portfolio/6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10/contact/batch';
			const { byName, said } = converted(workflow([http({ method: 'POST', url, ...body(filter) })]));
			const { parameters = {} } = byName('HTTP') ?? {};
			assert.deepEqual(faultsOf(parameters as never), []);
			assert.ok(said('HTTP').includes('oneContactAnItem'));
			return parameters.contactId;
		};
		const several = (value: string) => ({ __rl: true, mode: 'several', value });

		assert.deepEqual(contactOf('={"contactIds": {{ JSON.stringify($json.ids) }} }'), several('={{ $json.ids }}'));
		assert.deepEqual(
			contactOf('={"phoneNumbers": ["{{ $json.phone }}", "55{{ $json.other }}", "5511988887777"]}'),
			several('={{ [($json.phone), "55" + ($json.other), "5511988887777"] }}'),
		);
		assert.deepEqual(
			contactOf('={"contactIds": {{ JSON.stringify($json.ids) }}, "phoneNumbers": ["5511988887777"]}'),
			several('={{ [($json.ids), "5511988887777"] }}'),
		);
		assert.deepEqual(
			contactOf('{"phoneNumbers": ["5511988887777", "5511977776666"]}'),
			several('5511988887777, 5511977776666'),
		);
	});

	it('becomes the operation for its method and path, whatever the version', () => {
		const given = http({
			method: 'GET',
			url: 'https://api.wts.chat/chat/v1/session?pageSize=20&Status=PENDING&Status=STARTED',
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'DepartmentId', value: '={{ $json.department }}' }] },
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: 'Bearer pn_secret' }] },
			options: {},
		});
		const { byName, said, text, changes } = converted(workflow([given]));
		const { parameters = {}, credentials } = byName('HTTP') ?? {};
		assert.deepEqual(parameters, {
			resource: 'session',
			operation: 'getAll',
			output: 'raw',
			limit: 20,
			filters: {
				status: ['PENDING', 'STARTED'],
				departmentId: { __rl: true, mode: 'id', value: '={{ $json.department }}' },
			},
		});
		assert.deepEqual(faultsOf(parameters as never), []);
		assert.equal(credentials, undefined);
		assert.deepEqual(said('HTTP'), ['converted', 'newCredentialForHttp', 'oneRecordAnItem']);
		assert.ok(!text.includes('pn_secret'));
		assert.ok(!JSON.stringify(changes.map(({ remarks }) => remarks)).includes('pn_secret'));
	});

	it('keeps expressions in its path and in its JSON, in the place of values and within texts', () => {
		const given = http({
			method: 'POST',
			url: '=https://api.flw.chat/chat/v1/session/{{ $json.id ?? "a/b?c" }}/message',
			...body(
				'={\n "text": "Olá {{ $json.name }}!\\n\\"{{ $json.a }}\\"", "refId": "{{ $json.ref }}", "fileId": null }',
			),
		});
		const { byName, said } = converted(workflow([given]));
		assert.deepEqual(byName('HTTP')?.parameters, {
			resource: 'message',
			operation: 'sendText',
			output: 'raw',
			sendTo: 'session',
			waitForOutcome: false,
			sessionId: { __rl: true, mode: 'id', value: '={{ $json.id ?? "a/b?c" }}' },
			text: '=Olá {{ $json.name }}!\n"{{ $json.a }}"',
			options: { refId: '={{ $json.ref }}' },
		});
		assert.deepEqual(said('HTTP'), ['converted', 'newCredentialForHttp', 'otherHost']);
	});

	it('reads what JSON.stringify writes into its JSON as the value itself, and leaves other escapes alone', () => {
		const url = `https://api.wts.chat/chat/v1/session/${SESSION}/message`;
		const texts = (jsonBody: string) => converted(workflow([http({ method: 'POST', url, ...body(jsonBody) })]));
		for (const code of [
			'JSON.stringify($json.text)',
			'JSON.stringify( $json.text.trim() )',
			'$json.text.toJsonString()',
		]) {
			const { text } = texts(`={ "text": {{ ${code} }} }`).byName('HTTP')?.parameters ?? {};
			assert.match(String(text), /^=\{\{ \$json\.text(\.trim\(\))? \}\}$/);
		}
		for (const jsonBody of [
			`={ "text": "{{ $json.text.replace(/\n/g, '\\n') }}" }`,
			`={ "text": "{{ JSON.stringify($json.text).slice(1, -1) }}" }`,
			`={ "text": {{ '"' + $json.text + '"' }} }`,
			'={ "text": {{ JSON.stringify($json.a, null, 2) }} }',
		]) {
			assert.deepEqual(texts(jsonBody).said('HTTP'), ['bodyNotPlain'], jsonBody);
		}
	});

	it('keeps a credential of our type', () => {
		const given = http(
			{
				method: 'PUT',
				url: `https://api.wts.chat/chat/v1/session/${SESSION}/complete`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: 'wtsApi',
			},
			{ credentials: { wtsApi: { id: '7', name: 'WTS' } } },
		);
		const { byName, said } = converted(workflow([given]));
		assert.deepEqual(byName('HTTP')?.credentials, { wtsApi: { id: '7', name: 'WTS' } });
		assert.deepEqual(said('HTTP'), ['converted']);
	});

	for (const [why, parameters, code, typeVersion = 4.2] of [
		['its address is none of the API', { url: 'https://api.wts.chat/chat/v1/other' }, 'unknownPath'],
		[
			'an expression decides on the endpoint',
			{ url: '=https://api.wts.chat/chat/v1/{{ $json.path }}' },
			'pathByExpression',
		],
		[
			'one expression gives the body',
			{ method: 'POST', url: 'https://api.wts.chat/core/v1/contact', ...body('={{ $json }}') },
			'bodyNotPlain',
		],
		[
			'the body is no JSON',
			{ method: 'POST', url: 'https://api.wts.chat/core/v1/contact', ...body('{ name: 1 }') },
			'bodyNotPlain',
		],
		[
			'it sends what we have no field for',
			{ method: 'POST', url: 'https://api.wts.chat/core/v1/contact', ...body('{ "name": "Ana", "x": 1 }') },
			'httpHasMore',
		],
		[
			'it goes through pages by itself',
			{ url: 'https://api.wts.chat/core/v1/contact', options: { pagination: {} } },
			'options',
		],
		['it is of an old version', { url: 'https://api.wts.chat/core/v1/contact' }, 'oldVersion', 2],
	] as const) {
		it(`stays where ${why}`, () => {
			const given = http(parameters as Parameters, { typeVersion });
			const { nodes, said } = converted(workflow([given]));
			assert.deepEqual(nodes, [given]);
			assert.deepEqual(said('HTTP'), [code]);
		});
	}

	for (const type of ['n8n-nodes-base.httpRequestTool', '@n8n/n8n-nodes-langchain.toolHttpRequest']) {
		it(`stays as a tool of an agent (${type}), which is said of those that call this API alone`, () => {
			const given = node('Tool', type, { url: '=https://api.wts.chat/core/v1/department' });
			const { nodes, said, remarks } = converted(workflow([given]));
			assert.deepEqual([nodes, said('Tool'), remarks], [[given], ['httpTool'], []]);
			const other = node('Tool', type, { url: 'https://example.com/core/v1/department' });
			assert.deepEqual(converted(workflow([other])).changes, []);
		});
	}

	it('to anything else is not looked at', () => {
		for (const url of [
			'https://example.com/chat/v1/session',
			'={{ $json.url }}',
			'https://api.wts.chat.example.com/chat/v1/session',
		]) {
			assert.deepEqual(converted(workflow([http({ url })])).changes, []);
		}
	});
});
