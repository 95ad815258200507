// The page of jobs names what there is: operations, nodes, tests that run them, and how many nodes a job takes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { project } from '../../harness/package.mts';
import type * as OperationsModule from '../../nodes/WtsChat/operations/index.ts';
import { built } from '../built.mts';

const { resources } = built<typeof OperationsModule>('nodes/WtsChat/operations/index');

const read = (file: string) => readFileSync(path.join(project, file), 'utf8');
const page = read('docs/jobs.md');

/** The nodes of the package, by the name that the editor shows. */
const nodes = (JSON.parse(read('package.json')) as { n8n: { nodes: string[] } }).n8n.nodes.map((file) => {
	const [, name] = /displayName: '([^']+)'/.exec(read(file.replace('dist/', '').replace(/\.js$/, '.ts'))) ?? [];
	return name;
});

/** The tests that the list at the end of the page names for a job. */
function testsOf(number: string): string[] {
	const [, links = ''] = new RegExp(`^${number}\\. (.+)$`, 'm').exec(page) ?? [];
	return [...links.matchAll(/\(\.\.\/(.+?)\)/g)].map(([, file]) => file);
}

const rows = page
	.split('\n')
	.filter((line) => /^\| (?!---|# |Job )/.test(line))
	.map((line) => {
		const cells = line.split('|').map((cell) => cell.trim());
		const [number = '', job = '', how = '', count = ''] = cells.slice(1, -1);
		return {
			number,
			job,
			count: Number(count),
			operations: [...how.matchAll(/_([^_]+): ([^_]+)_/g)].map(([, resource, operation]) => ({ resource, operation })),
			named: [...how.matchAll(/\*\*(.+?)\*\*/g)].map(([, name]) => name),
			tests: testsOf(number),
		};
	});

/** The value of an operation, by its names in the editor. */
function valueOf({ resource, operation }: { resource: string; operation: string }): string {
	const found = resources
		.find(({ name }) => name === resource)
		?.operations.find(({ name }) => name === operation);
	assert.ok(found, `${resource}: ${operation} is no operation`);
	return found.value;
}

describe('The page of jobs', () => {
	it('has the seventeen that people build by hand', () => {
		const section = read('contract/observed.md').split('## 9.')[1] ?? '';
		const seen = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => number);
		assert.equal(seen.length, 17);
		const numbers = rows.map(({ number }) => number);
		assert.deepEqual(numbers.slice(0, 17), seen);
		assert.deepEqual(
			numbers,
			numbers.map((_, index) => String(index + 1)),
		);
	});

	for (const { job, count, operations, named, tests } of rows) {
		it(`${job}: in so many nodes, two at the most, and run in a test`, () => {
			assert.ok(operations.length + named.length > 0, 'nothing does it');
			assert.deepEqual(
				named.filter((name) => !nodes.includes(name)),
				[],
			);
			assert.equal(count, operations.length);
			assert.ok(count <= 2);
			assert.ok(tests.length > 0);
			const texts = tests.map(read).join('\n');
			for (const operation of operations) {
				const value = valueOf(operation);
				// Some tests run every operation there is.
				const isRun = new RegExp(`['" ]${value}['" ]`).test(texts) || texts.includes('everyOperation');
				assert.ok(isRun, `${value} is not run in ${tests.join(', ')}`);
			}
		});
	}
});
