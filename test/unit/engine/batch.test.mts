import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { INode } from 'n8n-workflow';
import type * as BatchModule from '../../../nodes/WtsChat/engine/batch.ts';
import type { Result, Task } from '../../../nodes/WtsChat/engine/task.ts';
import type * as ContactModule from '../../../nodes/WtsChat/operations/contact/createOrUpdate.ts';
import type { Client } from '../../../nodes/WtsChat/transport/client.ts';
import { built } from '../../built.mts';

const { BatchSender, groupsOf } = built<typeof BatchModule>('nodes/WtsChat/engine/batch');
const { createOrUpdate } = built<typeof ContactModule>('nodes/WtsChat/operations/contact/createOrUpdate');
const node: INode = { id: '1', name: 'WTS Chat', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };

/** A connection over which nothing can be sent. */
const broken = (error: Error) => {
	const client = { hasActed: false, forTask: () => client, sendUntyped: async () => await Promise.reject(error) };
	return client as unknown as Client;
};

/** Sends three contacts over it. @returns what became of each */
async function results(client: Client, signal?: AbortSignal): Promise<Result[]> {
	const { batch } = createOrUpdate;
	assert.ok(batch);
	const tasks = Array.from(
		{ length: 3 },
		(_, index): Task => ({
			index,
			client,
			values: { phoneNumber: `554196000000${index}`, additionalFields: {}, customFields: {}, options: {} },
			targets: [String(index)],
		}),
	);
	const settled: Result[] = [];
	const alone = async () => await Promise.reject(new Error('nothing goes alone'));
	const sender = new BatchSender(client, batch, node, alone, signal);
	for (const group of groupsOf(batch, tasks)) {
		await sender.send(group, ({ index }, result) => (settled[index] = result));
	}
	return settled;
}

describe('a request with many entries', () => {
	it('that fails for a reason of its own is the failure of each of them, since n8n lets all pass for done otherwise', async () => {
		const failure = new TypeError('something is not a function');
		assert.deepEqual(await results(broken(failure)), Array(3).fill({ failure, hasActed: false }));
	});

	it('settles nothing when the execution is cancelled', async () => {
		const reason = new Error('cancelled');
		await assert.rejects(results(broken(new Error('aborted')), AbortSignal.abort(reason)), reason);
	});
});
