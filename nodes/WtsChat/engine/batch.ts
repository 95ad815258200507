import { NodeApiError, type IExecuteFunctions, type INode } from 'n8n-workflow';
import type { Batch } from '../operations/batch';
import type { Client } from '../transport/client';
import {
	isNotFound,
	isRefusedAsWrong,
	isUnknown,
	refusalWords,
	unknownFailureOf,
	unsentFailureOf,
} from '../transport/failure';
import { isRepeatable } from '../transport/request';
import { explained } from '../transport/words';
import { runInOrder, WIDTH } from './run';
import { inAccount, type Job, type Result, type Task } from './task';

/** Is told what became of a task. */
type Report = Parameters<Job['run']>[0];

/** A task on its way. */
interface Traveller {
	task: Task;
	/** What the request holds of it; undefined if it goes alone. */
	entry?: unknown;
	/** What the answer knows it by. */
	identity?: string;
}

/** What all entries of a request have in common, and what is known of it. */
interface SharedPart {
	value: unknown;
	/** Whether the service has been seen to take it, or to refuse entries for something else. */
	isFine: boolean;
	/** How the service refused it: then nothing more with it is sent. */
	refusal?: NodeApiError;
}

/** Tasks that travel in one request; a single one goes alone. */
export interface Group {
	shared: SharedPart;
	travellers: Traveller[];
}

/**
 * The jobs of a run whose tasks may travel together, in the order of the items.
 * @param alone carries out a single task
 */
export function batchJobs(
	context: IExecuteFunctions,
	batch: Batch,
	tasks: readonly Task[],
	alone: (task: Task) => Promise<Result>,
): Job[] {
	return [...byAccount(tasks)].flatMap(([client, own]) => {
		const sender = new BatchSender(client, batch, context.getNode(), alone, context.getExecutionCancelSignal());
		return groupsOf(batch, own).map((group) => ({
			targets: targetsOfGroup(batch, group),
			run: async (report) => await sender.send(group, report),
		}));
	});
}

/** The tasks of each account, in the order of the items: what travels together belongs to one account. */
function byAccount(tasks: readonly Task[]): Map<Client, Task[]> {
	const accounts = new Map<Client, Task[]>();
	for (const task of tasks) {
		const own = accounts.get(task.client);
		if (own) own.push(task);
		else accounts.set(task.client, [task]);
	}
	return accounts;
}

/**
 * Puts tasks together that can travel in one request; two of one group have no target in common. Groups that are carried
 * out in their order, as far as they have targets in common, keep the order of the items for each target: an item joins
 * an earlier group only if no later one has its target already.
 */
export function groupsOf(batch: Batch, tasks: readonly Task[]): Group[] {
	const groups: Group[] = [];
	const open = new Map<string, { place: number; identities: Set<string> }>();
	const sharedParts = new Map<string, SharedPart>();
	const lastPlaceOf = new Map<string, number>();
	for (const task of tasks) {
		const parts = batch.partOf(task.values);
		let place = groups.length;
		if (parts) {
			const key = JSON.stringify(parts.shared);
			const shared = sharedParts.get(key) ?? { value: parts.shared, isFine: false };
			sharedParts.set(key, shared);
			const identity = batch.identityOf(parts.entry);
			const current = open.get(key);
			const joins =
				current &&
				groups[current.place].travellers.length < batch.size &&
				!current.identities.has(identity) &&
				task.targets.every((target) => (lastPlaceOf.get(target) ?? -1) < current.place);
			if (joins) place = current.place;
			else {
				open.set(key, { place, identities: new Set() });
				groups.push({ shared, travellers: [] });
			}
			open.get(key)?.identities.add(identity);
			groups[place].travellers.push({ task, entry: parts.entry, identity });
		} else {
			groups.push({ shared: { value: undefined, isFine: true }, travellers: [{ task }] });
		}
		for (const target of task.targets) lastPlaceOf.set(target, place);
	}
	return groups;
}

/** What groups are aimed at: those that are requests of their own kind also go one after the other. */
function targetsOfGroup(batch: Batch, { travellers }: Group): string[] {
	const targets = travellers.flatMap(({ task }) => task.targets);
	return travellers.length === 1 ? targets : [...inAccount(travellers[0].task.client, [batch.endpoint]), ...targets];
}

