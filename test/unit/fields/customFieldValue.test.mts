import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as Module from '../../../nodes/WtsChat/fields/customFieldValue.ts';
import { built } from '../../built.mts';

const { tryToParseDateTime } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');
const { customFieldValue } = built<typeof Module>('nodes/WtsChat/fields/customFieldValue');

type Type = Module.CustomField['type'];
const ZONE = 'America/Sao_Paulo';
const options = ['Cozinha', 'Jardim', 'Sala, quarto'].map((name, index) => ({
	id: `00000000-0000-4000-8000-00000000000${index}`,
	name,
}));
const read = (type: Type, given: unknown, timezone = ZONE) => customFieldValue({ type, options }, given, timezone);
const refuses = (type: Type, ...values: unknown[]) => {
	for (const value of values) assert.equal(read(type, value), undefined, `${type} ${String(value)}`);
};

describe('the value of a custom field', () => {
	it('of a day is the day that is written, in every zone', () => {
		for (const zone of ['America/Sao_Paulo', 'UTC', 'Asia/Tokyo', 'Pacific/Kiritimati']) {
			for (const written of [
				'1990-01-05',
				'1990-01-05T00:00:00.000Z',
				'1990-01-05T23:30:00-03:00',
				'1990-01-05 00:00:00',
				'05/01/1990',
				'5/1/1990 08:00',
				new Date('1990-01-05T00:00:00.000Z'),
				tryToParseDateTime('1990-01-05T22:00:00-03:00', 'America/Sao_Paulo'),
			])
				assert.equal(read('DATE', written, zone), '1990-01-05', `${String(written)} in ${zone}`);
		}
		// Not a day's beginning, so it is a moment: it has the day that it is where the workflow runs.
		assert.equal(read('DATE', new Date('2026-02-05T02:00:00.000Z')), '2026-02-04');
		assert.equal(read('DATE', Date.parse('2026-02-05T02:00:00.000Z')), '2026-02-04');
		refuses('DATE', '1990-02-30', '01-05', 'ontem', 1990, true, {}, []);
	});

	it('of a date with a time is the wall-clock time where the workflow runs', () => {
		assert.equal(read('DATETIME', '2026-02-05T11:00:00.000Z'), '2026-02-05T08:00:00');
		assert.equal(read('DATETIME', '2026-02-05T11:00:00.000Z', 'Asia/Tokyo'), '2026-02-05T20:00:00');
		assert.equal(read('DATETIME', '05/02/2026 08:00'), '2026-02-05T08:00:00');
		refuses('DATETIME', '2026-02-30T08:00:00', 'amanhã', 5, ['2026-02-05']);
	});

	it('of a whole number is one, also as a text', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (number) => {
				assert.equal(read('INTEGER', number), number);
				assert.equal(read('INTEGER', ` ${number} `), number);
			}),
		);
		assert.equal(read('INTEGER', '3.0'), 3);
		refuses('INTEGER', 2.5, '2.5', '2,5', NaN, Infinity, '1e400', 2 ** 60, true, [3], {}, 'três');
	});

	it('of a number is finite', () => {
		assert.equal(read('FLOAT', '2.5'), 2.5);
		assert.equal(read('FLOAT', '2,5'), 2.5);
		assert.equal(read('FLOAT', 'R$ 1.500,00'), 1500);
		refuses('FLOAT', '2.500', '2,500', '2,5,1', NaN, -Infinity, [2.5], { value: 2.5 }, false);
	});

	it('of a switch, a time and a text is what its type says', () => {
		assert.deepEqual(
			[true, 'TRUE', 1, '1', ' Sim', false, 'false', 0, 'Não'].map((given) => read('BOOLEAN', given)),
			[true, true, true, true, true, false, false, false, false],
		);
		refuses('BOOLEAN', 'talvez', 2, {}, []);
		assert.deepEqual(
			['8:30', '08:30', '08:30:15'].map((given) => read('TIME', given)),
			['08:30', '08:30', '08:30:15'],
		);
		refuses('TIME', '24:00', '8h30', '08:60', 8.5, {});
		assert.equal(read('STRING', 123), '123');
		assert.equal(read('TEXT', new Date('2026-02-05T11:00:00.000Z')), '2026-02-05T11:00:00.000Z');
		refuses('TEXT', { a: 1 }, ['a'], NaN);
		refuses('GROUP', 'x');
	});

	it('of choices is in the spelling of the service; exact names come first, as they may hold a comma', () => {
		assert.equal(read('SINGLESELECT', 'cozinha'), 'Cozinha');
		assert.equal(read('SINGLESELECT', options[1].id), 'Jardim');
		refuses('SINGLESELECT', 'Nada', 'Cozinha, Jardim', ['Cozinha'], 1, {});
		assert.deepEqual(read('MULTISELECT', ['JARDIM', 'cozinha', 'Jardim']), ['Jardim', 'Cozinha']);
		assert.deepEqual(read('MULTISELECT', 'sala, quarto'), ['Sala, quarto']);
		assert.deepEqual(read('MULTISELECT', 'jardim, cozinha'), ['Jardim', 'Cozinha']);
		assert.deepEqual(read('MULTISELECT', '["Sala, quarto", "jardim"]'), ['Sala, quarto', 'Jardim']);
		assert.deepEqual(read('MULTISELECT', []), []);
		refuses('MULTISELECT', ['Cozinha', 'Nada'], 2.5, {}, [['Cozinha']], '["Cozinha"', [null]);
	});

	it('stays an empty text, which clears it, and is checked at both ends of a range', () => {
		for (const type of ['DATE', 'INTEGER', 'MULTISELECT', 'TEXT'] as const) assert.equal(read(type, ''), '');
		const range = { type: 'INTEGER', isValueRange: true } as const;
		assert.deepEqual(customFieldValue(range, ['1', 5], ZONE), [1, 5]);
		assert.equal(customFieldValue(range, [1, 'cinco'], ZONE), undefined);
	});
});
