import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as MessageModule from '../../../nodes/WtsChat/steps/message.ts';
import type * as TranscriptModule from '../../../nodes/WtsChat/steps/transcript.ts';
import { built } from '../../built.mts';

const { isFromContact } = built<typeof MessageModule>('nodes/WtsChat/steps/message');
const { roleOf } = built<typeof TranscriptModule>('nodes/WtsChat/steps/transcript');

const text = { direction: 'FROM_HUB', type: 'TEXT', origin: 'GATEWAY', userId: null } as const;

describe('whether a contact wrote a message', () => {
	it('is told by its direction, in any spelling', () => {
		assert.equal(isFromContact(text), true);
		assert.equal(isFromContact({ direction: 'from_hub' }), true);
		assert.equal(isFromContact({ ...text, direction: 'TO_HUB' }), false);
		assert.equal(isFromContact({}), false);
	});

	it('is not so if a user sent it', () => {
		const sentByUser = { ...text, userId: '6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10' };
		assert.equal(isFromContact(sentByUser), false);
		assert.equal(roleOf(sentByUser), 'agent');
	});

	it('is not so for a movement in the conversation, a page visit and a note', () => {
		for (const type of ['TRANSITION', 'TRACK', 'NOTE', 'Note']) assert.equal(isFromContact({ ...text, type }), false);
	});
});
