import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { keepBlock, type Respond } from '../steps/block';

/**
 * What the workflow begins with: the call that started the execution. That a block waits for an answer is kept with the
 * execution, for the operation that answers it.
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
	return [{ ...item, pairedItem: { item: 0 } }];
}
