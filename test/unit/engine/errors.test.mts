import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INode, OnError } from 'n8n-workflow';
import type * as ErrorsModule from '../../../nodes/WtsChat/engine/errors.ts';
import { built } from '../../built.mts';

const { errorItem, withItemIndex } = built<typeof ErrorsModule>('nodes/WtsChat/engine/errors');

describe('A failed item', () => {
	const nodeWith = (onError: OnError): INode => ({
		...{ id: '1', name: 'WTS Chat', type: 'n8n-nodes-wts-chat.wtsChat', typeVersion: 1 },
		...{ position: [0, 0], parameters: {}, onError },
	});
	const failedItem = (onError: OnError) => {
		const node = nodeWith(onError);
		const failure = withItemIndex(node, new Error('No such session'), 7);
		return { failure, item: errorItem(node, failure, { index: 7 }) };
	};
	const visible = { json: { error: 'No such session', details: { description: '' } }, pairedItem: { item: 7 } };

	it('has an error that n8n 1.x knows it by for the error output, and loses it in the copy that is handed on', () => {
		const { failure, item } = failedItem('continueErrorOutput');
		assert.equal(item.error, failure);
		const copy = { ...item };
		assert.ok(!('error' in copy));
		assert.deepEqual(copy, visible);
	});

	it('has none where all items leave by one output', () => {
		const { item } = failedItem('continueRegularOutput');
		assert.ok(!('error' in item));
		assert.deepEqual(item, visible);
	});
});
