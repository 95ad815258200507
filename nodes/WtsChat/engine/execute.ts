import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Field } from '../fields/field';
import { fieldsOf, type Operation, type RequestOperation } from '../operations/operation';
import { machineClock } from '../transport/clock';
import { Connections } from '../transport/connect';
import { checkerOf } from './check';
import { customFieldTyper } from './customFields';
import { requestJobs, stepwiseJobs, type Job } from './job';
import { endingOf, errorItem, withItemIndex, withProgress } from './outcome';
import { parameterReader } from './parameters';
import { runInOrder, WIDTH } from './run';
import { serviceOver } from '../steps/workbench';
import { requestOf, type RequestTask, type Task } from './task';
import { failureForModel, isTool, nothingForModel } from './tool';
import { earlierTries, notRepeated } from './tries';

/** A longer wait for the account's limits than this is told to the user, in milliseconds. */
const WORTH_TELLING = 10_000;
/** After this time without a pause n8n gets a moment for its other work, in milliseconds. */
const TURN = 50;

/**
 * Carries out an operation for all input items.
 *
 * All items are read and checked before anything is sent. Then they are worked on side by side, those with the same
 * target in order, and together in one request where the service has a form for it. The output has the order of the
 * input, and every item is linked to its own. A failed item stops the run, or with "Continue" becomes an item with
 * `error` and `details`. As a tool of an agent it tells the model in words what failed, and that nothing was found.
 *
 * @param context the execution of the node
 * @param operation what to carry out
 * @returns the items for the node's output
 * @throws NodeOperationError for a bad parameter, NodeApiError for a failed request, both with the item's index;
 * OperationalError when the execution is cancelled
 */
export async function execute(context: IExecuteFunctions, operation: Operation): Promise<INodeExecutionData[][]> {
	try {
		const items = await resultsOf(context, operation);
		return [items.length === 0 && isTool(context) ? nothingForModel() : items];
	} catch (error) {
		const ending = endingOf(error, context.getExecutionCancelSignal());
		if (isTool(context)) return [failureForModel(context, ending)];
		throw ending;
	}
}

async function resultsOf(context: IExecuteFunctions, operation: Operation): Promise<INodeExecutionData[]> {
	const count = context.getInputData().length;
	const results = new Array<INodeExecutionData[]>(count);
	const goesOn = context.continueOnFail();
	const fail = (error: unknown, index: number) => {
		const failure = withItemIndex(context.getNode(), error, index);
		if (!goesOn) throw failure;
		results[index] = [errorItem(context.getNode(), failure, index)];
	};

	let done = 0;
	const put = (contents: IDataObject[], index: number) => {
		results[index] = contents.map((json) => ({ json, pairedItem: { item: index } }));
		done++;
	};
	const withProgressOf = async (work: () => Promise<void>) => {
		try {
			await work();
		} catch (error) {
			throw withProgress(error, done, count);
		}
	};

	const earlier = earlierTries(context);
	await withProgressOf(async () => {
		for (const [index, result] of earlier) if ('contents' in result) put(result.contents, index);
		for (const [index, result] of earlier) {
			if ('failure' in result) fail(notRepeated(context.getNode(), result.failure), index);
		}
	});
	const fields = fieldsOf(operation);
	const open = [...results.keys()].filter((index) => !earlier.has(index));
	const connections = new Connections(context);
	const plan = async <T>(taskOf: (task: Task) => T) =>
		await planned(context, connections, fields, open, taskOf, fail);
	const sideBySide: SideBySide = async (things, targetsOf, each) =>
		await withProgressOf(
			async () =>
				await runInOrder(
					things.length,
					(place) => targetsOf(things[place]),
					WIDTH,
					async (place) => await each(things[place], place),
					() => connections.waits.stop(),
				),
		);
	const requestTasks = async (requesting: RequestOperation) => {
		const tasks = await plan((task) => ({ ...task, request: requestOf(requesting, task.values) }));
		return await lookedUp(context, requesting, tasks, sideBySide, fail);
	};
	const jobs =
		'execute' in operation
			? stepwiseJobs(context, operation, await plan((task) => ({ ...task, target: operation.target(task.values) })))
			: requestJobs(context, operation, await requestTasks(operation));
	const work = async (job: Job) => {
		const failures: Array<[unknown, number]> = [];
		await job.run(({ index }, result) => {
			if ('contents' in result || result.hasActed) earlier.set(index, result);
			if ('contents' in result) put(result.contents, index);
			else failures.push([result.failure, index]);
		});
		for (const [error, index] of failures) fail(error, index);
	};
	await sideBySide(jobs, ({ targets }) => targets, work);
	tellWaiting(context, connections.waits.paced);
	return results.flat();
}

/** Reads and checks items, and finds the account of each. @returns a task for each good one; `fail` has dealt with the others */
async function planned<T>(
	context: IExecuteFunctions,
	connections: Connections,
	fields: readonly Field[],
	indexes: readonly number[],
	taskOf: (task: Task) => T,
	fail: (error: unknown, index: number) => void,
): Promise<T[]> {
	const tasks: T[] = [];
	const signal = context.getExecutionCancelSignal();
	const read = parameterReader(context, fields);
	const check = checkerOf(context, fields);
	const typed = customFieldTyper(context, fields);
	let turnBegan = machineClock.now();
	for (const index of indexes) {
		try {
			const values = check(read(index), index);
			tasks.push(taskOf(await typed({ index, values, client: await connections.of(index) })));
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

/** Works on things side by side, those with a target in common in order; a failure of `each` ends the run. */
type SideBySide = <T>(
	things: readonly T[],
	targetsOf: (thing: T) => readonly string[],
	each: (thing: T, place: number) => Promise<void>,
) => Promise<void>;

/** Finds out what must be known of tasks before any request is made. @returns those for which it was; `fail` has dealt with the others */
async function lookedUp(
	context: IExecuteFunctions,
	operation: RequestOperation,
	tasks: RequestTask[],
	sideBySide: SideBySide,
	fail: (error: unknown, index: number) => void,
): Promise<RequestTask[]> {
	const { lookUp } = operation;
	if (!lookUp) return tasks;
	const noTarget = () => [];
	const known: RequestTask[][] = tasks.map(() => []);
	await sideBySide(tasks, noTarget, async (task, place) => {
		try {
			const values = { ...task.values, ...(await lookUp(task.values, serviceOver(task.client))) };
			known[place] = [{ ...task, values, request: requestOf(operation, values) }];
		} catch (error) {
			context.getExecutionCancelSignal()?.throwIfAborted();
			fail(error, task.index);
		}
	});
	return known.flat();
}

/** Tells the user when the account's limits held the run up. */
function tellWaiting(context: IExecuteFunctions, paced: number): void {
	if (paced < WORTH_TELLING) return;
	context.addExecutionHints({
		message: `This run waited ${Math.round(paced / 1_000)} seconds for the account's request limits. Nothing was left out.`,
		location: 'outputPane',
	});
}
