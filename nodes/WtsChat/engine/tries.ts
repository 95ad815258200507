import { NodeOperationError, type IExecuteFunctions, type INode } from 'n8n-workflow';
import { isUnknown } from '../transport/failure';
import { explained } from '../transport/words';
import type { Result } from './task';

/** What became of the tasks of one run of the node, by what they come from, see `keyOf`. */
type Earlier = Map<string, Result>;

const runs = new WeakMap<object, Earlier>();

/**
 * What earlier tries of this run did. Where "Retry On Fail" is on, n8n calls a node again with all its items when it has
 * failed; what was carried out, or may have been, must then not be done once more.
 * @returns nothing where n8n does not call the node again; what is added is known to the next try
 */
export function earlierTries(context: IExecuteFunctions): Earlier {
	if (context.getNode().retryOnFail !== true) return new Map();
	const key = lastingFor(context);
	const earlier = (key && runs.get(key)) ?? new Map<string, Result>();
	if (key) runs.set(key, earlier);
	return earlier;
}

/**
 * What n8n hands to all tries of one run of the node, and to no other run, in a loop, of another workflow or execution. A
 * tool that an agent calls by itself gets the data of the agent, which is the same for all calls; of the call it gets the
 * arguments.
 */
function lastingFor(context: IExecuteFunctions): object | undefined {
	const execution = context.getExecuteData();
	if (execution.node.name === context.getNode().name) return execution;
	return context.getInputData().at(0)?.json;
}

/** What a try says of an item of which an earlier one did a part, or may have: it is not repeated. */
export function notRepeated(node: INode, failure: unknown): unknown {
	if (isUnknown(failure)) return failure;
	return new NodeOperationError(node, 'This item was carried out in part, and was not tried again', {
		description: `A second time, that part would be done twice. What went wrong: ${explained(failure)}`,
	});
}
