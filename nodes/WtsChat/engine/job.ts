import type { IExecuteFunctions } from 'n8n-workflow';
import type { Operation } from '../operations/operation';
import type { Client } from '../transport/client';
import { groupsOf, sendGroup } from './batch';
import { carryOut } from './carryOut';
import { targetOf, type Settle, type Task } from './task';
import { workbenchFor } from './workbench';

/** Something to be sent: one task, or several that travel together. */
export interface Job {
	/** Jobs with the same target are done one after the other. */
	target: string | undefined;
	/**
	 * Does it, and settles each of its tasks.
	 * @throws when the execution is cancelled
	 */
	run(settle: Settle): Promise<void>;
}

/** The jobs of a run, in the order of the items. */
export function jobsOf(context: IExecuteFunctions, client: Client, operation: Operation, tasks: Task[]): Job[] {
	const single = (task: Task): Job => ({
		target: targetOf(task.request),
		run: async (settle) => {
			try {
				const contents = await carryOut(client, operation, task, workbenchFor(context, client, task.index));
				settle(task, { contents });
			} catch (error) {
				context.getExecutionCancelSignal()?.throwIfAborted();
				settle(task, { failure: error });
			}
		},
	});
	const { batch } = operation;
	if (!batch) return tasks.map(single);

	const { groups, alone } = groupsOf(batch, tasks);
	const together = groups.map(
		(group): Job => ({
			// One after the other, so that a recipient in two of them is written to in item order.
			target: batch.endpoint,
			run: async (settle) => {
				const alone = async (task: Task) => await single(task).run(settle);
				await sendGroup(client, operation, batch, group, context.getNode(), alone, settle);
			},
		}),
	);
	return [...together, ...alone.map(single)];
}
