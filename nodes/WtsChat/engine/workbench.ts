import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';
import type { Workbench } from '../steps/workbench';
import type { Client } from '../transport/client';
import { download, refuseInside } from '../steps/download';
import { waitingFor } from '../waiting/sleep';
import { waitingBlock } from './block';
import { runInOrder, WIDTH } from './run';
import { isReview } from './tool';
import { binaryOf, storeFile, uploadFile } from './upload';

/**
 * What an operation may use to work on one item.
 * @param corrected looks for IDs of the wrong kind
 * @param memory what is remembered from run to run
 * @param run what belongs to the run as a whole
 * @param binary takes the files that come out; of what is carried out for many items together none do
 */
export function workbenchFor(
	context: IExecuteFunctions,
	client: Client,
	itemIndex: number,
	corrected: Workbench['corrected'],
	memory: Workbench['memory'],
	{ tell, reader }: Pick<Workbench, 'tell' | 'reader'>,
	binary: IBinaryKeyData = {},
): Workbench {
	const { send, sendOnce, find, list, count, attempt, pause, inTurn } = client;
	return {
		...{ send, sendOnce, find, list, count, attempt, pause, inTurn },
		sideBySide: async (things, targetOf, work) => {
			await runInOrder(
				things.length,
				(index) => [targetOf(things[index])].filter((target) => target !== undefined),
				WIDTH,
				async (index) => await work(things[index]),
				() => {},
			);
		},
		waiting: context.getInputData().length === 1 ? waitingFor(context, client, isReview(context)) : undefined,
		block: () => waitingBlock(context),
		corrected,
		memory,
		items: () => context.getInputData().map(({ json }) => json),
		itemIndex,
		tell,
		reader,
		timezone: context.getTimezone(),
		typeOf: (binaryProperty) => binaryOf(context, itemIndex, binaryProperty).mimeType,
		upload: async (binaryProperty, type) => await uploadFile(context, client, { itemIndex, binaryProperty, type }),
		store: async (binaryProperty, type, name) =>
			await storeFile(context, client, { itemIndex, binaryProperty, type, name }),
		download: async (file, largest, binaryProperty) => {
			refuseInside(file, client.root);
			const stored = await download(context, file, largest);
			binary[binaryProperty] = stored;
			return stored;
		},
	};
}
