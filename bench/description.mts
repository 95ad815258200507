// What the node costs the editor: the size of its description (its part of n8n's types/nodes.json) and the time to load
// it, beside nodes of n8n itself; and what the package costs whoever installs it. Needs a build and n8n (npm test installs it): node bench/description.mts
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { installN8n } from '../harness/n8n/install.mts';
import { project } from '../harness/package.mts';

interface Measured {
	milliseconds: number;
	description: string;
}

const base = path.resolve(await installN8n(), '../../../n8n-nodes-base/dist/nodes');
const nodes: Record<string, [file: string, name: string]> = {
	'WTS Chat': [path.join(project, 'dist/nodes/WtsChat/WtsChat.node.js'), 'WtsChat'],
	'HTTP Request': [path.join(base, 'HttpRequest/HttpRequest.node.js'), 'HttpRequest'],
	Slack: [path.join(base, 'Slack/Slack.node.js'), 'Slack'],
	HubSpot: [path.join(base, 'Hubspot/Hubspot.node.js'), 'Hubspot'],
};
const ROUNDS = 15;

/** Loads a node in a process of its own, where only n8n-workflow is loaded already, as in n8n. */
function measure(file: string, name: string): Measured {
	const script = `
		const { createRequire } = require('node:module');
		createRequire(${JSON.stringify(file)})('n8n-workflow');
		const begin = performance.now();
		const node = new (require(${JSON.stringify(file)}))[${JSON.stringify(name)}]();
		const milliseconds = performance.now() - begin;
		const versions = node.nodeVersions ? Object.values(node.nodeVersions) : [node];
		const description = JSON.stringify(versions.map((version) => version.description));
		process.stdout.write(JSON.stringify({ milliseconds, description }));`;
	return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', maxBuffer: 1e9 })) as Measured;
}

console.log('node            operations   description   gzipped   to load');
// Round by round, so that what else the machine does strikes all of them; the least time is the one it struck the least.
const rounds = Array.from({ length: ROUNDS }, () => Object.values(nodes).map(([file, name]) => measure(file, name)));
for (const [index, label] of Object.keys(nodes).entries()) {
	const { description } = rounds[0][index];
	const milliseconds = Math.min(...rounds.map((round) => round[index].milliseconds));
	const operations = (description.match(/"action":/g) ?? []).length;
	console.log(
		label.padEnd(16) +
			String(operations).padStart(10) +
			`${Math.round(description.length / 1_000)} kB`.padStart(14) +
			`${Math.round(gzipSync(description).length / 1_000)} kB`.padStart(10) +
			`${Math.round(milliseconds)} ms`.padStart(10),
	);
}

interface Packed {
	entryCount: number;
	size: number;
	unpackedSize: number;
}
const packing = ['pack', '--dry-run', '--json', '--ignore-scripts'];
const [packed] = JSON.parse(execFileSync('npm', packing, { cwd: project, encoding: 'utf8' })) as [Packed];
const kilobytes = (bytes: number) => `${Math.round(bytes / 1_000)} kB`;
console.log(
	`\nThe package: ${packed.entryCount} files, ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)} unpacked`,
);
