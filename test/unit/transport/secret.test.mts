import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type * as SecretModule from '../../../nodes/WtsChat/transport/secret.ts';
import { built } from '../../built.mts';
import { writingsOf } from '../../secrets.mts';

const { concealerOf, knowsSecret, newSecret } = built<typeof SecretModule>('nodes/WtsChat/transport/secret');
const crypto = createRequire(import.meta.url)('crypto') as typeof import('node:crypto');

describe('a secret', () => {
	it('is another one each time, and as long as nobody can guess', () => {
		const secrets = new Set(Array.from({ length: 100 }, newSecret));
		assert.equal(secrets.size, 100);
		for (const secret of secrets) assert.match(secret, /^[0-9a-f]{64}$/);
	});

	it('is known by itself, and by nothing else', () => {
		const secret = newSecret();
		assert.ok(knowsSecret(secret, secret));
		const others = [undefined, null, '', [secret], { secret }, `${secret} `, secret.slice(1), secret.toUpperCase(), 0];
		for (const other of others) assert.ok(other === secret || !knowsSecret(other, secret), String(other));
		fc.assert(fc.property(fc.string(), (other) => assert.ok(!knowsSecret(other, secret))));
	});

	it('is compared in the same time, whatever is given', (t) => {
		const compared = t.mock.method(crypto, 'timingSafeEqual');
		const secret = newSecret();
		const given = ['', 'x', secret.slice(0, 63) + 'g', secret, 'a'.repeat(1_000_000)];
		for (const text of given) knowsSecret(text, secret);
		assert.equal(compared.mock.callCount(), given.length);
		for (const {
			arguments: [one, other],
		} of compared.mock.calls) {
			assert.equal(one.byteLength, 32);
			assert.equal(other.byteLength, 32);
		}
	});
});

describe('a key that is sent back', () => {
	const KEY = 'pn_aVerySecretKey/+é';
	const conceal = concealerOf(KEY);
	const writing = fc.oneof(
		fc.constantFrom(...writingsOf(KEY), KEY.toLowerCase()),
		fc.nat(5).map((before) => Buffer.from('x'.repeat(before) + KEY).toString('base64')),
	);
	const content = fc
		.array(fc.oneof(writing, fc.constantFrom('Token ', ' ', 'Bearer ', '"', '\\')), { minLength: 1 })
		.map((parts) => parts.join(''));
	const value = fc.oneof(
		content,
		fc.array(content),
		fc.dictionary(content, content),
		fc.record({ id: content, details: fc.record({ list: fc.array(fc.record({ text: content })) }) }),
	);

	it('is taken out in every writing, wherever it stands', () => {
		fc.assert(
			fc.property(value, (given) => {
				const told = JSON.stringify(conceal(given));
				for (const written of writingsOf(KEY)) assert.ok(!told.includes(written), written);
			}),
		);
	});

	it('is taken out though its letters are escaped', () => {
		const escaped = [...KEY].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
		assert.deepEqual(conceal(JSON.parse(`{"text": "Token ${escaped} recusado"}`)), { text: 'Token *** recusado' });
	});

	it('costs nothing else anything', () => {
		const body = { id: '1', text: 'pn_aVerySecret', list: [1, null, true, { a: 'é' }] };
		assert.equal(conceal(body), body);
		assert.equal(conceal(undefined), undefined);
		const text = 'o o o';
		for (const none of ['', 'o', ' ']) assert.equal(concealerOf(none)(text), text);
	});
});
