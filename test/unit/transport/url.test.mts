import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as UrlModule from '../../../nodes/WtsChat/transport/url.ts';
import { built } from '../../built.mts';

const { addressOf } = built<typeof UrlModule>('nodes/WtsChat/transport/url');

describe('an address', () => {
	it('has its segments filled in', () => {
		assert.equal(addressOf('/chat/v1/session/{id}/complete', { id: 'abc' }), '/chat/v1/session/abc/complete');
		assert.equal(addressOf('/core/v1/tag'), '/core/v1/tag');
		assert.equal(addressOf('/a/{one}/b/{two}', { one: 1, two: 2 }), '/a/1/b/2');
	});

	it('has no spaces around a segment', () => {
		assert.equal(addressOf('/a/{id}', { id: ' abc\n' }), '/a/abc');
	});

	it('keeps whatever a segment holds inside that segment', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
				fc.pre(!['', '.', '..'].includes(id.trim()) && id.isWellFormed());
				const { pathname, search, hash } = new URL(addressOf('/a/{id}/b', { id }), 'http://127.0.0.1');
				assert.deepEqual({ search, hash }, { search: '', hash: '' });
				const [, , segment, ...rest] = pathname.split('/');
				assert.equal(decodeURIComponent(segment), id.trim());
				assert.deepEqual(rest, ['b']);
			}),
		);
	});

	for (const id of [undefined, null, '', '  ', '.', '..', ' .. ']) {
		it(`is refused when a segment is ${JSON.stringify(id)}`, () => {
			assert.throws(() => addressOf('/a/{id}', { id }), /cannot be used as the 'id' of an address/);
		});
	}

	it('carries lists as repeated keys, objects as keys in brackets', () => {
		const address = addressOf(
			'/a',
			{},
			{ Status: ['PENDING', 'STARTED'], Metadata: { order: '7', 'a b': 'c&d' }, Page: 2 },
		);
		assert.deepEqual(
			[...new URL(address, 'http://127.0.0.1').searchParams],
			[
				['Status', 'PENDING'],
				['Status', 'STARTED'],
				['Metadata[order]', '7'],
				['Metadata[a b]', 'c&d'],
				['Page', '2'],
			],
		);
	});

	it('leaves out what holds nothing, but not false and 0', () => {
		assert.equal(addressOf('/a', {}, { a: undefined, b: null, c: '', d: [], e: {}, f: false, g: 0 }), '/a?f=false&g=0');
		assert.equal(addressOf('/a', {}, { a: undefined }), '/a');
		assert.equal(addressOf('/a', {}, { a: ['', 'x', undefined] }), '/a?a=x');
	});

	for (const text of ['\ud83d', 'Ol\udc4b!', 'a\ud83db']) {
		it(`is refused when it would hold ${JSON.stringify(text)}, which arrives as another text`, () => {
			const complaint = { message: 'A text ends or begins in the middle of a character', description: /\ufffd/ };
			assert.throws(() => addressOf('/a/{id}', { id: text }), complaint);
			assert.throws(() => addressOf('/a', {}, { Name: text }), complaint);
			assert.throws(() => addressOf('/a', {}, { Name: ['whole', text] }), complaint);
			assert.throws(() => addressOf('/a', {}, { Metadata: { [text]: 'x' } }), complaint);
		});
	}

	for (const key of ['', 'a]', '[a', 'a][b', 'a]&PageSize[']) {
		it(`is refused when “${key}” is to be a key in brackets`, () => {
			assert.throws(() => addressOf('/a', {}, { Metadata: { [key]: 'x' } }), /A name cannot be filtered by/);
		});
	}
});
