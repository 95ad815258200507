import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

const root = path.join(import.meta.dirname, '../../nodes/WtsChat');
const NODES = 'the nodes';

/** What each folder may import from, beside itself, the contract and the credential: nothing above it. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
	transport: [],
	fields: [],
	lookups: ['fields', 'transport'],
	steps: ['fields', 'transport'],
	waiting: ['fields', 'steps', 'transport'],
	operations: ['fields', 'steps', 'transport', 'waiting'],
	values: ['fields', 'transport'],
	engine: ['fields', 'lookups', 'operations', 'steps', 'transport', 'values', 'waiting'],
	trigger: ['fields', 'lookups', 'steps', 'transport', 'values', 'waiting'],
	changesTrigger: ['engine', 'fields', 'operations', 'steps', 'transport', 'values'],
	chatbotTrigger: ['fields', 'steps', 'transport', 'trigger', 'values', 'waiting'],
	[NODES]: ['changesTrigger', 'chatbotTrigger', 'engine', 'fields', 'lookups', 'operations', 'trigger', 'waiting'],
};

/** The files that each file of the package imports, types and values alike. */
const imports = new Map(
	globSync('**/*.ts', { cwd: root }).map((file): [string, string[]] => {
		const text = readFileSync(path.join(root, file), 'utf8');
		const found = [...text.matchAll(/\bfrom '(\.[^']+)'|\bimport\('(\.[^']+)'\)/g)];
		return [file, found.map(([, from, inType]) => fileOf(path.join(path.dirname(file), from ?? inType)))];
	}),
);

/** A folder is imported by its index. */
function fileOf(imported: string): string {
	return globSync([`${imported}.ts`, `${imported}/index.ts`, `${imported}.d.ts`, `${imported}/index.d.ts`], {
		cwd: root,
	})[0];
}

const folderOf = (file: string) => (file.includes('/') ? file.split('/')[0] : NODES);

describe('the imports of the nodes', () => {
	it('are found', () => {
		const count = [...imports.values()].flat().length;
		assert.ok(imports.size > 150 && count > 600, `${imports.size} files, ${count} imports`);
		assert.ok(imports.get('engine/execute.ts')?.includes('transport/connect.ts'));
	});

	it('run one way: from each folder to those below it', () => {
		// A new folder gets a row above, and its place in the drawing of CONTRIBUTING.md.
		assert.deepEqual([...new Set([...imports.keys()].map(folderOf))].toSorted(), Object.keys(BELOW).toSorted());
		for (const [file, imported] of imports) {
			const allowed = [folderOf(file), ...BELOW[folderOf(file)], '..'];
			for (const other of imported) {
				assert.ok(allowed.includes(folderOf(other)), `${file} imports ${other}, which is not below it`);
			}
		}
	});

	it('lead back to no file that they start from', () => {
		const free = new Set<string>();
		const walk = (file: string, way: readonly string[]): void => {
			assert.ok(!way.includes(file), `a circle: ${[...way, file].join(' → ')}`);
			if (free.has(file)) return;
			for (const other of imports.get(file) ?? []) walk(other, [...way, file]);
			free.add(file);
		};
		for (const file of imports.keys()) walk(file, []);
	});
});
