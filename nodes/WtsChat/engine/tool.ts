import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { explained } from '../transport/words';

/** Whether the node runs as a tool of an agent: n8n gives its type then a name that ends so. */
export const isTool = (context: IExecuteFunctions): boolean => context.getNode().type.endsWith('Tool');

/** What a model reads when there is nothing to put out, where n8n would hand it an empty text. */
export const nothingForModel = (): INodeExecutionData[] => [{ json: { result: 'Nothing was found' } }];

/** Puts all that an error says into its message: of a tool's error, a model reads nothing else. */
export function errorForModel(error: unknown): unknown {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.message = explained(error);
		error.description = undefined;
	}
	return error;
}
