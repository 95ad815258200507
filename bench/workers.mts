// How well do the two workers of an n8n in queue mode share one account, of which neither knows of the other? See README.md.
import { startSandbox } from '../sandbox/sandbox.mts';
import { startQueue } from '../harness/n8n/queue.mts';
import { scaleLimits } from '../harness/package.mts';
import { until } from '../harness/until.mts';
import { completion } from '../test/completion.mts';

/** The windows are so much shorter than the documented ones: a minute in place of five. */
const LIMITS_SCALE = 5;
const WINDOW = (5 * 60_000) / LIMITS_SCALE;
const LIMIT = 1_000;
const EXECUTIONS = 120;
const SESSIONS_EACH = 50;

const sandbox = await startSandbox({ limits: { scale: LIMITS_SCALE } });
{
	await using queue = await startQueue({ prepare: ({ userFolder }) => scaleLimits(userFolder, LIMITS_SCALE) });
	const credential = {
		id: '',
		name: 'WTS Chat sandbox',
		type: 'wtsApi',
		data: { apiKey: sandbox.key, baseUrl: sandbox.url },
	};
	const id = await queue.server.saveCredential(credential);
	await queue.server.publish(await queue.server.saveWorkflow(completion({ ...credential, id })));
	sandbox.reset();
	const ids = sandbox.seedSessions({ count: EXECUTIONS * SESSIONS_EACH });

	const began = Date.now();
	const calls = Array.from({ length: EXECUTIONS }, async (_, call) => {
		const sessionIds = ids.slice(call * SESSIONS_EACH, (call + 1) * SESSIONS_EACH);
		await fetch(`${queue.server.url}/webhook/complete`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ sessionIds }),
		});
	});
	await Promise.all(calls);
	while (sandbox.account.counts.completions.size < ids.length) {
		const { size } = sandbox.account.counts.completions;
		await until('more sessions are completed', () => sandbox.account.counts.completions.size > size);
	}

	const timesOf = (status: number) =>
		sandbox.requests.filter((request) => request.status === status).map(({ time }) => Date.parse(time) - began);
	const taken = timesOf(200);
	const refused = timesOf(429).length;
	const last = Math.max(...taken);
	const windows = Math.floor(last / WINDOW);
	const used = taken.filter((time) => time < windows * WINDOW).length / (windows * LIMIT);
	const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
	console.log(`${ids.length} sessions in ${(last / 1_000).toFixed(1)} s, windows ${WINDOW / 1_000} s`);
	console.log(`${percent(used)} of the limit used in the first ${windows} windows`);
	console.log(`${refused} requests refused, ${percent(refused / (refused + taken.length))}`);
	console.log(
		`${[...sandbox.account.counts.completions.values()].filter((count) => count > 1).length} completed again`,
	);
	for (const worker of queue.workers) console.log(`a worker: ${queue.executionsOf(worker).length} executions`);
}
await sandbox.close();
