import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { project } from '../../harness/package.mts';
import { packagingFaults, type PublishedManifest } from '../../scripts/packaging.mts';

const runFile = promisify(execFile);
const manifest: PublishedManifest = JSON.parse(await readFile(path.join(project, 'package.json'), 'utf8'));
const files = ['package.json', 'README.md', 'LICENSE.md', ...manifest.n8n.nodes, ...manifest.n8n.credentials];

describe('what is published', () => {
	it('has nothing that is fetched or run when it is installed, and nothing but the built package', async () => {
		const { stdout } = await runFile('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: project });
		const [packed] = JSON.parse(stdout) as [{ files: Array<{ path: string }> }];
		const paths = packed.files.map((file) => file.path);
		assert.deepEqual(packagingFaults(paths, manifest), []);
		assert.deepEqual(manifest.peerDependencies, { 'n8n-workflow': '*' });
	});

	const faults: Array<[string, Partial<PublishedManifest>, readonly string[]]> = [
		['dependencies must be empty', { dependencies: { axios: '1' } }, files],
		['optionalDependencies must be empty', { optionalDependencies: { axios: '1' } }, files],
		['bundleDependencies must be empty', { bundleDependencies: ['axios'] }, files],
		['bundledDependencies must be empty', { bundledDependencies: ['axios'] }, files],
		['axios is a dependency that n8n does not bring', { peerDependencies: { 'n8n-workflow': '*', axios: '1' } }, files],
		['the script postinstall would be run', { scripts: { postinstall: 'node x.js' } }, files],
		['the script prepare would be run', { scripts: { prepare: 'node x.js' } }, files],
		['bin puts a program', { bin: './x.js' }, files],
		['binding.gyp must not be shipped', {}, [...files, 'binding.gyp']],
		['sandbox/main.mts must not be shipped', {}, [...files, 'sandbox/main.mts']],
		['dist/nodes/x.js.map must not be shipped', {}, [...files, 'dist/nodes/x.js.map']],
		['dist/nodes/x.d.ts must not be shipped', {}, [...files, 'dist/nodes/x.d.ts']],
		['LICENSE.md is missing', {}, files.filter((file) => file !== 'LICENSE.md')],
	];
	for (const [fault, more, shipped] of faults) {
		it(`is refused when it is so that ${fault}`, () => {
			const [found, ...others] = packagingFaults(shipped, { ...manifest, ...more });
			assert.ok(found?.includes(fault), found);
			assert.deepEqual(others, []);
		});
	}
});
