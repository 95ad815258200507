import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RequestOperation, StepwiseOperation } from '../operations/operation';
import type { Workbench } from '../steps/workbench';
import type { Client } from '../transport/client';
import { BatchSender, groupsOf, targetsOfGroup } from './batch';
import { carryOut, simplified } from './carryOut';
import { heldBySteering } from '../fields/field';
import { oneSpelling } from '../fields/spelling';
import { inAccount, targetsOf, type AimedTask, type RequestTask, type Result, type Settle, type Task } from './task';
import { workbenchFor } from './workbench';

/** Something to be done: one task, or several that travel together. */
export interface Job {
	/** Jobs with a target in common are done one after the other. */
	targets: readonly string[];
	/**
	 * Does it, and settles each of its tasks.
	 * @throws when the execution is cancelled
	 */
	run(settle: Settle): Promise<void>;
}

/** The jobs of a run whose tasks are requests, in the order of the items. */
export function requestJobs(context: IExecuteFunctions, operation: RequestOperation, tasks: RequestTask[]): Job[] {
	const alone = async (task: RequestTask) =>
		await attempt(context, task, async (workbench, client) => await carryOut(client, operation, task, workbench));
	const targets = (task: RequestTask) => inAccount(task, targetsOf(operation, task));
	const { batch, properties } = operation;
	if (!batch) {
		return tasks.map((task) => ({
			targets: targets(task),
			run: async (settle) => settle(task, await alone(task)),
		}));
	}
	const goesAlone = ({ values }: Task) => heldBySteering(properties, values, 'oneByOne') === true;
	return [...byAccount(tasks)].flatMap(([client, own]) => {
		const sender = new BatchSender(
			client,
			operation,
			batch,
			context.getNode(),
			alone,
			context.getExecutionCancelSignal(),
		);
		return groupsOf(batch, own, targets, goesAlone).map((group) => ({
			targets: targetsOfGroup(batch, group),
			run: async (settle: Settle) => await sender.send(group, settle),
		}));
	});
}

/** The jobs of a run whose tasks take several steps, in the order of the items. */
export function stepwiseJobs(context: IExecuteFunctions, operation: StepwiseOperation, tasks: AimedTask[]): Job[] {
	const work = async (task: AimedTask, workbench: Workbench) => {
		const contents = await operation.execute(task.values, workbench);
		return contents.map((content) => simplified(operation, content, task.values));
	};
	return tasks.map((task) => ({
		targets: inAccount(task, [oneSpelling(task.target)]),
		run: async (settle) => settle(task, await attempt(context, task, async (workbench) => await work(task, workbench))),
	}));
}

/** Works on a task. @throws when the execution is cancelled */
async function attempt(
	context: IExecuteFunctions,
	task: Task,
	work: (workbench: Workbench, client: Client) => Promise<IDataObject[]>,
): Promise<Result> {
	const client = task.client.forTask();
	try {
		return { contents: await work(workbenchFor(context, client, task.index), client) };
	} catch (error) {
		context.getExecutionCancelSignal()?.throwIfAborted();
		return { failure: error, hasActed: client.hasActed };
	}
}

/** The tasks of each account, in the order of the items: what travels together belongs to one account. */
function byAccount(tasks: readonly RequestTask[]): Map<Client, RequestTask[]> {
	const accounts = new Map<Client, RequestTask[]>();
	for (const task of tasks) {
		const own = accounts.get(task.client);
		if (own) own.push(task);
		else accounts.set(task.client, [task]);
	}
	return accounts;
}
