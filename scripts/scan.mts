// What n8n's verification looks at, run locally on the source and on the tarball that would be published: `npm run scan`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { buildPackage } from '../harness/package.mts';
import { packagingFaults, type PublishedManifest } from './packaging.mts';

const checkout = path.join(import.meta.dirname, '..');
const disableComment = /eslint-(disable|env)|\/\*\s*eslint\s|@ts-(ignore|nocheck|expect-error)/;

/** Runs a program to its end, its output shown. Throws when it fails. */
function run(program: string, ...parameters: string[]): void {
	const { status, error } = spawnSync(program, parameters, { cwd: checkout, stdio: ['ignore', 'inherit', 'inherit'] });
	if (status !== 0) throw new Error(`${[program, ...parameters].join(' ')} failed (${error?.message ?? status})`);
}

function manifestOf(directory: string): PublishedManifest {
	return JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
}

/** Paths of all files below `directory`, relative to it, with forward slashes. */
function filesBelow(directory: string): string[] {
	return readdirSync(directory, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}

/** Packs the checkout as for publishing and returns the folder, below `temporary`, that holds the unpacked tarball. */
function packAndUnpack(temporary: string): string {
	run('npm', 'pack', '--silent', '--pack-destination', temporary);
	const [tarball] = readdirSync(temporary);
	const unpacked = path.join(temporary, 'unpacked');
	mkdirSync(unpacked);
	run('tar', '-xzf', path.join(temporary, tarball), '-C', unpacked, '--strip-components=1');
	return unpacked;
}

/** What n8n's scanner has against the files of `directory` that match, as text; empty when it finds no error. */
async function scannerFindings(directory: string, patterns: string[]): Promise<string[]> {
	const { passed, message, details } = await analyzePackage(directory, patterns);
	if (passed) return [];
	const report = stripVTControlCharacters(details ?? message ?? 'not passed, no reason given');
	return [report.replaceAll(directory + path.sep, '').trim()];
}

/** Comments in the source that switch a check off: the scanner ignores them, so what they hide would fail there. */
function disableComments(): string[] {
	return ['nodes', 'credentials'].flatMap((folder) =>
		filesBelow(path.join(checkout, folder)).flatMap((file) =>
			readFileSync(path.join(checkout, folder, file), 'utf8')
				.split('\n')
				.flatMap((line, i) => (disableComment.test(line) ? [`${folder}/${file}:${i + 1}: ${line.trim()}`] : [])),
		),
	);
}

const temporary = mkdtempSync(path.join(tmpdir(), 'n8n-nodes-wts-chat-scan-'));
try {
	await buildPackage();
	const unpacked = packAndUnpack(temporary);
	const findings = {
		'disable comments': disableComments(),
		'scanner on the source': await scannerFindings(checkout, SOURCE_FILE_PATTERNS),
		'scanner on the tarball': await scannerFindings(unpacked, ['**/*.js', 'package.json']),
		'content of the tarball': packagingFaults(filesBelow(unpacked), manifestOf(unpacked)),
	};
	for (const [check, found] of Object.entries(findings)) {
		console.log([`${check}: ${found.length === 0 ? 'clean' : 'FAILED'}`, ...found].join('\n'));
		if (found.length > 0) process.exitCode = 1;
	}
} finally {
	rmSync(temporary, { recursive: true });
}
