/**
 * `npm run demo`: n8n completes conversations of a WTS Chat account that runs on this machine: first n8n's engine alone, which
 * is there at once, then real n8n, which takes some minutes to install. Shows what became of which sessions, then leaves n8n's
 * editor open; `npm run demo -- --once` ends instead, well only if all of them were completed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { prepareExample, type ExampleName } from '../harness/examples.mts';
import { owner } from '../harness/n8n/editorRoutes.mts';
import { n8nVersion } from '../harness/n8n/version.mts';
import { buildPackage, project } from '../harness/package.mts';
import { setStage, type Stage } from '../harness/stage.mts';
import type { Department, Session } from '../sandbox/account.mts';
import type { Sandbox } from '../sandbox/sandbox.mts';
import { phoneNumberOf, sessionInProgress, showSessions } from './demo-sessions.mts';

/** The examples that the demo shows. */
const shown = [
	'complete-a-session',
	'complete-everything-that-waits-in-a-department',
] as const satisfies readonly ExampleName[];

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
		await prepareExample('complete-a-session', credential, { conversation: phoneNumberOf(sandbox, session) }),
		await prepareExample('complete-everything-that-waits-in-a-department', credential, {
			department: department.name ?? '',
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
	return showSessions(sandbox, before);
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
	const pages = shown.map((example) => `               ${server.url}/workflow/${example}`).join('\n');
	console.log(`
n8n's editor   execute the workflows yourself, with the sessions as they were at the start
${pages}
log in with    ${owner.email}
password       ${owner.password}
sandbox        ${sandbox.url}, the account whose sessions they complete

This n8n was installed by npm, to try things out. n8n 3.0 will come as a Docker image only, and load packages that n8n has
not verified, as this one, only with N8N_UNVERIFIED_PACKAGES_ENABLED=true.

Ctrl-C ends both.`);
	await interrupted;
	console.log('\nStopping …');
}

/** Lets n8n's engine alone complete a session; returns whether it did. */
async function showEngine(): Promise<boolean> {
	const program = path.join(import.meta.dirname, 'demo-engine.mts');
	const [code] = await once(spawn(process.execPath, [program], { stdio: 'inherit' }), 'exit');
	return code === 0;
}

await buildPackage();
const completed = [await showEngine()];
console.log(`
The same in real n8n, with its editor. Setting up n8n ${n8nVersion} with the package, and a sandbox …`);
await using stage = await setDemoStage(path.join(project, '.n8n/demo'));
completed.push(
	await show(stage, 'complete-a-session', 'n8n executes "Complete a session"'),
	await show(
		stage,
		'complete-everything-that-waits-in-a-department',
		`n8n executes "Complete everything that waits in a department", here "${stage.department.name}"`,
	),
);
if (!completed.every(Boolean)) {
	console.error('\nNot every session was completed.');
	process.exitCode = 1;
}
if (!process.argv.includes('--once')) await leaveOpen(stage);
