import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as OutputModule from '../../../nodes/WtsChat/operations/output.ts';
import { built } from '../../built.mts';

const { outputOf } = built<typeof OutputModule>('nodes/WtsChat/operations/output');

const shown = (content: object) => outputOf({ simplify: ['id', '*'] }, { ...content }, { output: 'simplified' });

describe('what an item shows', () => {
	for (const [written, read] of [
		['2026-01-31T12:00:00.1234567Z', '2026-01-31T12:00:00.123Z'],
		['2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000Z'],
		['2026-01-31T12:00:00.5', '2026-01-31T12:00:00.500Z'],
		['2026-01-31T12:00:00', '2026-01-31T12:00:00.000Z'],
		['2026-01-31T12:00:00.25-03:00', '2026-01-31T15:00:00.250Z'],
		['0001-01-01T00:00:00', null],
		['2026-01-31', '2026-01-31'],
		['2026-13-45T12:00:00-03:00', '2026-13-45T12:00:00-03:00'],
		['amanhã', 'amanhã'],
		['', ''],
		[null, null],
		[1769860800000, 1769860800000],
	]) {
		it(`has the date ${JSON.stringify(written)} as ${JSON.stringify(read)}`, () => {
			assert.deepEqual(shown({ details: [{ createdAt: written }] }), { details: [{ createdAt: read }] });
		});
	}

	for (const [written, more] of [
		['+55|11988887777', { phoneNumberE164: '+5511988887777' }],
		['+351|912345678', { phoneNumberE164: '+351912345678' }],
		[null, { phoneNumberE164: null }],
		['(11) 98888-7777', {}],
		['', {}],
		[5511988887777, {}],
	] as const) {
		it(`has the phone number ${JSON.stringify(written)} once more, if it is certain`, () => {
			assert.deepEqual(shown({ phoneNumber: written }), { phoneNumber: written, ...more });
			assert.deepEqual(shown({ contact: { phonenumber: written } }), { contact: { phonenumber: written, ...more } });
		});
	}

	it('leaves alone what the account has named itself', () => {
		const own = { metadata: { createdAt: '2026-01-31T12:00:00' }, customFields: { phoneNumber: '+55|11988887777' } };
		assert.deepEqual(shown(own), own);
	});

	const content = { id: '1', createdAt: '2026-01-31T12:00:00', phoneNumber: '+55|11988887777' };

	it('is all of it, untouched, if it is to be raw', () =>
		assert.deepEqual(outputOf({ simplify: ['id'] }, content, { output: 'raw' }), content));

	it('is all of it, in forms that can be used, if there is no choice', () =>
		assert.deepEqual(outputOf({}, content, {}), {
			...content,
			createdAt: '2026-01-31T12:00:00.000Z',
			phoneNumberE164: '+5511988887777',
		}));
});
