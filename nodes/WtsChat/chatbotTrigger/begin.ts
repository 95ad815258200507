import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { bytesAllowed } from '../fields/download';
import { keepBlock, type Respond } from '../steps/block';
import { filesIn, filesToBegin } from '../steps/files';
import type { Options } from './receive';

/**
 * What the workflow begins with: the call that started the execution. That a block waits for an answer is kept with the
 * execution, for the operation that answers it.
 * @returns the call, with its files if they are wanted, and `fileError` for those that could not be had
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
	const { messages } = item.json as { messages?: IDataObject };
	const files = downloadFiles && messages ? filesIn(messages) : [];
	const { binary, fileError } = await filesToBegin(context, files, bytesAllowed(largestFile));
	const json = { ...item.json, ...(fileError !== undefined && { fileError }) };
	return [{ ...item, json, ...(binary && { binary }), pairedItem: { item: 0 } }];
}
