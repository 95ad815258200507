import { NodeApiError, type INode } from 'n8n-workflow';
import type { Batch, RequestOperation } from '../operations/operation';
import type { Client } from '../transport/client';
import { isRefusedAsWrong, unansweredFailureOf } from '../transport/failure';
import { contentOf } from './carryOut';
import { recordOf, type RequestTask, type Settle } from './task';
import { asThrown } from '../transport/words';

interface Traveller {
	task: RequestTask;
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
 * @returns the groups, and the tasks that go alone. A group of one is there only if its recipient is in another group
 * too, since groups are sent one after the other.
 */
export function groupsOf(batch: Batch, tasks: readonly RequestTask[]): { groups: Group[]; alone: RequestTask[] } {
	const open = new Map<string, Group & { identities: Set<string> }>();
	const groups: Group[] = [];
	const alone: RequestTask[] = [];
	const requestsFor = new Map<string, number>();
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
		requestsFor.set(identity, (requestsFor.get(identity) ?? 0) + 1);
	}
	const isLonely = ({ travellers: [first, ...others] }: Group) =>
		others.length === 0 && requestsFor.get(first.identity) === 1;
	return {
		groups: groups.filter((group) => !isLonely(group)),
		alone: [...alone, ...groups.filter(isLonely).map(({ travellers: [{ task }] }) => task)],
	};
}

/**
 * Sends a group and settles each of its tasks by its own part of the answer. A request that the service refuses
 * as wrong took no effect: it is halved until the wrong entries are found, and the others are sent. Entries that the
 * answer does not speak of are sent alone if that does no harm.
 * @param alone carries out a single task
 * @throws what is no failure of the request, as when the execution is cancelled
 */
export async function sendGroup(
	client: Client,
	operation: RequestOperation,
	batch: Batch,
	{ shared, travellers }: Group,
	node: INode,
	alone: (task: RequestTask) => Promise<void>,
	settle: Settle,
): Promise<void> {
	if (travellers.length === 1) return await alone(travellers[0].task);
	const repeatable = operation.repeatable ?? !batch.endpoint.startsWith('POST ');
	let answer: unknown;
	try {
		const entries = travellers.map(({ entry }) => entry);
		answer = await client.send({ endpoint: batch.endpoint, repeatable, ...batch.join(shared, entries) });
	} catch (error) {
		if (!(error instanceof NodeApiError)) throw asThrown(error);
		if (!isRefusedAsWrong(error)) {
			for (const { task } of travellers) settle(task, { failure: error });
			return;
		}
		const middle = Math.ceil(travellers.length / 2);
		await sendGroup(client, operation, batch, { shared, travellers: travellers.slice(0, middle) }, node, alone, settle);
		await sendGroup(client, operation, batch, { shared, travellers: travellers.slice(middle) }, node, alone, settle);
		return;
	}
	const answers = answersByIdentity(batch, answer);
	for (const { task, identity } of travellers) {
		const own = answers ? answers.get(identity) : {};
		if (own !== undefined) settle(task, { contents: [contentOf(operation, own, task.values)] });
		else if (repeatable) await alone(task);
		else settle(task, { failure: unansweredFailureOf(node) });
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
