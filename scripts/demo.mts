/**
 * `npm run demo`: real n8n completes conversations of a WTS Chat account that runs on this machine. Shows what became of which
 * sessions, then leaves n8n's editor open; `npm run demo -- --once` ends instead, well only if all of them were completed.
 */
import path from 'node:path';
import { prepareExample, type ExampleName } from '../harness/examples.mts';
import { owner } from '../harness/n8n/editorRoutes.mts';
import { n8nVersion } from '../harness/n8n/version.mts';
import { buildPackage, project } from '../harness/package.mts';
import { setStage, type Stage } from '../harness/stage.mts';
import type { Department, Session } from '../sandbox/account.mts';
import type { Sandbox } from '../sandbox/sandbox.mts';

interface DemoStage extends Stage {
	/** The department whose waiting sessions "Complete everything that waits in a department" is set to. */
	readonly department: Department;
	/** The sessions that an example is about to complete, as they are in the sandbox now. */
	sessionsFor(example: ExampleName): Session[];
}

/**
 * Sets the stage with the examples that complete sessions, each set to something in the sandbox that is worth completing.
 *
 * @param userFolder n8n's user folder, emptied first, and kept
 * @throws {Error} when n8n cannot be installed or refuses what it is to import; when the package was not built
 */
async function setDemoStage(userFolder: string): Promise<DemoStage> {
	await using onFailure = new AsyncDisposableStack();
	const stage = onFailure.use(await setStage(userFolder));
	const { sandbox, n8n, credential } = stage;
	const session = sessionInProgress(sandbox);
	const department = busiestDepartment(sandbox);
	await n8n.importWorkflows(
		await prepareExample('complete-a-session', credential, { sessionId: session.id }),
		await prepareExample('complete-everything-that-waits-in-a-department', credential, {
			departmentId: department.id,
		}),
	);
	const sessionsFor = (example: ExampleName) => {
		switch (example) {
			case 'complete-a-session':
				return [...sandbox.account.sessions.values()].filter(({ id }) => id === session.id);
			case 'complete-everything-that-waits-in-a-department':
				return waitingSessions(sandbox, department);
			default:
				return [];
		}
	};
	onFailure.move();
	return { ...stage, department, sessionsFor };
}

function sessionInProgress(sandbox: Sandbox): Session {
	const session = [...sandbox.account.sessions.values()].find(({ status }) => status === 'IN_PROGRESS');
	if (!session) throw new Error('The sandbox has no session in progress');
	return session;
}

function busiestDepartment(sandbox: Sandbox): Department {
	const departments = [...sandbox.account.departments.values()];
	const waiting = (department: Department) => waitingSessions(sandbox, department).length;
	const [busiest] = departments.sort((one, other) => waiting(other) - waiting(one));
	if (!busiest || waiting(busiest) === 0) throw new Error('The sandbox has no session that waits in a department');
	return busiest;
}

function waitingSessions({ account }: Sandbox, department: Department): Session[] {
	return [...account.sessions.values()].filter(
		({ status, departmentId }) => status === 'PENDING' && departmentId === department.id,
	);
}

/** Executes an example in n8n and prints its sessions before and after; returns whether all of them are completed. */
async function show({ sandbox, n8n, sessionsFor }: DemoStage, example: ExampleName, title: string): Promise<boolean> {
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

This n8n was installed by npm, to try things out. n8n 3.0 will come as a Docker image only, and load packages that n8n has
not verified, as this one, only with N8N_UNVERIFIED_PACKAGES_ENABLED=true.

Ctrl-C ends both.`);
	await interrupted;
	console.log('\nStopping …');
}

await buildPackage();
console.log(`Setting up n8n ${n8nVersion} with the package, and a sandbox …`);
await using stage = await setDemoStage(path.join(project, '.n8n/demo'));
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
