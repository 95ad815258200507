import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as TurnsModule from '../../../nodes/WtsChat/transport/turns.ts';
import { built } from '../../built.mts';

const { inTurn } = built<typeof TurnsModule>('nodes/WtsChat/transport/turns');

describe('what takes turns', () => {
	it('is done one after the other under one name, and at once under others', async () => {
		const log: string[] = [];
		const first = Promise.withResolvers<void>();
		const work = (label: string, wait?: Promise<void>) => async () => {
			log.push(`${label} begins`);
			await wait;
			log.push(`${label} ends`);
			return label;
		};
		const all = Promise.all([
			inTurn('a', undefined, work('1', first.promise)),
			inTurn('a', undefined, work('2')),
			inTurn('b', undefined, work('3')),
		]);
		await inTurn('b', undefined, work('4'));
		assert.ok(!log.includes('2 begins'));
		first.resolve();
		assert.deepEqual(await all, ['1', '2', '3']);
		assert.ok(log.indexOf('2 begins') > log.indexOf('1 ends'));
	});

	it('goes on after a failure, and past one that gave up waiting, which lets nobody overtake', async () => {
		const first = Promise.withResolvers<void>();
		const failing = inTurn('c', undefined, async () => {
			await first.promise;
			throw new Error('failed');
		});
		const cancel = new AbortController();
		let hasBegun = false;
		const givingUp = inTurn('c', cancel.signal, async () => assert.fail('nobody waits for it'));
		const last = inTurn('c', undefined, async () => (hasBegun = true));
		cancel.abort(new Error('cancelled'));
		await assert.rejects(givingUp, /cancelled/);
		assert.equal(hasBegun, false);
		first.resolve();
		await assert.rejects(failing, /failed/);
		assert.equal(await last, true);
	});
});