/** So many entries are sent alone to find out whether the service refuses the shared part. */
const PROBES = 5;
/** What was taken can be found after this time, in milliseconds. */
const UNTIL_FOUND = 1_000;

/** Sends groups of one run, and reports on each of their tasks. */
export class BatchSender {
	private readonly client: Client;
	private readonly batch: Batch;
	private readonly node: INode;
	private readonly alone: (task: Task) => Promise<Result>;
	private readonly signal?: AbortSignal;
	private readonly repeatable: boolean;

	/**
	 * @param alone carries out a single task
	 * @param signal aborted when the execution is cancelled
	 */
	constructor(client: Client, batch: Batch, node: INode, alone: (task: Task) => Promise<Result>, signal?: AbortSignal) {
		this.client = client;
		this.batch = batch;
		this.node = node;
		this.alone = alone;
		this.signal = signal;
		this.repeatable = isRepeatable(batch);
	}

	/**
	 * Sends a group, and reports on each of its tasks by its own part of the answer. An entry that the answer does not speak
	 * of is sent alone if the request is idempotent.
	 *
	 * The service may refuse a request for what is in it, and may have carried out a part of it all the same. An idempotent
	 * request is halved until the wrong entries are found, and the others are sent. Of any other request each entry is asked
	 * for, and is sent alone once it is certain that it was not taken.
	 *
	 * First a few entries are sent alone. If all of them are refused with the same words, the reason is what all entries
	 * share, and nothing more with that shared part is sent.
	 * @throws when the execution is cancelled
	 */
	async send({ shared, travellers }: Group, report: Report): Promise<void> {
		if (shared.refusal) {
			for (const { task } of travellers) report(task, this.failed(shared.refusal));
			return;
		}
		if (travellers.length === 1) {
			await this.sendAlone(travellers, report);
			return;
		}
		const { batch, repeatable } = this;
		const since = new Date();
		const client = this.client.forTask();
		let answer: unknown;
		try {
			const entries = travellers.map(({ entry }) => entry);
			const request = batch.join(shared.value, entries);
			answer = await client.sendUntyped({ endpoint: batch.endpoint, repeatable, ...request });
		} catch (error) {
			this.signal?.throwIfAborted();
			if (error instanceof NodeApiError && isRefusedAsWrong(error)) {
				await this.goOnAfterRefusal({ shared, travellers }, error, since, report);
				return;
			}
			for (const { task } of travellers) report(task, { failure: error, hasActed: client.hasActed });
			return;
		}
		shared.isFine = true;
		await this.reportByAnswer(travellers, answer, report);
	}

	private async reportByAnswer(travellers: readonly Traveller[], answer: unknown, report: Report): Promise<void> {
		const answers = answersByIdentity(this.batch, answer);
		const unanswered: Traveller[] = [];
		await this.sideBySide(travellers, async (traveller) => {
			const own = answers ? answers.get(traveller.identity ?? '') : {};
			if (own === undefined) unanswered.push(traveller);
			else report(traveller.task, await this.done(traveller, own));
		});
		if (this.repeatable) {
			await this.sendAlone(unanswered, report);
			return;
		}
		const failure = unknownFailureOf(
			this.node,
			'the answer does not speak of it',
			'It was sent together with others, and the service answered for them only.',
		);
		for (const { task } of unanswered) report(task, this.failed(failure));
	}

	private async goOnAfterRefusal(
		{ shared, travellers }: Group,
		refusal: NodeApiError,
		since: Date,
		report: Report,
	): Promise<void> {
		const untaken = this.repeatable
			? travellers
			: await this.thoseNotTaken({ shared, travellers }, refusal, since, report);
		const rest = shared.isFine ? untaken : await this.probe(shared, untaken, report);
		if (shared.refusal || !this.repeatable) {
			if (shared.refusal) for (const { task } of rest) report(task, this.failed(shared.refusal));
			else await this.sendAlone(rest, report);
			return;
		}
		const middle = Math.ceil(rest.length / 2);
		for (const half of [rest.slice(0, middle), rest.slice(middle)]) {
			if (half.length > 0) await this.send({ shared, travellers: half }, report);
		}
	}

