import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../sandbox/main.mts', import.meta.url));

test('on its own it prints URL and key, answers, and stops when asked to', async () => {
	const sandbox = spawn(process.execPath, [main, '--port', '0', '--key', 'pn_of_a_test', '--sessions', '3']);
	let printed = '';
	sandbox.stdout.setEncoding('utf8').on('data', (part: string) => (printed += part));
	while (!printed.includes('Ctrl+C')) await once(sandbox.stdout, 'data');
	const url = /Base URL {2}(\S+)/.exec(printed)?.[1];
	assert.match(printed, /API key {3}pn_of_a_test/);
	assert.match(printed, /Sessions {2}363, /);
	const headers = { authorization: 'Bearer pn_of_a_test' };
	assert.equal((await fetch(`${url}/chat/v1/channel`, { headers })).status, 200);
	const stopped = once(sandbox, 'exit');
	sandbox.kill('SIGTERM');
	assert.deepEqual(await stopped, [0, null]);
	assert.match(printed, /Stopped\.\n$/);
});

test('one that cannot start says why and ends', () => {
	for (const [option, value, reason] of [
		['--limits', '0', /^The scale of the limits must be above 0/],
		['--port', 'here', /^--port must be a number/],
		['--colour', 'red', /^Unknown option '--colour'/],
	] as const) {
		const { status, stderr } = spawnSync(process.execPath, [main, '--port', '0', option, value], { encoding: 'utf8' });
		assert.equal(status, 1);
		assert.match(stderr, reason);
	}
});
