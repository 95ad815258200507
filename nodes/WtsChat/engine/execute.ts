import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import type { Operation } from '../operations/operation';
import { connect } from '../transport/client';
import { machineClock } from '../transport/clock';
import { carryOut, targetOf, taskOf, type Task } from './carryOut';
import { checked } from './check';
import { parameterReader } from './parameters';
import { runInOrder } from './run';

/** How many requests of one run are under way side by side at the most. */
const WIDTH = 20;
/** A longer wait for the account's limits than this is told to the user, in milliseconds. */
const WORTH_TELLING = 10_000;
/** After this time without a pause n8n gets a moment for its other work, in milliseconds. */
const TURN = 50;

/**
 * Carries out an operation for all input items.
 *
 * All items are read and checked before anything is sent. Then they are worked on side by side, those with the same
 * target in order. The output has the order of the input, and every item is linked to its own. A failed item stops
 * the run, or with "Continue" becomes an item with `error` and `details`.
 *
 * @param context the execution of the node
 * @param operation what to carry out
 * @returns the items for the node's one output
 * @throws NodeOperationError for a bad parameter, NodeApiError for a failed request, both with the item's index
 */
export async function execute(context: IExecuteFunctions, operation: Operation): Promise<INodeExecutionData[][]> {
	const count = context.getInputData().length;
	const results: INodeExecutionData[][] = new Array<INodeExecutionData[]>(count);
	const goesOn = context.continueOnFail();
	const fail = (error: unknown, itemIndex: number) => {
		const failure = withItemIndex(context, error, itemIndex);
		if (!goesOn) throw failure;
		results[itemIndex] = [errorItem(failure, itemIndex)];
	};

	const tasks = await plan(context, operation, count, fail);
	const client = await connect(context);
	let done = 0;
	try {
		await runInOrder(
			count,
			(index) => tasks[index] && targetOf(tasks[index]),
			WIDTH,
			async (index) => {
				const task = tasks[index];
				if (!task) return;
				try {
					const contents = await carryOut(client, operation, task);
					results[index] = contents.map((json) => ({ json, pairedItem: { item: index } }));
					done++;
				} catch (error) {
					context.getExecutionCancelSignal()?.throwIfAborted();
					fail(error, index);
				}
			},
		);
	} catch (error) {
		throw withProgress(error, done, count);
	}
	tellWaiting(context, client.paced);
	return [results.flat()];
}

/** Reads and checks all items. @returns a task for each good item; `fail` has dealt with the others */
async function plan(
	context: IExecuteFunctions,
	operation: Operation,
	count: number,
	fail: (error: unknown, itemIndex: number) => void,
): Promise<Array<Task | undefined>> {
	const tasks: Array<Task | undefined> = [];
	const signal = context.getExecutionCancelSignal();
	const read = parameterReader(context, operation);
	let turnBegan = machineClock.now();
	for (let index = 0; index < count; index++) {
		try {
			tasks[index] = taskOf(operation, checked(context, operation.properties, read(index), index));
		} catch (error) {
			fail(error, index);
		}
		if (machineClock.now() - turnBegan > TURN) {
			await machineClock.sleep(0, signal);
			turnBegan = machineClock.now();
		}
	}
	return tasks;
}

function withItemIndex(context: IExecuteFunctions, error: unknown, itemIndex: number) {
	const failure =
		error instanceof NodeApiError || error instanceof NodeOperationError
			? error
			: new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error));
	failure.context.itemIndex = itemIndex;
	return failure;
}

/**
 * The item that n8n routes to the error output: it knows it by having no key but `error`, `message` and `details`,
 * and keeps `details` and the item link (an `error` object on the item would cost both).
 */
function errorItem(failure: NodeApiError | NodeOperationError, itemIndex: number): INodeExecutionData {
	const details: IDataObject = {
		description: failure.description ?? '',
		...(failure.context.data as IDataObject | undefined),
	};
	return { json: { error: failure.message, details }, pairedItem: { item: itemIndex } };
}

/** Says on the error that ends a run how much of it was done. */
function withProgress(error: unknown, done: number, count: number): unknown {
	if (count > 1 && (error instanceof NodeApiError || error instanceof NodeOperationError)) {
		const progress = `${done} of ${count} items had been carried out before this one ended the run. To go on with the others, set 'On Error' in the node's settings to 'Continue (using error output)'.`;
		error.description = [error.description, progress].filter(Boolean).join(' ');
	}
	return error;
}

/** Tells the user when the account's limits held the run up. */
function tellWaiting(context: IExecuteFunctions, paced: number): void {
	if (paced < WORTH_TELLING) return;
	context.addExecutionHints({
		message: `This run waited ${Math.round(paced / 1_000)} seconds for the account's request limits. Nothing was left out.`,
		location: 'outputPane',
	});
}
