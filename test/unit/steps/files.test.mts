import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type * as FilesModule from '../../../nodes/WtsChat/steps/files.ts';
import { built } from '../../built.mts';

const { filesToBegin } = built<typeof FilesModule>('nodes/WtsChat/steps/files');

describe('the files of several messages', () => {
	it('are looked for each in its own message, where none of them has an ID', async () => {
		const asked: string[] = [];
		const context = {
			helpers: {
				httpRequest: async ({ url }: { url: string }) => {
					asked.push(url);
					return { statusCode: 404, headers: {}, body: { destroy: () => {} } };
				},
			},
			getExecutionCancelSignal: () => undefined,
		} as unknown as Parameters<typeof filesToBegin>[0];
		const service = async () => ({
			send: async ({ path: { id } }: { path: { id: string } }) => ({
				id,
				details: { files: [1, 2].map((place) => ({ publicUrl: `https://cdn.example.com/${id}/${place}` })) },
			}),
		});
		const files = ['a', 'b', 'b'].map((messageId) => ({ messageId }));
		await filesToBegin(context, files, 1_000, service as unknown as Parameters<typeof filesToBegin>[3]);
		assert.deepEqual(
			asked.map((url) => url.slice(-3)),
			['a/1', 'b/1', 'b/2'],
		);
	});
});
