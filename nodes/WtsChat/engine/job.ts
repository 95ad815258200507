import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RequestOperation, StepwiseOperation, Workbench } from '../operations/operation';
import type { Client } from '../transport/client';
import { groupsOf, sendGroup } from './batch';
import { carryOut, simplified } from './carryOut';
import { targetOf, type AimedTask, type RequestTask, type Settle, type Task } from './task';
import { workbenchFor } from './workbench';

/** Something to be done: one task, or several that travel together. */
export interface Job {
	/** Jobs with the same target are done one after the other. */
	target: string | undefined;
	/**
	 * Does it, and settles each of its tasks.
	 * @throws when the execution is cancelled
	 */
	run(settle: Settle): Promise<void>;
}

/** The jobs of a run whose tasks are requests, in the order of the items. */
export function requestJobs(
	context: IExecuteFunctions,
	client: Client,
	operation: RequestOperation,
	tasks: RequestTask[],
): Job[] {
	const single = (task: RequestTask) =>
		jobOf(
			context,
			client,
			task,
			targetOf(task.request),
			async (workbench) => await carryOut(client, operation, task, workbench),
		);
	const { batch } = operation;
	if (!batch) return tasks.map(single);

	const { groups, alone } = groupsOf(batch, tasks);
	const together = groups.map(
		(group): Job => ({
			// One after the other, so that a recipient in two of them is written to in item order.
			target: batch.endpoint,
			run: async (settle) => {
				const alone = async (task: RequestTask) => await single(task).run(settle);
				await sendGroup(client, operation, batch, group, context.getNode(), alone, settle);
			},
		}),
	);
	return [...together, ...alone.map(single)];
}

/** The jobs of a run whose tasks take several steps, in the order of the items. */
export function stepwiseJobs(
	context: IExecuteFunctions,
	client: Client,
	operation: StepwiseOperation,
	tasks: AimedTask[],
): Job[] {
	return tasks.map((task) =>
		jobOf(context, client, task, task.target, async (workbench) => {
			const contents = await operation.execute(task.values, workbench);
			return contents.map((content) => simplified(operation, content, task.values));
		}),
	);
}

function jobOf(
	context: IExecuteFunctions,
	client: Client,
	task: Task,
	target: string | undefined,
	work: (workbench: Workbench) => Promise<IDataObject[]>,
): Job {
	return {
		target,
		run: async (settle) => {
			try {
				settle(task, { contents: await work(workbenchFor(context, client, task.index)) });
			} catch (error) {
				context.getExecutionCancelSignal()?.throwIfAborted();
				settle(task, { failure: error });
			}
		},
	};
}
