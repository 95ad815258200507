import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as SecretModule from '../../../nodes/WtsChat/waiting/secret.ts';
import { built } from '../../built.mts';

const { knowsSecret, newSecret } = built<typeof SecretModule>('nodes/WtsChat/waiting/secret');
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
