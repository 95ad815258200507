import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as MessageModule from '../../../nodes/WtsChat/steps/message.ts';
import type * as TranscriptModule from '../../../nodes/WtsChat/steps/transcript.ts';
import { built } from '../../built.mts';

const { wordsOf } = built<typeof MessageModule>('nodes/WtsChat/steps/message');
const { roleOf } = built<typeof TranscriptModule>('nodes/WtsChat/steps/transcript');

describe('a message of a kind that the contract does not know', () => {
	const message: MessageModule.Message = JSON.parse(
		'{"type":"POLL","origin":"NEW","direction":"TO_HUB","details":null}',
	);

	it('is called by its kind', () => {
		assert.equal(wordsOf(message), '[POLL]');
		assert.equal(wordsOf({ ...message, text: 'Sim ou não?' }), 'Sim ou não?');
	});

	it('comes from something automatic, unless the contact wrote it', () => {
		assert.equal(roleOf(message), 'automation');
		assert.equal(roleOf({ ...message, direction: 'FROM_HUB' }), 'contact');
	});
});