	/**
	 * Sends a few entries alone that are spread over all of them, until one of them shows that the shared part is fine.
	 * @returns the other entries
	 */
	private async probe(shared: SharedPart, travellers: readonly Traveller[], report: Report): Promise<Traveller[]> {
		const words = new Set<string>();
		const probed = new Set<Traveller>();
		while (probed.size < Math.min(PROBES, travellers.length)) {
			const place = Math.floor((probed.size * (travellers.length - 1)) / (PROBES - 1));
			const traveller = travellers[travellers.length > PROBES ? place : probed.size];
			probed.add(traveller);
			const result = await this.alone(traveller.task);
			report(traveller.task, result);
			const refusal = 'failure' in result && isRefusedAsWrong(result.failure) ? result.failure : undefined;
			if (!(refusal instanceof NodeApiError)) {
				shared.isFine = 'contents' in result;
				break;
			}
			words.add(refusalWords(refusal));
			shared.isFine = words.size > 1;
			if (shared.isFine) break;
			if (probed.size === PROBES) shared.refusal = unsentFailureOf(this.node, refusal, PROBES);
		}
		return travellers.filter((traveller) => !probed.has(traveller));
	}

	/** Asks for each entry of a refused request whether it was taken, and reports on those that were, or may have been. */
	private async thoseNotTaken(
		{ shared, travellers }: Group,
		refusal: NodeApiError,
		since: Date,
		report: Report,
	): Promise<Traveller[]> {
		const untaken = new Set<Traveller>();
		const failure = unknownFailureOf(
			this.node,
			'the service refused it together with others',
			`It may have taken some of them all the same, and does not tell whether this is one. ${explained(refusal)}`,
		);
		await this.client.pause(UNTIL_FOUND).catch(() => this.signal?.throwIfAborted());
		await this.sideBySide(travellers, async (traveller) => {
			const found = await this.findTaken(traveller, since);
			if (found === 'nothing') untaken.add(traveller);
			else if (found === 'unknown') report(traveller.task, this.failed(failure));
			else {
				shared.isFine = true;
				report(traveller.task, await this.done(traveller, found.record));
			}
		});
		return travellers.filter((traveller) => untaken.has(traveller));
	}

	private async findTaken(
		{ entry }: Traveller,
		since: Date,
	): Promise<'nothing' | 'unknown' | { record: Record<string, unknown> }> {
		const { inquiry } = this.batch;
		if (!inquiry) return 'unknown';
		try {
			const record = { ...Object(await this.client.sendUntyped(inquiry.request(entry))) };
			const taken = inquiry.wasTaken(record, since);
			if (taken === undefined) return 'unknown';
			return taken ? { record } : 'nothing';
		} catch (error) {
			this.signal?.throwIfAborted();
			return isNotFound(error) ? 'nothing' : 'unknown';
		}
	}

	private async sendAlone(travellers: readonly Traveller[], report: Report): Promise<void> {
		await this.sideBySide(travellers, async ({ task }) => report(task, await this.alone(task)));
	}

	/** Entries of one request have no target in common. */
	private async sideBySide(
		travellers: readonly Traveller[],
		work: (traveller: Traveller) => Promise<void>,
	): Promise<void> {
		await runInOrder(
			travellers.length,
			() => [],
			WIDTH,
			async (place) => await work(travellers[place]),
			() => {},
		);
	}

	private failed(failure: NodeApiError): Result {
		return { failure, hasActed: !this.repeatable && isUnknown(failure) };
	}

	private async done({ task }: Traveller, answer: unknown): Promise<Result> {
		try {
			return { contents: [await this.batch.contentOf(answer, task.values, this.client)] };
		} catch (error) {
			this.signal?.throwIfAborted();
			return { failure: error, hasActed: !this.repeatable };
		}
	}
}

/** The parts of an answer by what they are known by; undefined if such answers have no parts. */
function answersByIdentity(batch: Batch, answer: unknown): Map<string, unknown> | undefined {
	if (!batch.results) return undefined;
	const answers = new Map<string, unknown>();
	// What an answer holds in another form than the contract's, it does not speak of.
	const parts = typeof answer === 'object' && answer !== null ? batch.results(answer) : [];
	for (const part of Array.isArray(parts) ? parts : []) {
		for (const identity of identitiesIn(batch, part)) if (identity) answers.set(identity, part);
	}
	return answers;
}

function identitiesIn(batch: Batch, part: unknown): ReadonlyArray<string | null | undefined> {
	try {
		return batch.identitiesOf?.(part) ?? [];
	} catch {
		return [];
	}
}
