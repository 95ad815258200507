import type { IExecuteFunctions } from 'n8n-workflow';
import type { Values } from '../fields/field';
import type { Batch, BatchForm } from '../operations/batch';
import type { JointWorkbench, Sent } from '../operations/joint';
import type { Together } from '../operations/operation';
import { contentOf } from '../operations/request';
import type { Workbench } from '../steps/workbench';
import type { Client } from '../transport/client';
import { BatchSender, groupsOf } from './batch';
import type { Job, Result, Task } from './task';

/**
 * The jobs of an operation that is carried out for many items at once: one for all items of an account with the same
 * target.
 * @param workbenchOf makes what may be used for a task, over a connection of its own
 */
export function jointJobs(
	context: IExecuteFunctions,
	together: Together,
	tasks: readonly Task[],
	workbenchOf: (task: Task, client: Client) => Workbench,
): Job[] {
	const groups = new Map<string, Task[]>();
	for (const task of tasks) {
		const key = task.targets.join('\n');
		const group = groups.get(key) ?? [];
		group.push(task);
		groups.set(key, group);
	}
	return [...groups.values()].map((own) => ({
		targets: own[0].targets,
		run: async (report) => {
			const items = context.getInputData();
			const entries = own.map(({ values, index }) => ({ given: values, item: items[index].json }));
			const client = own[0].client.forTask();
			const open = new Set(own);
			try {
				const workbench = { ...workbenchOf(own[0], client), sendTogether: togetherOver(context, client) };
				await together(entries, workbench, (place, contents) => {
					open.delete(own[place]);
					report(own[place], { contents });
				});
			} catch (error) {
				context.getExecutionCancelSignal()?.throwIfAborted();
				for (const task of open) report(task, { failure: error, hasActed: client.hasActed });
			}
		},
	}));
}

/** Makes what sends requests together over a connection. */
function togetherOver(context: IExecuteFunctions, client: Client): JointWorkbench['sendTogether'] {
	const sendTogether = async (form: BatchForm, requests: readonly Values[]): Promise<Array<Sent<unknown>>> => {
		const signal = context.getExecutionCancelSignal();
		const batch: Batch = {
			...form,
			partOf: (values) => form.split(values),
			contentOf: async (part, values) => contentOf({}, part, values),
		};
		const alone = async ({ values }: Task): Promise<Result> => {
			try {
				const answer = await client.sendUntyped({ endpoint: form.single, ...values });
				return { contents: [contentOf({}, answer, values)] };
			} catch (error) {
				signal?.throwIfAborted();
				return { failure: error, hasActed: client.hasActed };
			}
		};
		const sender = new BatchSender(client, batch, context.getNode(), alone, signal);
		const tasks = requests.map((values, index): Task => ({ index, values, client, targets: [] }));
		const sent = new Array<Sent<unknown>>(requests.length);
		for (const group of groupsOf(batch, tasks)) {
			await sender.send(group, ({ index }, result) => {
				sent[index] = 'contents' in result ? { answer: result.contents[0] } : { failure: result.failure };
			});
		}
		return sent;
	};
	// The types are the contract's word for what the service answers; that it has this shape has been checked.
	return sendTogether as JointWorkbench['sendTogether'];
}
