/** The stage on which demo, end-to-end tests and screenshots play: real n8n with the package, a sandbox, the examples. */
import type { Department, Session } from '../sandbox/account.mts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.mts';
import { prepareExample, type ExampleName } from './examples.mts';
import { freshN8n, type Credential, type N8n } from './n8n/n8n.mts';

export interface EmptyStage extends AsyncDisposable {
	readonly sandbox: Sandbox;
	readonly n8n: N8n;
}

export interface BareStage extends EmptyStage {
	/** The sandbox's, as n8n has it. */
	readonly credential: Credential;
}

export interface Stage extends BareStage {
	/** The department whose waiting sessions "Complete everything that waits in a department" is set to. */
	readonly department: Department;
	/** The sessions that an example is about to complete, as they are in the sandbox now. */
	sessionsFor(example: ExampleName): Session[];
}

/**
 * Sets the stage as somebody new finds it: a fresh sandbox, a fresh n8n with the packed package in it, no credential.
 *
 * @param userFolder n8n's user folder, emptied first, and kept; a temporary one when left out
 * @param options the sandbox's, such as its port and key where they are seen
 * @param settings environment variables for n8n
 * @throws {Error} when n8n cannot be installed; when the package was not built; when the sandbox's port is taken
 */
export async function setEmptyStage(
	userFolder?: string,
	options: SandboxOptions = {},
	settings: NodeJS.ProcessEnv = {},
): Promise<EmptyStage> {
	await using resources = new AsyncDisposableStack();
	const sandbox = resources.use(await startSandbox(options));
	const n8n = resources.use(await freshN8n(userFolder, settings));
	const kept = resources.move();
	return { sandbox, n8n, [Symbol.asyncDispose]: async () => await kept.disposeAsync() };
}

/**
 * Sets the stage without examples: a fresh sandbox, a fresh n8n with the packed package in it, the credential for the sandbox.
 *
 * @param userFolder n8n's user folder, emptied first, and kept; a temporary one when left out
 * @param others further credentials for n8n
 * @param settings environment variables for n8n
 * @throws {Error} when n8n cannot be installed or refuses the credentials; when the package was not built
 */
export async function setBareStage(
	userFolder?: string,
	others: readonly Credential[] = [],
	settings: NodeJS.ProcessEnv = {},
): Promise<BareStage> {
	await using onFailure = new AsyncDisposableStack();
	const empty = onFailure.use(await setEmptyStage(userFolder, {}, settings));
	const { sandbox, n8n } = empty;
	const credential = {
		id: 'wts-chat-sandbox',
		name: 'WTS Chat sandbox',
		type: 'wtsApi',
		data: { apiKey: sandbox.key, baseUrl: sandbox.url },
	};
	await n8n.importCredentials(credential, ...others);
	onFailure.move();
	return { ...empty, credential };
}

/**
 * Sets the stage with the examples that complete sessions, each set to something in the sandbox that is worth completing.
 *
 * @param userFolder n8n's user folder, emptied first, and kept; a temporary one when left out
 * @throws {Error} when n8n cannot be installed or refuses what it is to import; when the package was not built
 */
export async function setStage(userFolder?: string): Promise<Stage> {
	await using onFailure = new AsyncDisposableStack();
	const bare = onFailure.use(await setBareStage(userFolder));
	const { sandbox, n8n, credential } = bare;
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
	return { ...bare, department, sessionsFor };
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
