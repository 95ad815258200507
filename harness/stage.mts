/** The stage on which demo, end-to-end tests and screenshots play: real n8n with the package in it, and a sandbox beside it. */
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.mts';
import { freshN8n, type Credential, type N8n } from './n8n/n8n.mts';

export interface EmptyStage extends AsyncDisposable {
	readonly sandbox: Sandbox;
	readonly n8n: N8n;
}

export interface Stage extends EmptyStage {
	/** The sandbox's, as n8n has it. */
	readonly credential: Credential;
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
 * Sets the stage: a fresh sandbox, a fresh n8n with the packed package in it, the credential for the sandbox.
 *
 * @param userFolder n8n's user folder, emptied first, and kept; a temporary one when left out
 * @param others further credentials for n8n
 * @param settings environment variables for n8n
 * @throws {Error} when n8n cannot be installed or refuses the credentials; when the package was not built
 */
export async function setStage(
	userFolder?: string,
	others: readonly Credential[] = [],
	settings: NodeJS.ProcessEnv = {},
): Promise<Stage> {
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
