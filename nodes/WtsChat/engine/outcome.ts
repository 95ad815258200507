import {
	NodeApiError,
	NodeOperationError,
	OperationalError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';

type NodeFailure = NodeApiError | NodeOperationError;

const isNodeFailure = (error: unknown): error is NodeFailure =>
	error instanceof NodeApiError || error instanceof NodeOperationError;

/** An error as n8n wants it, saying which item it belongs to. */
export function withItemIndex(node: INode, error: unknown, itemIndex: number): NodeFailure {
	const failure = isNodeFailure(error)
		? error
		: new NodeOperationError(node, error instanceof Error ? error : String(error));
	failure.context.itemIndex = itemIndex;
	return failure;
}

/**
 * The item that n8n routes to the error output: n8n knows it by having no key but `error`, `message` and `details`,
 * and keeps `details` and the item link (an `error` object beside `json` would cost both).
 */
export function errorItem(failure: NodeFailure, itemIndex: number): INodeExecutionData {
	const details: IDataObject = {
		description: failure.description ?? '',
		...(failure.context.data as IDataObject | undefined),
	};
	return { json: { error: failure.message, details }, pairedItem: { item: itemIndex } };
}

/** Says on the error that ends a run how much of it was done. */
export function withProgress(error: unknown, done: number, count: number): unknown {
	if (count > 1 && isNodeFailure(error)) {
		const progress = `${done} of ${count} items had been carried out when this one ended the run. To go on with the others, set 'On Error' in the node's settings to 'Continue (using error output)'.`;
		error.description = [error.description, progress].filter(Boolean).join(' ');
	}
	return error;
}

/** What a run ends with: the error, or that it was cancelled, in the word by which n8n tells that from a failure. */
export function endingOf(error: unknown, cancel: AbortSignal | undefined): unknown {
	return cancel?.aborted ? new OperationalError('The execution was canceled') : error;
}
