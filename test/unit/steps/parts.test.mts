import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as PartsModule from '../../../nodes/WtsChat/steps/parts.ts';
import { built } from '../../built.mts';

const { partsOf } = built<typeof PartsModule>('nodes/WtsChat/steps/parts');

const LONGEST = 1_000;
const words = (count: number, word = 'palavra') => Array.from({ length: count }, () => word).join(' ');
const withoutSpaces = (text: string) => text.replace(/\s/g, '');

describe('a text in parts', () => {
	it('has one for each paragraph; lines of a list stay together', () => {
		assert.deepEqual(partsOf('Olá, Ana!\n\nTemos:\n- bolo\n- torta\r\n \r\nQual prefere?\n'), [
			'Olá, Ana!',
			'Temos:\n- bolo\n- torta',
			'Qual prefere?',
		]);
	});

	for (const text of ['Oi', ' Oi \n', 'a\nb']) {
		it(`is one where there is one paragraph: ${JSON.stringify(text)}`, () => {
			assert.deepEqual(partsOf(text), [text.trim()]);
		});
	}

	it('is divided between lines, else sentences, else words', () => {
		const line = words(60);
		assert.deepEqual(partsOf([line, line, line].join('\n')), [`${line}\n${line}`, line]);
		const sentence = `${words(60)}.`;
		assert.deepEqual(partsOf([sentence, sentence, sentence].join(' ')), [`${sentence} ${sentence}`, sentence]);
		for (const part of partsOf(words(500))) assert.match(part, /^palavra( palavra)*$/);
	});

	it('is not divided behind the number of an entry', () => {
		const entry = `12. ${words(110)}`;
		for (const part of partsOf(`${entry} ${entry}`)) assert.doesNotMatch(part, /12\.$/);
	});

	it('leaves a link whole, however long it is', () => {
		const link = `https://example.com/${'a'.repeat(3 * LONGEST)}?b=1`;
		const parts = partsOf(`Veja ${link} agora`);
		assert.ok(parts.some((part) => part.includes(link)));
		assert.deepEqual(partsOf(link), [link]);
	});

	it('of many short paragraphs puts neighbours together', () => {
		const paragraphs = Array.from({ length: 40 }, (_, index) => `Parágrafo ${index}`);
		const parts = partsOf(paragraphs.join('\n\n'));
		assert.equal(parts.length, 10);
		assert.equal(parts.join('\n\n'), paragraphs.join('\n\n'));
	});

	it('has all of it in its order, whole words, and no part is empty or too long but for one word', () => {
		const word = fc.oneof(
			fc.stringMatching(/^[a-zçã.!?\d😀]{1,30}$/u),
			fc.constant('https://example.com/a.b?c=d'),
			fc.stringMatching(/^x{900,1500}$/),
		);
		const gap = fc.constantFrom(' ', ' ', ' ', '\n', '\n\n', '\r\n\r\n', ' \n \n ');
		fc.assert(
			fc.property(fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 400 }), (tokens) => {
				const text = tokens.flat().join('');
				const parts = partsOf(text);
				assert.equal(withoutSpaces(parts.join('')), withoutSpaces(text));
				const given = text.trim().split(/\s+/);
				assert.deepEqual(
					parts.flatMap((part) => part.split(/\s+/)),
					given,
				);
				for (const part of parts) {
					assert.notEqual(part.trim(), '');
					if (part.length > LONGEST) assert.doesNotMatch(part, /\s/);
				}
			}),
			{ numRuns: 200 },
		);
	});
});
