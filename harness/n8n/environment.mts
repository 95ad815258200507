/**
 * The environment that n8n runs in here: nothing of the caller's but what a program needs to run at all, so that settings of
 * another n8n on the machine do not leak in, and nothing that calls out of the machine.
 */
import path from 'node:path';
import { PATIENCE_MS } from '../until.mts';
import { differences, n8nNode } from './version.mts';

const inherited = ['HOME', 'LANG', 'TZ', 'TMPDIR'];

const settings = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false', // the editor is served without TLS, on this machine alone
	N8N_ENCRYPTION_KEY: 'only-for-this-machine', // guards a folder that is thrown away
	NO_COLOR: '1',
	// Whatever is asked for is answered 503 while a ping of the database takes longer, as it does on a busy machine.
	DB_PING_TIMEOUT_MS: String(PATIENCE_MS),

	// Everything that n8n fetches or reports by itself.
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',

	// n8n 3.0 will load no package without it that n8n has not verified.
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',

	// What would stand between the user and the workflows.
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
};

/**
 * @param userFolder n8n's user folder
 * @param brokerPort a free port for the broker of its task runners, which each n8n process needs for itself
 * @param more what else this n8n is to have, e.g. the port of its editor
 * @returns the whole environment of an n8n process
 */
export function n8nEnvironment(
	userFolder: string,
	brokerPort: number,
	more: NodeJS.ProcessEnv = {},
): NodeJS.ProcessEnv {
	return {
		...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
		...settings,
		...differences.environment,
		PATH: [path.dirname(n8nNode), process.env.PATH].join(path.delimiter),
		N8N_USER_FOLDER: userFolder,
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		...more,
	};
}
