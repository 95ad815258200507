import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { fc } from '../random.mts';
import { holds, tracesOfRedis } from '../secrets.mts';

const KEY = 'pn_a/Secret+Key=0123456789';
const around = fc.string({ unit: 'binary', maxLength: 9 });

const writings: Record<string, (text: string) => string> = {
	'as it is': (text) => text,
	'after Bearer': (text) => `Authorization: Bearer ${text}`,
	'in an address': encodeURIComponent,
	'in an address within an address': (text) => encodeURIComponent(encodeURIComponent(text)),
	'in JSON': (text) => JSON.stringify({ text }),
	'in base64': (text) => Buffer.from(text).toString('base64'),
	'in base64 for addresses': (text) => Buffer.from(text).toString('base64url'),
	'in hexadecimal digits': (text) => Buffer.from(text).toString('hex'),
};
for (const [how, write] of Object.entries(writings)) {
	test(`a secret is found ${how}, whatever stands around it`, () => {
		fc.assert(
			fc.property(around, around, (before, after) => {
				assert.ok(holds(Buffer.from(write(before + KEY + after)), KEY));
			}),
		);
	});
}

test('nothing is found where there is none', () => {
	for (const content of ['', KEY.slice(0, -1), KEY.slice(1), KEY.toUpperCase(), deflateSync(KEY).toString('latin1')])
		assert.ok(!holds(Buffer.from(content), KEY));
});

test('of what is said to Redis, only what keeps the test webhooks is apart', () => {
	const commands = [
		'1795704863.484399 [0 127.0.0.1:50712] "hset" "n8n:cache:test-webhooks" "POST|1/webhook" "{\\"token\\":\\"secret\\"}"',
		'1795704863.484401 [0 127.0.0.1:50712] "HSET" "n8n:cache:webhook" "POST|1/webhook" "n8n:cache:test-webhooks"',
		'1795704863.484410 [0 127.0.0.1:50712] "publish" "n8n:n8n.commands" "{}"',
	];
	const traces = tracesOfRedis(commands.join('\n'));
	assert.deepEqual(
		traces.map(({ place, content }) => [place, content.toString()]),
		[
			['the test webhooks in Redis', commands[0]],
			['what n8n said to Redis', `${commands[1]}\n${commands[2]}`],
		],
	);
});
