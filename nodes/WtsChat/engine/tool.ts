import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { explained } from '../transport/words';

/** Whether the node runs as a tool of an agent: n8n gives its type then a name that ends so. */
export const isTool = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('Tool');

/** Whether the node is the review of another tool, which a contact approves or declines. */
export const isReview = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('HitlTool');

/** What a model reads when there is nothing to put out, where n8n would hand it an empty text. */
export const nothingForModel = (): INodeExecutionData[] => [{ json: { result: 'Nothing was found' } }];

/**
 * What a model reads of a failure: all that the error says, in the item that n8n 2.x makes of an error of a tool. It is
 * not thrown, since that ends the run of the agent in n8n 1.x.
 *
 * @throws what is no failure of the node's, such as a cancelled execution; in a review, and where the workflow is to stop,
 * the error with all that it says in its message
 */
export function failureForModel(context: IExecuteFunctions, error: unknown): INodeExecutionData[] {
	if (!(error instanceof NodeApiError || error instanceof NodeOperationError)) throw error;
	const message = explained(error);
	if (!isReview(context) && context.getNode().onError !== 'stopWorkflow') return [{ json: { error: message } }];
	error.message = message;
	error.description = undefined;
	throw error;
}
