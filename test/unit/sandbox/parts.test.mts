import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../random.mts';
import { Clock, writeTime } from '../../../sandbox/clock.mts';
import { formattedPhone, storedPhone } from '../../../sandbox/phone.mts';
import { Random } from '../../../sandbox/random.mts';
import { Schedule } from '../../../sandbox/schedule.mts';

test('what is due runs in order of time, and in order of adding at the same time', () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 0, max: 20 }), (times, until) => {
			let now = 0;
			const schedule = new Schedule(new Clock(() => now));
			const ran: { at: number; index: number }[] = [];
			for (const [index, at] of times.entries()) schedule.add(at, () => ran.push({ at, index }));
			now = until;
			schedule.runDue();
			const due = times.map((at, index) => ({ at, index })).filter(({ at }) => at <= until);
			assert.deepEqual(
				ran,
				due.toSorted((a, b) => a.at - b.at || a.index - b.index),
			);
			assert.equal(schedule.size, times.length - due.length);
		}),
	);
});

test('what comes due by running runs, too', () => {
	const schedule = new Schedule(new Clock(() => 10));
	const ran: string[] = [];
	schedule.add(5, () => {
		ran.push('first');
		schedule.add(7, () => ran.push('second'));
		schedule.add(11, () => ran.push('later'));
	});
	schedule.runDue();
	assert.deepEqual(ran, ['first', 'second']);
});

test('chance repeats itself, and its uuids are version 4', () => {
	const one = new Random(9);
	const other = new Random(9);
	const ids = [...Array(1000).keys()].map(() => one.uuid());
	assert.deepEqual(
		ids,
		[...Array(1000).keys()].map(() => other.uuid()),
	);
	assert.equal(new Set(ids).size, 1000);
	for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	for (let draw = 0; draw < 1000; draw++) assert.ok([2, 3, 4].includes(one.integer(2, 4)));
});

test('phone numbers are stored with country code and pipe', () => {
	assert.equal(storedPhone('+55 (11) 98765-4321'), '+55|11987654321');
	assert.equal(storedPhone('551140020001'), '+55|1140020001');
	assert.equal(storedPhone('+1 212 555 0100'), '+1|2125550100');
	assert.equal(storedPhone('+351|912345678'), '+351|912345678');
	assert.equal(formattedPhone('+55|11987654321'), '(11) 98765-4321');
	for (const wrong of ['', '12', '55987654321', 'Ana', '5511987654321012345', '55 11 9876x4321'])
		assert.throws(() => storedPhone(wrong), wrong);
});

test('times have seven fraction digits; time only moves forward', () => {
	assert.equal(writeTime(Date.parse('2030-01-01T00:00:00.123Z')), '2030-01-01T00:00:00.1230000Z');
	const clock = new Clock(() => 1000);
	clock.advance(500);
	assert.equal(clock.now(), 1500);
	assert.throws(() => clock.advance(-1), RangeError);
});
