import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as DateModule from '../../../nodes/WtsChat/fields/date.ts';
import { built } from '../../built.mts';

const { tryToParseDateTime } = createRequire(import.meta.url)('n8n-workflow') as typeof import('n8n-workflow');
const { momentOf } = built<typeof DateModule>('nodes/WtsChat/fields/date');

const ZONE = 'America/Sao_Paulo';
const read = (value: unknown, timezone = ZONE) => momentOf(value, timezone)?.toUTC().toISO();

describe('momentOf', () => {
	it('reads ISO 8601 and SQL, in the zone that they name or else in the given one', () => {
		const morning = '2026-02-05T11:00:00.000Z';
		for (const written of [
			'2026-02-05T08:00:00',
			'2026-02-05T08:00',
			'2026-02-05T08:00:00.000-03:00',
			'2026-02-05T11:00:00Z',
			'2026-02-05t11:00:00z',
			'2026-02-05 08:00:00',
			'2026-02-05 08:00:00.000000',
			'2026-02-05 11:00:00+00',
			'2026-02-05 08:00:00 -0300',
			' 2026-02-05 08:00 ',
		])
			assert.equal(read(written), morning, written);
		assert.equal(read('2026-02-05'), '2026-02-05T03:00:00.000Z');
		assert.equal(read('2026-02-05T08:00:00', 'Asia/Tokyo'), '2026-02-04T23:00:00.000Z');
	});

	it('reads dates with the day first, as Brazil writes them', () => {
		for (const [written, expected] of [
			['05/02/2026', '2026-02-05T03:00:00.000Z'],
			['5/2/2026', '2026-02-05T03:00:00.000Z'],
			['25/02/2026', '2026-02-25T03:00:00.000Z'],
			['05-02-2026 08:00', '2026-02-05T11:00:00.000Z'],
			['05.02.2026 08:00:30', '2026-02-05T11:00:30.000Z'],
			['05/02/2026, 08:00:30', '2026-02-05T11:00:30.000Z'],
		])
			assert.equal(read(written), expected, written);
	});

	it('reads the dates that expressions give, each in its own zone', () => {
		const date = new Date('2026-02-05T11:00:00Z');
		const dateTime = tryToParseDateTime(date, 'Asia/Tokyo');
		for (const value of [date, dateTime, dateTime.toISO(), dateTime.toString(), date.getTime(), String(date.getTime())])
			assert.equal(read(value), '2026-02-05T11:00:00.000Z', String(value));
		assert.equal(read(100_000_000_000), '1973-03-03T09:46:40.000Z');
	});

	it('knows the first moment of a day on which the clocks skip midnight', () => {
		assert.equal(read('2018-11-04'), '2018-11-04T03:00:00.000Z');
	});

	it('reads nothing else, since that could be meant otherwise', () => {
		for (const value of [
			'2026-02-30',
			'2026-02-30T10:00:00Z',
			'2026-02-29',
			'2026-13-01',
			'31/04/2026',
			'29/02/2025 10:00',
			'12/25/2026',
			'05/02/26',
			'05/02-2026',
			'2026-02-05T25:00',
			'2026-02-05T08:60',
			'2026-02-05T08:00:00+99:99',
			'2026-02-05 8h',
			'08:00',
			'10',
			'tomorrow',
			'Thu, 05 Feb 2026 11:00:00 GMT',
			'',
			' ',
			10,
			20260205,
			1_770_289_200,
			1_770_289_200_000.5,
			-1_770_289_200_000,
			Number.NaN,
			Infinity,
			true,
			null,
			undefined,
			['2026-02-05'],
			{ date: '2026-02-05' },
			new Date(Number.NaN),
		])
			assert.equal(momentOf(value, ZONE), undefined, String(value));
	});

	it('finds every moment again that is written in one of the forms', () => {
		const moments = fc.date({ min: new Date('1973-04-01'), max: new Date('2200-01-01'), noInvalidDate: true });
		fc.assert(
			fc.property(moments, fc.constantFrom('UTC', 'Asia/Tokyo', 'Asia/Kolkata'), (date, zone) => {
				date.setUTCMilliseconds(0);
				const there = tryToParseDateTime(date, 'UTC').setZone(zone);
				for (const form of [
					"yyyy-MM-dd'T'HH:mm:ss",
					'yyyy-MM-dd HH:mm:ssZZ',
					'dd/MM/yyyy HH:mm:ss',
					'd.M.yyyy HH:mm:ss',
				])
					assert.equal(read(there.toFormat(form), zone), date.toISOString(), there.toFormat(form));
				assert.equal(read(date.getTime(), zone), date.toISOString());
			}),
		);
	});
});
