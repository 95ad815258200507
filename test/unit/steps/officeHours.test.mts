import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as OfficeHoursModule from '../../../nodes/WtsChat/steps/officeHours.ts';
import { built } from '../../built.mts';

const { openingAt } = built<typeof OfficeHoursModule>('nodes/WtsChat/steps/officeHours');

type Hours = Parameters<typeof openingAt>[0];

const WORKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
const EVERY_DAY = [...WORKDAYS, 'SATURDAY', 'SUNDAY'];

/** Hours on some weekdays, e.g. "08:00-12:00". */
const hours = (days: string[], periods: string[], more: Partial<Hours> = {}): Hours => ({
	limitHours: true,
	timezoneDiff: -3,
	days: EVERY_DAY.map((dayWeek) => ({
		dayWeek,
		active: days.includes(dayWeek),
		periods: periods.map((period) => {
			const [startTime, endTime] = period.split('-');
			return { startTime, endTime };
		}),
	})),
	...more,
});
/** A moment in the week from Monday, 30 November 2026, on. @param day 1 for Monday @param time as on a wall in Brazil */
const at = (day: number, time: string) => Date.parse(`2026-11-30T${time}:00-03:00`) + (day - 1) * 24 * 60 * 60_000;
const told = (of: Hours, now: number, usualOffset = 0) => {
	const { isOpenNow, nextOpening, nextClosing } = openingAt(of, now, () => usualOffset);
	return [isOpenNow, nextOpening, nextClosing];
};

describe('office hours', () => {
	const usual = hours(WORKDAYS, ['08:00-12:00', '13:00-18:00']);

	it('are open within a period, and say when that ends and when the next begins', () => {
		assert.deepEqual(told(usual, at(1, '09:30')), [
			true,
			'2026-11-30T13:00:00.000-03:00',
			'2026-11-30T12:00:00.000-03:00',
		]);
	});

	it('begin with the first minute and end before the last', () => {
		assert.equal(told(usual, at(1, '08:00'))[0], true);
		assert.equal(told(usual, at(1, '07:59'))[0], false);
		assert.equal(told(usual, at(1, '12:00'))[0], false);
	});

	it('are closed at lunch, at night, and over the weekend until Monday', () => {
		assert.deepEqual(told(usual, at(1, '12:30')), [
			false,
			'2026-11-30T13:00:00.000-03:00',
			'2026-11-30T18:00:00.000-03:00',
		]);
		assert.deepEqual(told(usual, at(5, '18:00')), [
			false,
			'2026-12-07T08:00:00.000-03:00',
			'2026-12-07T12:00:00.000-03:00',
		]);
	});

	it('may go on over midnight, from the last day of the week into the first too', () => {
		const bar = hours(['FRIDAY', 'SUNDAY'], ['20:00-02:00']);
		assert.deepEqual(told(bar, at(6, '01:30')), [
			true,
			'2026-12-06T20:00:00.000-03:00',
			'2026-12-05T02:00:00.000-03:00',
		]);
		assert.equal(told(bar, at(8, '01:59'))[0], true);
		assert.equal(told(bar, at(8, '02:00'))[0], false);
		assert.deepEqual(told(hours(['MONDAY', 'TUESDAY'], ['20:00-00:00', '00:00-03:00']), at(1, '23:00')), [
			true,
			'2026-12-01T20:00:00.000-03:00',
			'2026-12-01T03:00:00.000-03:00',
		]);
	});

	it('never end where they cover the week, or are not limited', () => {
		assert.deepEqual(told(hours(EVERY_DAY, ['00:00-00:00']), at(3, '15:00')), [true, null, null]);
		assert.deepEqual(told(hours(EVERY_DAY, ['00:00-24:00']), at(3, '15:00')), [true, null, null]);
		assert.deepEqual(told(hours([], [], { limitHours: false }), at(3, '15:00')), [true, null, null]);
	});

	it('never begin where there are none', () => {
		for (const none of [hours([], ['08:00-12:00']), hours(EVERY_DAY, []), hours([], [], { days: null })]) {
			assert.deepEqual(told(none, at(3, '15:00')), [false, null, null]);
		}
	});

	it('are in the zone of the account, or else in that of the workflow', () => {
		const noon = Date.UTC(2026, 10, 30, 12);
		assert.deepEqual(told({ ...usual, timezoneDiff: 5.5 }, noon), [
			true,
			'2026-12-01T08:00:00.000+05:30',
			'2026-11-30T18:00:00.000+05:30',
		]);
		assert.deepEqual(told({ ...usual, timezoneDiff: null }, noon, -240), [
			true,
			'2026-11-30T13:00:00.000-04:00',
			'2026-11-30T12:00:00.000-04:00',
		]);
	});

	it('open by the clock on the wall, though it is changed until then', () => {
		// In New York clocks are put forward on 8 March 2026, a Sunday, and back on 1 November.
		const newYork = (moment: number) =>
			moment >= Date.parse('2026-03-08T07:00Z') && moment < Date.parse('2026-11-01T06:00Z') ? -240 : -300;
		const there = { ...usual, timezoneDiff: null };
		for (const [now, opening, closing] of [
			['2026-03-07T23:00-05:00', '2026-03-09T08:00:00.000-04:00', '2026-03-09T12:00:00.000-04:00'],
			['2026-10-31T23:00-04:00', '2026-11-02T08:00:00.000-05:00', '2026-11-02T12:00:00.000-05:00'],
		]) {
			const { nextOpening, nextClosing } = openingAt(there, Date.parse(now), newYork);
			assert.deepEqual([nextOpening, nextClosing], [opening, closing]);
		}
	});

	it('are not known where nothing is told of them', () => {
		assert.deepEqual(told({}, at(1, '09:00')), [null, null, null]);
	});

	it('are not known where a period cannot be read', () => {
		for (const period of ['8h-12h', '08:00-', '25:00-26:00']) {
			assert.deepEqual(told(hours(WORKDAYS, [period]), at(1, '09:00')), [null, null, null]);
		}
		assert.deepEqual(told(hours([], ['8h-12h']), at(1, '09:00')), [false, null, null], 'of a day without service');
	});
});
