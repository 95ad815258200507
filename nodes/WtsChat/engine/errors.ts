import {
	NodeApiError,
	NodeOperationError,
	OperationalError,
	type IDataObject,
	type INode,
	type INodeExecutionData,
} from 'n8n-workflow';
import { ofItem } from '../values/check';
import type { Member, Origin } from './task';

type NodeFailure = NodeApiError | NodeOperationError;

const isNodeFailure = (error: unknown): error is NodeFailure =>
	error instanceof NodeApiError || error instanceof NodeOperationError;

/** An error as n8n wants it, saying which item it belongs to. */
export function withItemIndex(node: INode, error: unknown, itemIndex: number): NodeFailure {
	const named = ofItem(node, error, itemIndex);
	const failure = isNodeFailure(named)
		? named
		: new NodeOperationError(node, named instanceof Error ? named : String(named));
	failure.context.itemIndex = itemIndex;
	return failure;
}

/**
 * What a failed item becomes where the others go on. n8n routes it to the error output: n8n 2.x if its content has no keys
 * but `error`, `message` and `details`, n8n 1.x if the item itself has an `error` beside `json`. With such an `error` n8n
 * also replaces the content, later, by its message alone. So the property is not enumerable: n8n finds it when it routes
 * the item, and loses it when it copies the item.
 */
export function errorItem(node: INode, failure: NodeFailure, { index, member }: Origin): INodeExecutionData {
	const details: IDataObject = {
		description: describedWith(failure, member && whichOf(member)),
		...(failure.context.data as IDataObject | undefined),
		...(member && { entry: givenText(member) }),
	};
	const item = { json: { error: failure.message, details }, pairedItem: { item: index } };
	if (node.onError !== 'continueErrorOutput') return item;
	return Object.defineProperty(item, 'error', { value: failure, enumerable: false });
}

/** Says on the error that ends a run which member of a list it belongs to. */
export function withMember(failure: NodeFailure, member: Member | undefined): NodeFailure {
	if (member) failure.description = describedWith(failure, whichOf(member));
	return failure;
}

const whichOf = (member: Member) => `It is entry ${member.number} of '${member.field}', “${givenText(member)}”.`;

const givenText = ({ given }: Member): string =>
	typeof given === 'object' && given !== null ? JSON.stringify(given) : String(given ?? '');

/** What an error says, and what more there is to say; a later try throws the same error again. */
const describedWith = ({ description }: NodeFailure, more: string | undefined): string =>
	more === undefined || description?.includes(more)
		? (description ?? '')
		: [description, more].filter(Boolean).join(' ');

/** Says on the error that ends a run how much of it was done. */
export function withProgress(error: unknown, done: number, count: number): unknown {
	if (count > 1 && isNodeFailure(error)) {
		error.description = describedWith(
			error,
			`${done} of ${count} items had been carried out when this one ended the run. To go on with the others, set 'On Error' in the node's settings to 'Continue (using error output)'.`,
		);
	}
	return error;
}

/** What a run ends with: the error, or that it was cancelled, in the word by which n8n tells that from a failure. */
export function endingOf(error: unknown, cancel: AbortSignal | undefined): unknown {
	return cancel?.aborted ? new OperationalError('The execution was canceled') : error;
}
