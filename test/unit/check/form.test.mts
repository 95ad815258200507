import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import { formOf, nameOf } from '../../../check/form.mts';
import { lineOf, messageOf } from '../../../check/inquiry.mts';

describe('The form of values', () => {
	const forms: Array<[values: unknown[], form: string]> = [
		[['João', 'Ana'], 'word of 3 to 4'],
		[['João da Silva'], 'text of 13'],
		[['a0000000-0000-4000-8000-000000000000'], 'ID'],
		[['2026-01-01T00:00:00.0000000Z', null], 'null, or time in UTC of 28'],
		[['2026-01-01T00:00:00'], 'time without a zone of 19'],
		[['2026-01-01T00:00:00-03:00'], 'time with another zone of 25'],
		[[1, 2.5, true], 'number, or true or false, or whole number'],
		[[[], [1, 2]], 'list of 0 to 2'],
		[[{ a: 1 }, undefined], 'nothing, or object'],
		[['👩‍👩‍👧', ''], 'text of 0 to 5'],
		[[], 'nothing'],
	];
	for (const [values, form] of forms) it(form, () => assert.equal(formOf(values), form));

	it('holds nothing of a text', () => {
		const secret = fc.string({ minLength: 1 }).map((text) => `Zq${text}`);
		fc.assert(fc.property(fc.array(secret, { minLength: 1 }), (texts) => assert.ok(!formOf(texts).includes('Zq'))));
	});

	it('shows names of programs only', () => {
		for (const name of ['closedAt', 'display-phonenumber', '$type']) assert.equal(nameOf(name), name);
		for (const name of ['Ana Souza', '5511987654321', 'ana@example.com', 'José', 'x'.repeat(41), 'a12345', ''])
			assert.match(nameOf(name), /^\(a name of \d+ characters\)$/);
	});
});

describe('What is sent', () => {
	it('has what stands for the named parts, encoded, in the path, the query and the body', () => {
		const inquiry = {
			name: 'x',
			method: 'POST',
			path: '/a/{id}',
			query: 'b={id}',
			body: { c: '{name}', d: 1 },
		} as const;
		const { target, body } = messageOf(inquiry, { id: '../+55 ü{name}', name: '"x" {id}' });
		assert.equal(target, '/a/..%2F%2B55%20%C3%BC%7Bname%7D?b=..%2F%2B55%20%C3%BC%7Bname%7D');
		assert.deepEqual(JSON.parse(String(body)), { c: '"x" {id}', d: 1 });
		assert.equal(lineOf(inquiry), 'POST /a/{id}?b={id} {"c":"{name}","d":1}');
	});
});
