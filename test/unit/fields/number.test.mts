import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as Numbers from '../../../nodes/WtsChat/fields/number.ts';
import { built } from '../../built.mts';

const { numberIn } = built<typeof Numbers>('nodes/WtsChat/fields/number');

describe('numbers in texts', () => {
	it('are read as Brazil writes them, and as programs do', () => {
		for (const [text, number] of [
			['1500', 1500],
			['1500.5', 1500.5],
			['1500,50', 1500.5],
			['1.500,00', 1500],
			['1.234.567', 1_234_567],
			['1,500.00', 1500],
			['-1.500,5', -1500.5],
			['R$ 1.500,00', 1500],
			['R$\u00a01.500', 1500],
			['r$99,9', 99.9],
			['0.125', 0.125],
			['0,125', 0.125],
			['1234,125', 1234.125],
			['+5', 5],
			['.5', 0.5],
			['2.', 2],
			['2e3', 2000],
		] as const) {
			assert.equal(numberIn(` ${text} `), number, text);
		}
	});

	it('are none where they may be two, or are no numbers', () => {
		const ambiguous = ['1.500', '1,500', '-1.500', 'R$ 1,500'];
		const others = ['1,5,0', '1.500.00', '1.50,00', 'R$', '', ' ', '5%', '1 500', '1e999'];
		for (const text of [...ambiguous, ...others]) assert.equal(numberIn(text), undefined, text);
	});

	it('are the same number for whatever amount, in both writings', () => {
		fc.assert(
			fc.property(fc.integer({ min: -100_000_000_000, max: 100_000_000_000 }), (cents) => {
				const amount = cents / 100;
				for (const language of ['pt-BR', 'en-US']) {
					assert.equal(numberIn(amount.toLocaleString(language, { minimumFractionDigits: 2 })), amount);
				}
			}),
		);
	});
});
