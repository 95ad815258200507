/**
 * `npm run demo`: real n8n completes conversations of a WTS Chat account that runs on this machine. Shows what became of which
 * sessions, then leaves n8n's editor open; `npm run demo -- --once` ends instead, well only if all of them were completed.
 */
import path from 'node:path';
import type { ExampleName } from '../harness/examples.mts';
import { owner } from '../harness/n8n/server.mts';
import { n8nVersion } from '../harness/n8n/version.mts';
import { buildPackage, project } from '../harness/package.mts';
import { setStage, type Stage } from '../harness/stage.mts';

/** Executes an example in n8n and prints its sessions before and after; returns whether all of them are completed. */
async function show({ sandbox, n8n, sessionsFor }: Stage, example: ExampleName, title: string): Promise<boolean> {
	const before = sessionsFor(example).map(({ id, status }) => ({ id, status }));
	console.log(`\n${title}`);
	const run = await n8n.execute(example);
	const { error } = run.data.resultData;
	if (error) console.log(`n8n: ${error.message}`);

	const rows = before.map(({ id, status }) => {
		const session = sandbox.account.sessions.get(id);
		if (!session) throw new Error(`The sandbox has lost the session ${id}`);
		const contact = sandbox.account.contacts.get(session.contactId);
		return [session.number ?? '', contact?.name ?? '', `${status} → ${session.status}`];
	});
	printTable(['Session', 'Contact', 'Status before → after'], rows);
	return before.every(({ id }) => sandbox.account.sessions.get(id)?.status === 'COMPLETED');
}

function printTable(head: string[], rows: string[][]): void {
	const lines = [head, ...rows];
	const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	for (const line of lines) {
		console.log(`  ${line.map((cell, column) => cell.padEnd(widths[column])).join('   ')}`.trimEnd());
	}
}

/** Starts the editor on the same n8n and keeps it open until Ctrl-C. */
async function leaveOpen({ sandbox, n8n }: Stage): Promise<void> {
	// One Ctrl-C may arrive several times: from the terminal and from the programs in between.
	const interrupted = new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
	});
	sandbox.reset();
	console.log('\nStarting the editor …');
	await using server = await n8n.start(5678);
	console.log(`
n8n's editor   ${server.url}
log in with    ${owner.email}
password       ${owner.password}
sandbox        ${sandbox.url}, its sessions as they were at the start: execute the workflows yourself

Ctrl-C ends both.`);
	await interrupted;
	console.log('\nStopping …');
}

await buildPackage();
console.log(`Setting up n8n ${n8nVersion} with the package, and a sandbox …`);
await using stage = await setStage(path.join(project, '.n8n/demo'));
const completed = [
	await show(stage, 'complete-a-session', 'n8n executes "Complete a session"'),
	await show(
		stage,
		'complete-everything-that-waits-in-a-department',
		`n8n executes "Complete everything that waits in a department", here "${stage.department.name}"`,
	),
];
if (!completed.every(Boolean)) {
	console.error('\nNot every session was completed.');
	process.exitCode = 1;
}
if (!process.argv.includes('--once')) await leaveOpen(stage);
