import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { keepBlock, type Respond } from '../steps/block';
import { download } from '../transport/download';
import { explained } from '../transport/words';
import { textOf } from './call';
import type { Options } from './receive';

/** In megabytes; what WhatsApp lets a contact send is smaller, but for documents. */
export const DEFAULT_LARGEST = 20;

/**
 * What the workflow begins with: the call that started the execution. That a block waits for an answer is kept with the
 * execution, for the operation that answers it.
 * @returns the call, with its files if they are wanted, and `filesError` for those that could not be had
 */
export async function begin(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const [item] = context.getInputData();
	const { responseKeys, answerUntil } = item.json;
	keepBlock(context, {
		respond: context.getNodeParameter('respond', 0) as Respond,
		responseKeys: Array.isArray(responseKeys) ? responseKeys.map(String) : [],
		until: Date.parse(String(answerUntil)),
		isAnswered: false,
	});
	const { downloadFiles, largestFile } = context.getNodeParameter('options', 0, {}) as Options;
	// An expression may bring nothing, or no number.
	const largest = (Number(largestFile) || DEFAULT_LARGEST) * 1_000_000;
	const files = downloadFiles ? await filesOf(context, item.json, largest) : {};
	const { json, ...more } = item;
	return [{ ...more, ...files, json: { ...json, ...files.json }, pairedItem: { item: 0 } }];
}

/** Downloads what the contact sent: the first file as `data`, the next ones as `data2`, `data3` … */
async function filesOf(
	context: IExecuteFunctions,
	{ messages }: IDataObject,
	largest: number,
): Promise<Partial<INodeExecutionData>> {
	const { files = [] } = messages as { files?: IDataObject[] };
	const binary: IBinaryKeyData = {};
	const failures: string[] = [];
	for (const [index, { publicUrl, name, mimeType }] of files.entries()) {
		try {
			const file = { address: String(publicUrl ?? ''), name: textOf(name), mimeType: textOf(mimeType) };
			binary[index === 0 ? 'data' : `data${index + 1}`] = await download(context, file, largest);
		} catch (error) {
			context.getExecutionCancelSignal()?.throwIfAborted();
			failures.push(explained(error));
		}
	}
	return {
		...(Object.keys(binary).length > 0 && { binary }),
		json: failures.length > 0 ? { filesError: failures.join(' ') } : {},
	};
}
