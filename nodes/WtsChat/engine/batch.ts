import { NodeApiError, type INode } from 'n8n-workflow';
import type { Batch, Operation } from '../operations/operation';
import type { Client } from '../transport/client';
import { isRefusedAsWrong, unansweredFailureOf } from '../transport/failure';
import { contentOf } from './carryOut';
import { recordOf, type Settle, type Task } from './task';

interface Traveller {
	task: Task;
	entry: unknown;
	identity: string;
}

/** Tasks that travel in one request. */
export interface Group {
	shared: unknown;
	travellers: Traveller[];
}

/**
 * Puts tasks together that can travel in one request, in item order.
 * @returns the groups of at least two, and the tasks that go alone
 */
export function groupsOf(batch: Batch, tasks: readonly Task[]): { groups: Group[]; alone: Task[] } {
	const open = new Map<string, Group & { identities: Set<string> }>();
	const groups: Group[] = [];
	const alone: Task[] = [];
	for (const task of tasks) {
		const apart = recordOf(task.values.options).oneByOne === true || task.request.endpoint !== batch.single;
		const parts = apart ? undefined : batch.split(task.request);
		if (!parts) {
			alone.push(task);
			continue;
		}
		const { shared, entry } = parts;
		const key = JSON.stringify(shared);
		const identity = batch.identityOf(entry);
		let group = open.get(key);
		if (!group || group.travellers.length === batch.size || group.identities.has(identity)) {
			group = { shared, travellers: [], identities: new Set() };
			open.set(key, group);
			groups.push(group);
		}
		group.travellers.push({ task, entry, identity });
		group.identities.add(identity);
	}
	const lonely = groups.filter(({ travellers }) => travellers.length === 1).map(({ travellers }) => travellers[0].task);
	return { groups: groups.filter(({ travellers }) => travellers.length > 1), alone: [...alone, ...lonely] };
}

/**
 * Sends a group and settles each of its tasks by its own part of the answer. A request that the service refuses
 * as wrong took no effect: it is halved until the wrong entries are found, and the others are sent.
 * @throws what is no failure of the request, as when the execution is cancelled
 */
export async function sendGroup(
	client: Client,
	operation: Operation,
	batch: Batch,
	{ shared, travellers }: Group,
	node: INode,
	settle: Settle,
): Promise<void> {
	let answer: unknown;
	try {
		const entries = travellers.map(({ entry }) => entry);
		answer = await client.send({ endpoint: batch.endpoint, ...batch.join(shared, entries) });
	} catch (error) {
		if (!(error instanceof NodeApiError)) throw asThrown(error);
		if (travellers.length === 1 || !isRefusedAsWrong(error)) {
			for (const { task } of travellers) settle(task, { failure: error });
			return;
		}
		const middle = Math.ceil(travellers.length / 2);
		await sendGroup(client, operation, batch, { shared, travellers: travellers.slice(0, middle) }, node, settle);
		await sendGroup(client, operation, batch, { shared, travellers: travellers.slice(middle) }, node, settle);
		return;
	}
	const answers = answersByIdentity(batch, answer);
	for (const { task, identity } of travellers) {
		const own = answers ? answers.get(identity) : {};
		settle(
			task,
			own === undefined
				? { failure: unansweredFailureOf(node) }
				: { contents: [contentOf(operation, own, task.values)] },
		);
	}
}

/** The parts of an answer by what they are known by; undefined if such answers have no parts. */
function answersByIdentity(batch: Batch, answer: unknown): Map<string, unknown> | undefined {
	if (!batch.results) return undefined;
	const answers = new Map<string, unknown>();
	for (const result of batch.results(answer)) {
		for (const identity of batch.identitiesOf?.(result) ?? []) if (identity) answers.set(identity, result);
	}
	return answers;
}

const asThrown = (error: unknown) => error;
