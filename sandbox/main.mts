import { parseArgs } from 'node:util';
import { startSandbox } from './sandbox.mts';

const usage = `npm run sandbox -- [--port 8321] [--key pn_…] [--sessions N | --empty] [--latency ms] [--limits scale | --no-limits] [--page-only]

  --port       port to listen on, or the variable PORT (8321)
  --key        the account's API key, or the variable WTS_SANDBOX_KEY
  --sessions   open sessions to add to the few hundred of the seed
  --empty      an account that holds nothing
  --latency    milliseconds that every request takes at least
  --limits     divides the lengths of the rate limits' windows: 30 makes 5 minutes 10 seconds (1)
  --no-limits  no rate limits
  --page-only  an account whose lists know Page and not PageNumber, overlap, and say no more than countPages`;

function figure(name: string, value: string | undefined): number | undefined {
	if (value === undefined) return undefined;
	const number = Number(value);
	if (value.trim() === '' || !Number.isFinite(number) || number < 0) throw new RangeError(`--${name} must be a number`);
	return number;
}

async function run(): Promise<void> {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: process.env.PORT ?? '8321' },
			key: { type: 'string', default: process.env.WTS_SANDBOX_KEY },
			sessions: { type: 'string' },
			empty: { type: 'boolean' },
			latency: { type: 'string' },
			limits: { type: 'string' },
			'no-limits': { type: 'boolean', default: false },
			'page-only': { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(usage);
		return;
	}
	const sandbox = await startSandbox({
		port: figure('port', values.port),
		key: values.key,
		sessions: figure('sessions', values.sessions),
		empty: values.empty,
		latency: figure('latency', values.latency),
		quirks: values['page-only'] ? { pageOnly: true, overlappingEntries: 7 } : {},
		limits: values['no-limits'] ? false : { scale: figure('limits', values.limits) ?? 1 },
	});
	const { url, key, account } = sandbox;
	const inProgress = [...account.sessions.values()].filter(({ status }) => status === 'IN_PROGRESS').length;
	console.log(`A WTS Chat account is running.

  Base URL  ${url}
  API key   ${key}
  Sessions  ${account.sessions.size}, of which ${inProgress} in progress

Put base URL and key into the credential "WTS Chat API". Try it:

  curl -H 'Authorization: Bearer ${key}' '${url}/chat/v2/session?Status=IN_PROGRESS&PageSize=3'
  curl ${url}/_sandbox/           # the control API: seed, faults, inbound messages, …

Open ${url} in a browser to see the account live, and to write as its contacts.

Ctrl+C stops it.`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const)
		process.once(signal, () => void sandbox.close().then(() => console.log('Stopped.')));
}

try {
	await run();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	console.error(`\n${usage}`);
	process.exitCode = 1;
}
