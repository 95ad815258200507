import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it, type TestContext } from 'node:test';
import { runInNewContext } from 'node:vm';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import type { SandboxOptions } from '../../sandbox/sandbox.mts';
import { fieldsOf } from './fields.mts';
import { sandboxFor } from './sandboxed.mts';
import { run } from './workflow.mts';

interface Row {
	kind: string;
	field?: string;
	difference: string;
}
interface ExampleNode {
	name: string;
	type: string;
	parameters: INodeParameters & { jsCode?: string };
}

const example = new URL('../../examples/check-my-account.json', import.meta.url);
const { nodes }: { nodes: ExampleNode[] } = JSON.parse(await readFile(example, 'utf8'));
const kinds = nodes.filter(({ type }) => type === 'n8n-nodes-wts-chat.wtsChat');
const code = nodes.find(({ name }) => name === 'What Differs')?.parameters.jsCode ?? '';

/** Runs the nodes of the example one after the other in n8n's engine, then the code of its last one. */
async function table(t: TestContext, options: SandboxOptions = {}): Promise<{ rows: Row[]; requests: number }> {
	const { sandbox, credential } = await sandboxFor(t, options);
	const given = new Map<string, INodeExecutionData[]>();
	for (const { name, parameters } of kinds) {
		// The engine here runs one node at a time, so what an expression would take from an earlier one is put in.
		const text = JSON.stringify(parameters).replace(
			/=\{\{ \$\('(\w+)'\)\.first\(\)\.json\.id \}\}/g,
			(_, from: string) => String(given.get(from)?.[0]?.json.id),
		);
		const { items, error } = await run({ parameters: JSON.parse(text) as INodeParameters, credential });
		assert.equal(error, undefined, `${name}: ${error?.message}`);
		given.set(name, items.length === 0 ? [{ json: {} }] : items);
	}
	const $ = (name: string) => ({ isExecuted: given.has(name), all: () => given.get(name) });
	const rows: unknown = runInNewContext(`(() => {${code}})()`, { $ });
	assert.deepEqual(
		sandbox.requests.filter(({ method }) => method !== 'GET'),
		[],
	);
	return {
		rows: (JSON.parse(JSON.stringify(rows)) as Array<{ json: Row }>).map(({ json }) => json),
		requests: sandbox.requests.length,
	};
}

describe('Check my account, in n8n’s engine', () => {
	it('finds no difference where there is none', async (t) => {
		const { rows, requests } = await table(t);
		const none = new Set(['none', 'nothing to compare: the account has none']);
		const different = rows
			.filter(({ difference }) => !none.has(difference))
			.map(({ kind, field, difference }) => [kind, field, difference]);
		// No panel of the sandbox has a picture.
		assert.deepEqual(different, [['Panels', 'thumbnailFile', 'no record has this field']]);
		assert.deepEqual(
			rows.map(({ kind }) => kind),
			kinds.map(({ name }) => name),
		);
		const empty = rows.filter(({ difference }) => difference.startsWith('nothing')).map(({ kind }) => kind);
		assert.deepEqual(empty, ['Webhook Subscriptions', 'Scheduled Messages']);
		assert.ok(requests <= 60, String(requests));
	});

	it('sets nothing that the node does not have', () => {
		for (const { name, parameters } of kinds) {
			const { resource, operation, ...set } = parameters;
			const fields = fieldsOf(String(resource), String(operation)).map((field) => field.name);
			assert.deepEqual(
				Object.keys(set).filter((parameter) => !fields.includes(parameter)),
				[],
				name,
			);
		}
	});

	it('names what an account does otherwise', async (t) => {
		const { rows } = await table(t, { quirks: { otherShapes: true, pageOnly: true, datesWithoutZone: true } });
		const different = rows.filter(({ difference }) => difference !== 'none' && !difference.startsWith('nothing'));
		assert.ok(
			different.some(({ kind }) => kind === 'Sessions'),
			JSON.stringify(different),
		);
	});
});
