import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../random.mts';
import type * as RecentlySeenModule from '../../../nodes/WtsChat/waiting/recentlySeen.ts';
import { built } from '../../built.mts';

const { RecentlySeen } = built<typeof RecentlySeenModule>('nodes/WtsChat/waiting/recentlySeen');

test('knows again what was among the last ones, and nothing else', () => {
	const identities = fc.array(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 200 });
	fc.assert(
		fc.property(identities, fc.integer({ min: 1, max: 12 }), (sequence, capacity) => {
			const recentlySeen = new RecentlySeen(capacity);
			const remembered: string[] = [];
			for (const identity of sequence) {
				const isNew = !remembered.includes(identity);
				if (isNew) remembered.push(identity);
				if (remembered.length > capacity) remembered.shift();
				assert.equal(recentlySeen.isNew(identity), isNew);
			}
		}),
	);
});

test('forgets the oldest first, so that its memory is bounded', () => {
	const recentlySeen = new RecentlySeen(3);
	for (const identity of ['a', 'b', 'c', 'd']) assert.ok(recentlySeen.isNew(identity));
	for (const identity of ['b', 'c', 'd']) assert.ok(!recentlySeen.isNew(identity));
	assert.ok(recentlySeen.isNew('a'));
	assert.ok(recentlySeen.isNew('b'));
	assert.ok(!recentlySeen.isNew('d'));
});

test('forgets what was seen too long ago, also to know it again for as long', () => {
	let now = 0;
	const recentlySeen = new RecentlySeen(2, 1000, { now: () => now });
	assert.ok(recentlySeen.isNew('a'));
	now = 999;
	assert.ok(!recentlySeen.isNew('a'));
	assert.ok(recentlySeen.isNew('b'));
	now = 1000;
	assert.ok(recentlySeen.isNew('a'));
	assert.ok(recentlySeen.isNew('c'));
	assert.ok(!recentlySeen.isNew('a'), 'b was the oldest');
});
