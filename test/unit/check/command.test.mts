import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { plan } from '../../../check/plan.mts';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.mts';

const KEY = 'pn_onlyTheTestKnowsThis';
const project = path.resolve(import.meta.dirname, '../../..');
const script = path.join(project, 'scripts/check-live.mts');
const flag = '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON';

interface Ended {
	code: number | null;
	printed: string;
}

/** Runs the command in a folder of its own, with nothing of WTS in its environment but what is given. */
async function run(
	t: TestContext,
	args: string[],
	environment: Record<string, string> = {},
): Promise<Ended & { folder: string }> {
	const folder = await mkdtemp(path.join(tmpdir(), 'check-live-'));
	t.after(() => rm(folder, { recursive: true }));
	const { WTS_BASE_URL: _url, WTS_API_KEY: _key, ...env } = process.env;
	const child = spawn(process.execPath, [flag, script, ...args], { cwd: folder, env: { ...env, ...environment } });
	child.stdin.end();
	return { ...(await printed(child)), folder };
}

async function printed(child: ReturnType<typeof spawn>): Promise<Ended> {
	const chunks: string[] = [];
	for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
	const [code] = await once(child, 'close');
	return { code, printed: chunks.join('') };
}

async function open(t: TestContext): Promise<Sandbox> {
	const sandbox = await startSandbox({ key: KEY });
	t.after(() => sandbox.close());
	return sandbox;
}

describe('npm run check:live', () => {
	it('lists its requests, sends them, and writes the report, without the key in anything', async (t) => {
		const sandbox = await open(t);
		const environment = { WTS_BASE_URL: `${sandbox.url}/chat/v1/`, WTS_API_KEY: ` Bearer ${KEY} ` };
		const { code, printed, folder } = await run(t, ['--yes', '--output', 'report.md'], environment);
		assert.equal(code, 0, printed);
		assert.match(printed, new RegExp(`${plan.length} requests to ${sandbox.url}, at most 60 with repeats`));
		assert.ok(printed.indexOf('GET /crm/v2/panel/card/{id}') < printed.indexOf('tags: taken'));
		const report = await readFile(path.join(folder, 'report.md'), 'utf8');
		assert.match(report, /none differs/);
		assert.ok(!`${printed}${report}`.includes(KEY));
	});

	it('fails, and says why, where the key is refused', async (t) => {
		const { url } = await open(t);
		const { code, printed, folder } = await run(t, ['--yes'], { WTS_BASE_URL: url, WTS_API_KEY: 'pn_other' });
		assert.equal(code, 1);
		assert.match(printed, /Given up: The key was refused/);
		assert.match(await readFile(path.join(folder, 'check-live.md'), 'utf8'), /Given up/);
	});

	const refused: Array<[what: string, args: string[], environment: Record<string, string>, says: RegExp]> = [
		['a key as an argument', [KEY], {}, /A base URL or a key is never one/],
		['a key as an option', [`--key=${KEY}`], {}, /A base URL or a key is never one/],
		['no key, and nobody to ask', ['--yes'], { WTS_BASE_URL: 'http://127.0.0.1:9' }, /WTS_API_KEY is not set/],
		['no address', ['--yes'], { WTS_BASE_URL: 'wts', WTS_API_KEY: KEY }, /no address of an API/],
		['a key that is none', ['--yes'], { WTS_BASE_URL: 'http://127.0.0.1:9', WTS_API_KEY: `${KEY}\nx` }, /not a key/],
		['nobody to agree', [], { WTS_BASE_URL: 'http://127.0.0.1:9', WTS_API_KEY: KEY }, /no terminal to ask at/],
		['nobody to agree to a writing request', ['--yes', '--write', '00000000-0000-4000-8000-000000000000'], {}, /needs a terminal/],
		['a session that is none', ['--write', 'mine'], {}, /takes the ID of a session/],
	]; // prettier-ignore
	for (const [what, args, environment, says] of refused) {
		it(`refuses ${what}, and does not repeat it`, async (t) => {
			const { code, printed } = await run(t, args, environment);
			assert.equal(code, 1);
			assert.match(printed, says);
			assert.ok(!printed.includes(KEY), printed);
		});
	}

	it(
		'asks on a terminal for what it needs, hides the key, and asks before each writing request',
		{ skip: process.platform !== 'linux' && 'script(1) takes other arguments' },
		async (t) => {
			const sandbox = await open(t);
			const [session] = sandbox.seedSessions({ count: 1 });
			const folder = await mkdtemp(path.join(tmpdir(), 'check-live-'));
			t.after(() => rm(folder, { recursive: true }));
			const command = [process.execPath, flag, script, '--write', `https://app.example/chat2/sessions/${session}`].join(
				' ',
			);
			const { WTS_BASE_URL: _url, WTS_API_KEY: _key, ...env } = process.env;
			const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: folder, env });
			const replies: Array<[question: string, reply: string]> = [
				['Base URL', sandbox.url],
				['API key', KEY],
				['Send them?', 'y'],
				['Send it?', 'yes'],
				['Send it?', 'no'],
			];
			let seen = '';
			child.stdout.on('data', (chunk: Buffer) => {
				seen += String(chunk);
				const [next] = replies;
				if (next === undefined || !seen.includes(next[0])) return;
				replies.shift();
				seen = '';
				child.stdin.write(`${next[1]}\r`);
			});
			const { code, printed: all } = await printed(child);
			assert.equal(code, 0, all);
			assert.deepEqual(replies, []);
			assert.ok(!all.includes(KEY), all);
			assert.equal(sandbox.account.counts.completions.get(session), 1);
			assert.match(await readFile(path.join(folder, 'check-live.md'), 'utf8'), /not sent: it was not wanted/);
		},
	);
});
