import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { checkWorkflow } from '../../../check/workflow.mts';
import { loadContract } from '../../../contract/checker.mts';

interface Node {
	name: string;
	parameters: { jsCode?: string };
}
interface Row {
	kind: string;
	field?: string;
	difference: string;
	seen?: string;
	times: number;
}

const workflow = checkWorkflow(await loadContract());
const { nodes } = workflow as { nodes: Node[] };
const code = nodes.find(({ name }) => name === 'What Differs')?.parameters.jsCode ?? '';

/** Runs the code of the node as n8n does, over items of other nodes by their names; those left out did not run. */
function tableOf(items: Record<string, object[]>): Row[] {
	const $ = (name: string) => ({
		isExecuted: name in items,
		all: () => (items[name] ?? []).map((json) => ('failure' in json ? { json: {}, error: json.failure } : { json })),
	});
	const rows: unknown = runInNewContext(`(() => {${code}})()`, { $ });
	return (JSON.parse(JSON.stringify(rows)) as Array<{ json: Row }>).map(({ json }) => json);
}

const tag = { id: 'a', createdAt: 'b', updatedAt: 'c', name: null, color: null };
const rowsOf = (...tags: object[]) => tableOf({ Tags: tags }).filter(({ kind }) => kind === 'Tags');

describe('The example "Check my account"', () => {
	it('is what the contract gives', async () => {
		const file = new URL('../../../examples/check-my-account.json', import.meta.url);
		assert.deepEqual(JSON.parse(await readFile(file, 'utf8')), workflow, 'npm run examples writes it anew');
	});
});

describe('The code of "Check my account"', () => {
	const cases: Array<[what: string, tags: object[], rows: Array<Partial<Row>>]> = [
		['records as the contract has them', [tag, { ...tag, color: 'RED_100' }], [{ difference: 'none', times: 2 }]],
		['no record', [{}], [{ difference: 'nothing to compare: the account has none', times: 0 }]],
		['an item with an error', [{ error: 'Ana' }], [{ difference: 'could not be read: open the node to see why', times: 0 }]],
		['an item that failed', [{ failure: 'Ana' }], [{ difference: 'could not be read: open the node to see why', times: 0 }]],
		['another type', [{ ...tag, id: 5 }, { ...tag, id: 6 }], [{ field: 'id', difference: 'another type: the documents say string', seen: 'number', times: 2 }]],
		['a null where there is none', [{ ...tag, id: null }], [{ field: 'id', difference: 'another type: the documents say string', seen: 'null', times: 1 }]],
		['a new word', [{ ...tag, color: 'Ana' }], [{ field: 'color', difference: 'a word that the documents do not list', seen: 'text of 3', times: 1 }]],
		['a new field', [{ ...tag, toString: ['Ana'] }], [{ field: 'toString', difference: 'the documents do not know this field', seen: 'list of 1', times: 1 }]],
		['a field that is nowhere', [{ id: 'a', createdAt: 'b', updatedAt: 'c', color: null }], [{ field: 'name', difference: 'no record has this field', times: 1 }]],
	]; // prettier-ignore
	for (const [what, tags, rows] of cases) {
		it(`tells ${what}`, () => {
			assert.deepEqual(
				rowsOf(...tags),
				rows.map((row) => ({ kind: 'Tags', ...row })),
			);
			assert.doesNotMatch(JSON.stringify(rowsOf(...tags)), /Ana/);
		});
	}

	it('has a row for each kind, those that were not come to among them', () => {
		const kinds = nodes.slice(3, -1).map(({ name }) => name);
		assert.deepEqual(
			tableOf({}).map(({ kind }) => kind),
			kinds,
		);
	});
});
