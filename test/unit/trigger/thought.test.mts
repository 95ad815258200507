// To which thought a message belongs: what is written when, and nothing else, decides.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fc } from '../../random.mts';
import type * as ThoughtModule from '../../../nodes/WtsChat/trigger/thought.ts';
import { built } from '../../built.mts';

const { OpenThoughts, byMoment, predecessorsOf, textsOf, thoughtFrom, writtenOf, faultOfJoining, joiningOf } =
	built<typeof ThoughtModule>('nodes/WtsChat/trigger/thought');

const joining = { quiet: 8_000, most: 60_000 };
/** A message that is written so many seconds after the first one. */
const at = (seconds: number, id = `m${String(seconds).padStart(4, '0')}`) => ({ id, at: seconds * 1_000 });
const ids = (messages: ReadonlyArray<{ id: string }>) => messages.map(({ id }) => id);
const secondsOf = (messages: ReadonlyArray<{ at: number }>) => messages.map((message) => message.at / 1_000);

describe('a thought', () => {
	it('is what follows its first message with less than the quiet between one and the next', () => {
		const others = [at(20), at(3), at(10), at(28), at(-2)];
		assert.deepEqual(secondsOf(thoughtFrom(at(0), others, joining)), [0, 3, 10]);
		assert.deepEqual(secondsOf(thoughtFrom(at(20), others, joining)), [20]);
		assert.deepEqual(secondsOf(thoughtFrom(at(28), others, joining)), [28]);
	});

	it('ends at the longest wait though the contact writes on', () => {
		const others = Array.from({ length: 30 }, (_, index) => at(5 * (index + 1)));
		const thought = thoughtFrom(at(0), others, joining);
		assert.equal(thought.at(-1)?.at, 55_000);
	});

	it('has messages of one moment in one order, whoever asks', () => {
		const same = [at(1, 'c'), at(1, 'a'), at(1, 'b')];
		assert.deepEqual(ids(thoughtFrom(at(0), same, joining)), ['m0000', 'a', 'b', 'c']);
		assert.deepEqual(ids(thoughtFrom(at(0), same.toReversed(), joining)), ['m0000', 'a', 'b', 'c']);
	});

	it('is found from each of its messages by going back, and has what came before in its order', () => {
		const others = [at(0), at(3), at(10), at(20)];
		assert.deepEqual(secondsOf(predecessorsOf(at(10), others, joining)), [0, 3]);
		assert.deepEqual(secondsOf(predecessorsOf(at(20), others, joining)), []);
		assert.deepEqual(secondsOf(predecessorsOf(at(0), others, joining)), []);
	});

	it('holds each message once, however they are written', () => {
		const messages = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(messages, (moments) => {
				const all = moments.map((moment) => at(moment));
				let left = all.toSorted(byMoment);
				const taken: string[] = [];
				while (left.length > 0) {
					const thought = thoughtFrom(left[0], all, joining);
					for (const [index, message] of thought.entries()) {
						if (index > 0) assert.ok(message.at - thought[index - 1].at < joining.quiet);
						assert.ok(message.at - thought[0].at < joining.most);
						taken.push(message.id);
					}
					left = left.filter(({ id }) => !taken.includes(id));
				}
				assert.deepEqual(taken, ids(all.toSorted(byMoment)));
			}),
		);
	});
});

describe('the thoughts that executions have begun with', () => {
	it('take what belongs to them, and tell the first one, also of what follows one that lasted too long', () => {
		const open = new OpenThoughts(10);
		const take = (seconds: number, place = 'a') => open.take(place, at(seconds), joining);
		assert.deepEqual([take(0), take(5), take(12), take(20)], ['first', 'part', 'part', 'first']);
		assert.deepEqual([take(0, 'b'), take(21)], ['first', 'part']);
		for (let seconds = 27; seconds < 80; seconds += 7) assert.equal(take(seconds), 'part');
		assert.deepEqual([take(83), take(84)], ['firstSinceCut', 'part']);
	});

	it('begin anew with what was written before their first message', () => {
		const open = new OpenThoughts(10);
		open.take('a', at(5), joining);
		assert.equal(open.take('a', at(4), joining), 'first');
	});

	it('are forgotten when there are too many, the oldest first', () => {
		const open = new OpenThoughts(2);
		for (const place of ['a', 'b', 'c']) open.take(place, at(0), joining);
		assert.deepEqual([open.take('c', at(1), joining), open.take('a', at(1), joining)], ['part', 'first']);
	});
});

describe('what is read of a message', () => {
	it('is its ID and when it was written; without either it belongs to nothing', () => {
		const createdAt = '2030-01-31T12:00:00.1234567Z';
		assert.deepEqual(writtenOf({ id: 'a', createdAt }), { id: 'a', at: Date.parse('2030-01-31T12:00:00.123Z') });
		assert.equal(writtenOf({ id: 'a', timestamp: createdAt })?.at, Date.parse('2030-01-31T12:00:00.123Z'));
		for (const message of [{ createdAt }, { id: 1, createdAt }, { id: 'a' }, { id: 'a', createdAt: 'soon' }]) {
			assert.equal(writtenOf(message), undefined);
		}
	});

	it('is its text, or what was said; what has neither gives no line', () => {
		const said = { text: null, details: { transcription: { text: 'tudo bem?' } } };
		assert.equal(textsOf([{ text: 'Oi' }, { text: '' }, said, {}, { text: 'tchau' }]), 'Oi\ntudo bem?\ntchau');
	});
});

describe('the seconds of the trigger', () => {
	const node = { id: '1', name: 'x', type: 'x', typeVersion: 1, position: [0, 0] as [number, number] };
	const context = (parameters: Record<string, unknown>) =>
		({ getNode: () => ({ ...node, parameters }), getTimezone: () => 'UTC' }) as Parameters<typeof joiningOf>[0];
	const of = (parameters: Record<string, unknown>) => {
		const given = { joinMessages: true, ...parameters };
		const read = (name: string) => (given as Record<string, unknown>)[name];
		return [joiningOf(context(given), read), faultOfJoining(context(given), read)] as const;
	};

	it('count as given, also as a text; the longest wait is never less than the quiet', () => {
		assert.deepEqual(of({ quietSeconds: 3, longestWait: '30' }), [{ quiet: 3_000, most: 30_000 }, undefined]);
		assert.deepEqual(of({ quietSeconds: 90, longestWait: 60 }), [{ quiet: 90_000, most: 90_000 }, undefined]);
		assert.deepEqual(of({ joinMessages: false }), [undefined, undefined]);
	});

	it('count as usual where they are none, so that no message is lost over it, and what is wrong is said', () => {
		for (const wrong of [undefined, null, '', 'x', 0, 601, {}, true]) {
			const [joined, fault] = of({ quietSeconds: wrong, longestWait: 60 });
			assert.deepEqual(joined, { quiet: 8_000, most: 60_000 });
			assert.equal(fault, "'Seconds of Quiet' is a number from 1 to 600.");
		}
	});
});
