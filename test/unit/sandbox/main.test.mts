import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../sandbox/main.mts', import.meta.url));

for (const [options, sessions] of [
	[['--sessions', '3'], 363],
	[['--empty'], 0],
	[['--page-only'], 360],
] as const) {
	test(`on its own it prints URL and key, answers, and stops when asked to: ${options.join(' ')}`, async () => {
		const sandbox = spawn(process.execPath, [main, '--port', '0', '--key', 'pn_of_a_test', ...options]);
		let printed = '';
		sandbox.stdout.setEncoding('utf8').on('data', (part: string) => (printed += part));
		while (!printed.includes('Ctrl+C')) await once(sandbox.stdout, 'data');
		const url = /Base URL {2}(\S+)/.exec(printed)?.[1];
		assert.match(printed, /API key {3}pn_of_a_test/);
		assert.match(printed, new RegExp(`Sessions {2}${sessions}, `));
		const headers = { authorization: 'Bearer pn_of_a_test' };
		// The first is what the credential asks for to be tested.
		for (const path of ['/core/v1/webhook/event', '/chat/v1/channel']) {
			assert.equal((await fetch(url + path, { headers })).status, 200);
		}
		const contacts: unknown = await (await fetch(`${url}/core/v1/contact`, { headers })).json();
		assert.ok(typeof contacts === 'object' && contacts !== null);
		assert.equal(
			'countPages' in contacts,
			options.some((option) => option === '--page-only'),
		);
		const stopped = once(sandbox, 'exit');
		sandbox.kill('SIGTERM');
		assert.deepEqual(await stopped, [0, null]);
		assert.match(printed, /Stopped\.\n$/);
	});
}

test('one that cannot start says why and ends', () => {
	for (const [options, reason] of [
		[['--limits', '0'], /^The scale of the limits must be above 0/],
		[['--port', 'here'], /^--port must be a number/],
		[['--colour', 'red'], /^Unknown option '--colour'/],
		[['--empty', '--sessions', '3'], /^An empty account has no channel for sessions/],
	] as const) {
		const { status, stderr } = spawnSync(process.execPath, [main, '--port', '0', ...options], { encoding: 'utf8' });
		assert.equal(status, 1);
		assert.match(stderr, reason);
	}
});
