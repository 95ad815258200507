import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as SpanModule from '../../../nodes/WtsChat/fields/span.ts';
import { built } from '../../built.mts';

const { minutesOfSpan } = built<typeof SpanModule>('nodes/WtsChat/fields/span');

describe('a length of time of the service', () => {
	for (const [span, minutes] of [
		['00:00:00', 0],
		['00:04:30', 4.5],
		['00:00:01.2345678', 0.02],
		['23:59:59', 1439.98],
		['1.02:03:04', 1563.07],
		['1.02:03:04.5000000', 1563.08],
		['400.00:00:00', 576_000],
		['26:03:04', 1563.07],
		[' 00:10:00 ', 10],
	] as const) {
		it(`${span} is ${minutes} minutes`, () => assert.equal(minutesOfSpan(span), minutes));
	}

	for (const other of ['-00:04:30', '', '4:30', '00:61:00', 'PT5M', '1 02:03:04', null, undefined, 5, {}]) {
		it(`${JSON.stringify(other)} is none`, () => assert.equal(minutesOfSpan(other), undefined));
	}
});
