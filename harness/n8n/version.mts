/**
 * Which n8n demo, tests and screenshots run, on which Node, and what differs between versions of n8n. How their
 * editors differ stands in `editor1.mts`.
 */
import { execFileSync } from 'node:child_process';

/** The version of n8n: the newest tried one, unless the environment names another. */
export const n8nVersion = process.env.N8N_VERSION ?? '2.41.1';

const [major, minor] = n8nVersion.split('.').map(Number);

/** Whether that is an n8n 1.x. */
export const isN8n1 = major === 1;

/** The Node that n8n runs on: this one, unless the environment names the program of another. */
export const n8nNode = process.env.N8N_NODE ?? process.execPath;

/** The version of that Node, e.g. `24.21.0`. */
export const nodeVersion = execFileSync(n8nNode, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();

/** What differs between n8n 1.x and n8n 2.x, and within 2.x. */
interface Differences {
	/** What npm is told to install in place of what n8n asks for. */
	readonly overrides?: Readonly<Record<string, string>>;
	/** Settings that only this one needs, or knows. */
	readonly environment: Readonly<Record<string, string>>;
	/** Whether a workflow's webhooks are there when n8n answers that it is active. */
	readonly activatesAtOnce: boolean;
	/** Whether the test of a stored credential takes what was typed; else it takes the secrets from the store. */
	readonly testsWhatIsTyped: boolean;
	/** Whether the test of a credential explains a redirect; else n8n tells the status. */
	readonly explainsRedirects: boolean;
	/** What its public API wants to be told of a credential with limits, where others take the default. */
	readonly credentialData: Readonly<Record<string, string | number>>;
	/** Whether its public API lists executions that sleep. */
	readonly listsSleeping: boolean;
	/** Whether files of items are kept as files, and not with the execution, unless it is told so. */
	readonly keepsFilesApart: boolean;
	/** Whether the address of a sleeping execution has a signature of n8n's. */
	readonly signsAddresses: boolean;
	/** Whether a person can be asked before an AI agent's tool is used. */
	readonly reviewsTools: boolean;
	/** Whether its node Data Table creates tables and finds one by its name. */
	readonly createsTables: boolean;
	/**
	 * Whether messages that are joined wait in an execution that sleeps, which a crash does not end; else it runs all the
	 * while.
	 */
	readonly joinsAsleep: boolean;
	/** What a trigger's address answers to a multipart body without a boundary, and without the trigger's token. */
	readonly statusForBrokenMultipart: number;
}

const n8n1: Differences = {
	// n8n takes xlsx from an address outside of the registry, which not every machine can reach; this is the same in the
	// registry, and what n8n 2.x takes.
	overrides: { xlsx: 'npm:@e965/xlsx@0.20.3' },
	environment: {
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true', // as n8n 2.x does; else every command has something to say of it
		// Its standard engine for expressions is built for Node 22 and later.
		...(Number.parseInt(nodeVersion) < 22 && { N8N_EXPRESSION_ENGINE: 'legacy' }),
	},
	activatesAtOnce: true,
	testsWhatIsTyped: true,
	explainsRedirects: false,
	credentialData: { timeLimit: 60, allowedHttpRequestDomains: 'all' },
	listsSleeping: false, // it leaves out what the process has begun and not ended
	keepsFilesApart: false,
	signsAddresses: false,
	reviewsTools: false,
	createsTables: false,
	joinsAsleep: false,
	statusForBrokenMultipart: 401, // the node is asked, and misses the token
};

const n8n2: Differences = {
	environment: { N8N_DISABLED_MODULES: 'mcp-registry' }, // it would call out of the machine
	activatesAtOnce: false,
	testsWhatIsTyped: false,
	explainsRedirects: true,
	credentialData: {},
	listsSleeping: true,
	keepsFilesApart: true,
	signsAddresses: true,
	reviewsTools: true,
	createsTables: true,
	joinsAsleep: minor >= 41, // before it n8n does not take over what came out of a workflow that has slept
	statusForBrokenMultipart: 400,
};

/** What holds for the n8n that runs here. */
export const differences = isN8n1 ? n8n1 : n8n2;
