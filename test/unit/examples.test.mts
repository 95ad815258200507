import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { exampleNames } from '../../harness/examples.mts';
import { project } from '../../harness/package.mts';

interface Node {
	name: string;
	type: string;
	typeVersion: number;
	parameters: { content?: string; assignments?: { assignments: Array<{ name: string }> } };
}

const NOTE = 'n8n-nodes-base.stickyNote';
const read = (file: string) => readFileSync(path.join(project, file), 'utf8');
const nodesOf = (example: string): Node[] => JSON.parse(read(`examples/${example}.json`)).nodes;
const noteOf = (example: string, name: string) =>
	nodesOf(example).find((node) => node.name === name && node.type === NOTE)?.parameters.content ?? '';

/** The table of examples in the documentation: file and number of nodes. */
const rows = [...read('docs/building-flows.md').matchAll(/^\|.*\(\.\.\/examples\/(.+?)\.json\).*\| *(\d+) *\|$/gm)].map(
	([, example, count]) => [example, Number(count)],
);

describe('The examples', () => {
	it('stand in the documentation with how many nodes they have, notes not counted', () => {
		const counted = exampleNames.map((name) => [name, nodesOf(name).filter(({ type }) => type !== NOTE).length]);
		assert.deepEqual(Object.fromEntries(rows), Object.fromEntries(counted));
		assert.equal(rows.length, exampleNames.length);
	});

	it("keep to the version of n8n's Data Table that n8n 1.x knows too", () => {
		const tables = exampleNames.flatMap(nodesOf).filter(({ type }) => type === 'n8n-nodes-base.dataTable');
		assert.ok(tables.length > 0);
		assert.ok(tables.every(({ typeVersion }) => typeVersion === 1));
	});

	for (const example of exampleNames) {
		it(`${example}: is explained in English and in Portuguese, and names the same nodes and links in both`, () => {
			const [english, portuguese] = ['About this workflow', 'Sobre este workflow'].map((name) => noteOf(example, name));
			assert.match(english, /^## \S/);
			assert.match(portuguese, /^## \S/);
			assert.match(portuguese, /[ãçéêíóõú]/);
			const names = nodesOf(example).map(({ name }) => name);
			const named = (note: string) =>
				new Set([...note.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name).filter((name) => names.includes(name)));
			assert.deepEqual(named(portuguese), named(english));
		});

		it(`${example}: asks for no ID to be typed`, () => {
			const fields = nodesOf(example)
				.filter(({ name }) => name === 'Settings')
				.flatMap(({ parameters }) => parameters.assignments?.assignments ?? []);
			assert.deepEqual(
				fields.map(({ name }) => name).filter((name) => /Ids?$/.test(name)),
				[],
			);
		});
	}
});
