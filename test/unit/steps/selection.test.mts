import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as SelectionModule from '../../../nodes/WtsChat/steps/selection.ts';
import type { Selection } from '../../../nodes/WtsChat/steps/selection.ts';
import type { Session } from '../../../nodes/WtsChat/steps/openSession.ts';
import { built } from '../../built.mts';

const { objectionTo } = built<typeof SelectionModule>('nodes/WtsChat/steps/selection');

// An n8n far east of UTC, where a date that is read as local time lies hours earlier.
process.env.TZ = 'Asia/Tokyo';

const NOW = Date.parse('2026-03-10T15:00:00Z');
const HOUR = 3_600_000;
const at = (hoursAgo: number) => new Date(NOW - hoursAgo * HOUR).toISOString();
const zoneless = (hoursAgo: number) => at(hoursAgo).replace('Z', '0000');

/** A session that all of the selection below is about. */
const session = {
	id: 'session',
	status: 'PENDING',
	type: 'INDIVIDUAL',
	createdAt: at(40),
	departmentId: 'department',
	userId: 'user',
	channelId: 'channel',
	contactId: 'contact',
	contactDetails: { tagsId: ['tag'] },
	lastInteractionDate: at(30),
	lastMessageIn: at(31),
	lastMessageOut: at(30),
} satisfies Session;

const selection: Selection = {
	statuses: ['PENDING', 'IN_PROGRESS'],
	includeGroups: false,
	silence: { of: 'anyone', since: NOW - 20 * HOUR },
	departmentId: 'department',
	userId: 'user',
	channelIds: ['other', 'channel'],
	tagIds: ['tag', 'other'],
	createdAfter: at(50),
	createdBefore: at(35),
	onlyContacts: new Set(['contact']),
	notContacts: new Set(['other']),
};
const byContact: Selection = { ...selection, silence: { of: 'contact', since: NOW - 20 * HOUR } };

describe('a session', () => {
	it('belongs to a selection all of which it is', () => {
		assert.equal(objectionTo(session, selection), undefined);
		assert.equal(objectionTo({ ...session, departmentId: 'DEPARTMENT', contactId: 'Contact' }, selection), undefined);
		assert.equal(objectionTo({ ...session, lastInteractionDate: zoneless(30) }, selection), undefined);
		// Null is the service's word that there is none.
		const silent = { ...session, lastInteractionDate: null, lastMessageIn: null, lastMessageOut: null };
		assert.equal(objectionTo(silent, selection), undefined);
		assert.equal(objectionTo(silent, byContact), undefined);
	});

	const others: Array<[what: string, session: Session, reason: RegExp]> = [
		['is completed', { ...session, status: 'COMPLETED' }, /^It has been completed already$/],
		['is in another status', { ...session, status: 'STARTED' }, /^Its status is STARTED now$/],
		['is of a group', { ...session, type: 'GROUP' }, /group/],
		['is with another department', { ...session, departmentId: 'other' }, /^It is with another department$/],
		['is with no department', { ...session, departmentId: null }, /^It is with another department$/],
		['is with another user', { ...session, userId: null }, /^It is with another user$/],
		['is on another channel', { ...session, channelId: 'third' }, /^It is on another channel$/],
		['has none of the tags', { ...session, contactDetails: { tagsId: [] } }, /none of the tags/],
		['was opened before', { ...session, createdAt: at(51) }, /^It was opened earlier$/],
		['was opened after', { ...session, createdAt: at(34) }, /^It was opened later$/],
		['was opened after, told without a zone', { ...session, createdAt: zoneless(34) }, /^It was opened later$/],
		['is of another contact', { ...session, contactId: 'third' }, /^The contact is not in the portfolio$/],
		['was written in ten minutes ago', { ...session, lastInteractionDate: at(1 / 6) }, /^Somebody has written/],
		['was so, told without a zone', { ...session, lastInteractionDate: zoneless(1 / 6) }, /^Somebody has written/],
		['has a newer message than that', { ...session, lastMessageIn: at(1) }, /^Somebody has written in it since$/],
		['has a newer answer than that', { ...session, lastMessageOut: at(1) }, /^Somebody has written in it since$/],
		[
			'is none of many, even if not all of it is known',
			{ ...session, userId: undefined, lastInteractionDate: at(1) },
			/^Somebody has written in it since$/,
		],
	];
	for (const [what, other, reason] of others) {
		it(`does not belong to it if it ${what}`, () => {
			const objection = objectionTo(other, selection);
			assert.match(objection?.reason ?? '', reason);
			assert.equal(objection?.isDoubt, false);
		});
	}

	const unknown: Array<[what: string, session: Session, selection?: Selection]> = [
		['ID', { ...session, id: undefined }],
		['status', { ...session, status: undefined }],
		['department', { ...session, departmentId: undefined }],
		['user', { ...session, userId: undefined }],
		['channel', { ...session, channelId: undefined }],
		['tags', { ...session, contactDetails: undefined }],
		['contact', { ...session, contactId: null }],
		['day of opening', { ...session, createdAt: undefined }],
		['day of opening, being one that says nothing', { ...session, createdAt: '0001-01-01T00:00:00' }],
		...[undefined, '', 'ontem', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00', '2026-02-30T10:00:00Z'].flatMap(
			(date): typeof unknown => [
				[`last message (${date})`, { ...session, lastInteractionDate: date }],
				[`last message of the contact (${date})`, { ...session, lastMessageIn: date }, byContact],
			],
		),
	];
	for (const [what, doubtful, meant = selection] of unknown) {
		it(`is in doubt without its ${what}`, () => {
			const objection = objectionTo(doubtful, meant);
			assert.match(objection?.reason ?? '', /, so it was left as it is$/);
			assert.equal(objection?.isDoubt, true);
		});
	}

	it('needs to say nothing that does not matter', () => {
		assert.equal(
			objectionTo({ id: 'x', status: 'PENDING' }, { statuses: ['PENDING'], includeGroups: false }),
			undefined,
		);
	});
});
