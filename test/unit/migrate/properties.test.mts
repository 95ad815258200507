// Whatever comes in: nothing is thrown, what was JSON stays JSON, everything else stays as it is, and a second time changes
// nothing more.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import { convert, say, type Remark } from '../../../migrate/convert.mts';
import type { WorkflowNode } from '../../../migrate/workflow.mts';
import { nothing } from './account.mts';
import { FRONTCRM, WTS, type OldType } from './convertOne.mts';
import { frontcrmNodes } from './frontcrmNodes.mts';
import { wtsNodes, type OldNode } from './wtsNodes.mts';

const values = fc.oneof(
	fc.jsonValue({ maxDepth: 2 }),
	fc.constantFrom(
		'NOT_SEND',
		'UNDEFINED',
		'={{ $json.x }}',
		"={{ $json.x || 'NOT_SEND' }}",
		'={{',
		'={ "a": {{ 1 }} }',
		'',
	),
	fc.constantFrom({}, { entries: null }, { metadata: [null, { key: 1 }] }, ['={{ $json.a }}', null], -1, 1e300),
);

/** What is said must have no holes left; what fills them may look like some. */
const withPlainValues = ({ code, with: given = {} }: Remark): Remark => ({
	code,
	with: Object.fromEntries(Object.keys(given).map((name) => [name, 'x'])),
});

/** An old node, with some of its parameters replaced, left out, or joined by others. */
const oldNodes = ([table, { type, credentials }]: readonly [readonly OldNode[], OldType]) =>
	fc
		.record({
			old: fc.constantFrom(...table),
			replaced: fc.dictionary(fc.string(), values, { maxKeys: 3 }),
			spoilt: fc.array(fc.tuple(fc.nat(), values), { maxLength: 3 }),
			tool: fc.boolean(),
		})
		.map(({ old: { action, parameters }, replaced, spoilt, tool }) => {
			const [resource, operation] = action;
			const given: Record<string, unknown> = { resource, operation, ...parameters(nothing), ...replaced };
			const names = Object.keys(given);
			for (const [place, value] of spoilt) given[names[place % names.length] ?? 'resource'] = value;
			return { type: tool ? `${type}Tool` : type, parameters: given, credentials };
		});

const requests = fc
	.record({
		method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', '={{ $json.method }}'),
		path: fc.constantFrom(
			'/chat/v1/session/{{ $json.id }}/complete',
			'/chat/v2/session?Status={{ $json.s }}&Status=A%ZZ&&=',
			'/core/v1/contact',
			'/crm/v2/panel/card/1/duplicate',
			'/chat/v1/message/send',
			'/chat/v1/{{',
			'',
		),
		body: values,
		more: fc.dictionary(
			fc.constantFrom('sendQuery', 'queryParameters', 'options', 'bodyParameters', 'specifyBody'),
			values,
		),
		typeVersion: fc.constantFrom<unknown>(1, 3, 4.2, 'x', null),
	})
	.map(({ method, path, body, more, typeVersion }) => ({
		type: 'n8n-nodes-base.httpRequest',
		typeVersion,
		parameters: {
			method,
			url: `=https://api.wts.chat${path}`,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: body,
			...more,
		},
	}));

const others = fc.record({
	type: fc.constantFrom(
		'n8n-nodes-base.splitOut',
		'n8n-nodes-base.wait',
		'n8n-nodes-base.splitInBatches',
		'n8n-nodes-base.code',
		'x',
	),
	parameters: fc.oneof(
		fc.constantFrom(
			{ fieldToSplitOut: 'items' },
			{ jsCode: 'return $json.items' },
			{ value: "={{ $('A').first().json.items }}" },
		),
		fc.dictionary(fc.string(), values, { maxKeys: 3 }),
	),
});

const names = fc.constantFrom('A', 'B', "C'", 'D "x"', 'E\\', 'F', '__proto__', 'constructor');

const workflows = fc
	.record({
		nodes: fc.array(
			fc.tuple(names, fc.oneof(oldNodes([wtsNodes, WTS]), oldNodes([frontcrmNodes, FRONTCRM]), requests, others)),
			{ maxLength: 6 },
		),
		wires: fc.array(fc.tuple(names, names), { maxLength: 8 }),
		odd: fc.option(values),
		pinned: fc.array(names, { maxLength: 2 }),
		indent: fc.constantFrom(undefined, '\t', '  '),
	})
	.map(({ nodes, wires, odd, pinned, indent }) => {
		const connections = Object.fromEntries(
			wires.map(([from]) => [
				from,
				{
					main: [
						wires.filter(([start]) => start === from).map(([, to]) => ({ node: to, type: 'main', index: 0 })),
						odd,
					],
				},
			]),
		);
		const named = nodes.map(([name, node], index) => ({ name, id: String(index), position: [index, 0], ...node }));
		const pinData = Object.fromEntries(pinned.map((name) => [name, [{ json: {} }]]));
		return JSON.stringify({ name: odd, nodes: named, connections, pinData, settings: odd }, null, indent);
	});

const isOld = ({ type }: WorkflowNode) => /wtsChat|frontCrm|httpRequest/.test(type);

describe('a conversion', () => {
	it('gives JSON and a message for any JSON', () => {
		fc.assert(
			fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom('', ' ', '\n\t'), (json, space) => {
				const text = space + json + space;
				const { text: result, remarks } = convert(text);
				assert.equal(result, text);
				assert.ok(remarks.length > 0);
			}),
		);
	});

	it('gives any other text back, with a message', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const { text: result, remarks } = convert(text);
				assert.equal(result, text);
				assert.ok(remarks.length > 0);
			}),
		);
	});

	it('of any workflow throws nothing, says something of each node that it looked at, and is done at once', () => {
		fc.assert(
			fc.property(workflows, fc.constantFrom('en' as const, 'pt' as const), (text, language) => {
				const { text: result, changes } = convert(text, language);
				const after = JSON.parse(result) as { nodes: WorkflowNode[]; settings: unknown; pinData: unknown };
				const before = JSON.parse(text) as typeof after;
				for (const { remarks } of changes) {
					assert.ok(remarks.length > 0);
					for (const remark of remarks) assert.doesNotMatch(say(withPlainValues(remark), language), /\{\w+\}/);
				}
				assert.deepEqual([after.settings, after.pinData], [before.settings, before.pinData]);
				const concerned = new Set(changes.map(({ node }) => node));
				for (const node of before.nodes.filter((candidate) => !isOld(candidate) && !concerned.has(candidate.name))) {
					assert.ok(
						result.includes(JSON.stringify(node).slice(0, 20)) || after.nodes.some((kept) => kept.id === node.id),
					);
					assert.deepEqual(
						after.nodes.find(({ id }) => id === node.id),
						node,
					);
				}
				assert.equal(convert(result, language).text, result);
			}),
			{ numRuns: 1000 },
		);
	});

	it('of a workflow with large files in its pinned data throws nothing', () => {
		const large = `\\"${'a'.repeat(10_000_000)}`;
		const text = `{"pinData":{"A":[{"json":{"x":"${large}"}}]},"nodes":[{"name":"A","type":"n8n-nodes-wts.wtsChat","parameters":{"resource":"session","operation":"concludeSession"}}]}`;
		const { text: result, changes } = convert(text);
		assert.equal(changes.length, 1);
		assert.ok(result.startsWith(text.slice(0, text.indexOf('"nodes"'))));
	});

	it('of JSON that is nested without end throws nothing', () => {
		const deep = '[{"nodes":'.repeat(20_000) + '1' + '}]'.repeat(20_000);
		assert.equal(convert(deep).text, deep);
	});
});
