import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as ConcealModule from '../../../nodes/WtsChat/transport/conceal.ts';
import { built } from '../../built.mts';
import { writingsOf } from '../../secrets.mts';

const { concealerOf } = built<typeof ConcealModule>('nodes/WtsChat/transport/conceal');

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
