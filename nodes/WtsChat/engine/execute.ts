import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { countsOnly } from '../fields/list';
import { skipped } from '../fields/result';
import { fieldsOf, type Operation, type SingleOperation } from '../operations/operation';
import { PassedOver } from '../lookups/names';
import type { Workbench } from '../steps/workbench';
import { machineClock } from '../transport/clock';
import { Connections } from '../transport/connect';
import { isRefusedAsWrong } from '../transport/failure';
import { asThrown, explained } from '../transport/words';
import { batchJobs } from './batch';
import { endingOf, errorItem, withItemIndex, withMember, withProgress } from './errors';
import { withField } from './fieldOf';
import { jointJobs } from './joint';
import { RunMemory } from './memory';
import { runInOrder, WIDTH } from './run';
import { skippedAsTaken } from './skip';
import { inAccount, keyOf, type Job, type Origin, type Produced, type Result, type Task } from './task';
import { failureForModel, isTool, Model } from './tool';
import { earlierTries, notRepeated } from './tries';
import { askedOf, preparerOf, type Asked, type Item, type Preparer } from './values';
import { workbenchFor } from './workbench';

/** A longer wait for the account's limits than this is told to the user, in milliseconds. */
const WORTH_TELLING = 10_000;
/** What is told where an ID that finds nothing may be one of another kind. */
const UNCERTAIN =
	"Nothing was found, and it could not be checked whether an ID is of the wrong kind, such as that of an agent where a user's is wanted.";
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
	const model = isTool(context) ? new Model(context) : undefined;
	try {
		const items = await resultsOf(context, operation, model);
		return [model ? model.shown(items) : items];
	} catch (error) {
		const ending = endingOf(error, context.getExecutionCancelSignal());
		if (model) return [failureForModel(context, ending)];
		throw ending;
	}
}

async function resultsOf(
	context: IExecuteFunctions,
	operation: Operation,
	model: Model | undefined,
): Promise<INodeExecutionData[]> {
	const asked = await readAll(context, operation);
	const results = new Map<string, INodeExecutionData[]>();
	const goesOn = context.continueOnFail();
	const fields = fieldsOf(operation);
	const given = new Map(asked.map((one) => [keyOf(one), 'values' in one ? one.values : {}]));
	const named = (error: unknown, origin: Origin) => withField(error, fields, given.get(keyOf(origin)) ?? {});
	const fail = (error: unknown, origin: Origin) => {
		const failure = withItemIndex(context.getNode(), named(error, origin), origin.index);
		if (!goesOn) throw withMember(failure, origin.member);
		results.set(keyOf(origin), [errorItem(context.getNode(), failure, origin)]);
	};

	let done = 0;
	const put = ({ contents, binary }: Produced, origin: Origin) => {
		const pairedItem = { item: origin.index };
		results.set(
			keyOf(origin),
			contents.map((json) => ({ json, ...(binary && { binary }), pairedItem })),
		);
		done++;
	};
	const withProgressOf = async (work: () => Promise<void>) => {
		try {
			await work();
		} catch (error) {
			throw withProgress(error, done, asked.length);
		}
	};

	const earlier = earlierTries(context);
	await withProgressOf(async () => {
		const known = asked.map((origin) => ({ origin, result: earlier.get(keyOf(origin)) }));
		for (const { origin, result } of known) if (result && 'contents' in result) put(result, origin);
		for (const { origin, result } of known) {
			if (result && 'failure' in result) {
				fail(notRepeated(context.getNode(), named(result.failure, origin)), origin);
			}
		}
	});
	const open = asked.filter((origin) => !earlier.has(keyOf(origin)));
	const connections = new Connections(context);
	const preparer = preparerOf(context, fields);
	const sideBySide: SideBySide = async (things, targetsOf, work) =>
		await withProgressOf(
			async () =>
				await runInOrder(
					things.length,
					(place) => targetsOf(things[place]),
					operation.width ?? WIDTH,
					async (place) => await work(things[place]),
					() => connections.waits.stop(),
				),
		);
	const forEach: ForEach = async (items, work) => {
		const worked = new Map<Item, Task>();
		const noTarget = () => [];
		await sideBySide(items, noTarget, async (item) => {
			try {
				worked.set(item, await work(item));
			} catch (error) {
				context.getExecutionCancelSignal()?.throwIfAborted();
				if (error instanceof PassedOver) skip(error.message, item);
				else fail(error, item);
			}
		});
		return items.flatMap((item) => worked.get(item) ?? []);
	};
	const skip = (reason: string, origin: Origin) => put({ contents: [skipped(reason)] }, origin);
	const planned = await plan(context, operation, open, connections, { fail, skip }, preparer, forEach);
	const { lookUp } = operation;
	const tasks = lookUp
		? await forEach(planned, async (task) => {
				const { values, client } = task;
				return taskOf(operation, { ...task, values: { ...values, ...(await lookUp(values, client)) } });
			})
		: planned;
	const told = new Set<string>();
	const tell = (message: string) => {
		if (told.has(message)) return;
		told.add(message);
		context.addExecutionHints({ message, location: 'outputPane' });
		model?.isTold(message);
	};
	const whole: Whole = { doubts: new Set(), memory: new RunMemory(context), tell, reader: model };
	const jobs = operation.together
		? jointJobs(context, operation.together, tasks, (task, client) =>
				workbenchFor(context, client, task.index, correctedFor(task, preparer), () => undefined, whole),
			)
		: singleJobs(
				context,
				operation,
				tasks,
				async (task) => await attemptCorrected(context, operation, task, preparer, whole),
			);
	await sideBySide(
		jobs,
		({ targets }) => targets,
		async (job) => {
			const failures: Array<[unknown, Origin]> = [];
			await job.run((task, result) => {
				if ('contents' in result || result.hasActed) earlier.set(keyOf(task), result);
				if ('contents' in result) put(result, task);
				else failures.push([result.failure, task]);
			});
			for (const [error, origin] of failures) fail(error, origin);
		},
	);
	whole.memory.keep(
		[...earlier.values()].flatMap((result) => ('holdings' in result && result.holdings ? [result.holdings] : [])),
	);
	const { paced } = connections.waits;
	if (paced >= WORTH_TELLING) {
		tell(
			`This run waited ${Math.round(paced / 1_000)} seconds for the account's request limits. Nothing was left out.`,
		);
	}
	const [doubt] = whole.doubts;
	if (doubt !== undefined) tell(`${UNCERTAIN} ${doubt}`);
	return asked.flatMap((origin) => results.get(keyOf(origin)) ?? []);
}

/** What belongs to a run as a whole. */
interface Whole extends Pick<Workbench, 'tell' | 'reader'> {
	/** Why it could not be found out whether an ID is of the wrong kind, for the user. */
	doubts: Set<string>;
	memory: RunMemory;
}

/** The jobs of an operation that is carried out item by item. @param alone carries out a single task */
function singleJobs(
	context: IExecuteFunctions,
	{ batch }: SingleOperation,
	tasks: readonly Task[],
	alone: (task: Task) => Promise<Result>,
): Job[] {
	if (batch) return batchJobs(context, batch, tasks, alone);
	return tasks.map((task) => ({ targets: task.targets, run: async (report) => report(task, await alone(task)) }));
}

/** Makes a task of each item, side by side. @returns those that could be made; the failures of the others are dealt with */
type ForEach = (items: readonly Item[], work: (item: Item) => Promise<Task>) => Promise<Task[]>;

/** Reads and checks what all items ask for, in their order. @throws when the execution is cancelled */
async function readAll(context: IExecuteFunctions, operation: Operation): Promise<Asked[]> {
	const read = askedOf(context, fieldsOf(operation));
	const giveTurn = turnGiver(context.getExecutionCancelSignal());
	const asked: Asked[] = [];
	for (const index of context.getInputData().keys()) {
		asked.push(...read(index));
		await giveTurn();
	}
	return asked;
}

/** Makes what gives n8n a moment for its other work, where it has had none for some time. */
function turnGiver(signal: AbortSignal | undefined): () => Promise<void> {
	let began = machineClock.now();
	return async () => {
		if (machineClock.now() - began <= TURN) return;
		await machineClock.sleep(0, signal);
		began = machineClock.now();
	};
}

/**
 * Finds the account of what is asked for; when all of it is known to be good, prepares the values.
 * @returns a task for each good one; `fail` has dealt with the others, and `skip` with those for which there is nothing to do
 */
async function plan(
	context: IExecuteFunctions,
	operation: Operation,
	asked: readonly Asked[],
	connections: Connections,
	{ fail, skip }: { fail(error: unknown, origin: Origin): void; skip(reason: string, origin: Origin): void },
	preparer: Preparer,
	forEach: ForEach,
): Promise<Task[]> {
	const tasks = new Map<string, Task>();
	const unprepared: Item[] = [];
	const giveTurn = turnGiver(context.getExecutionCancelSignal());
	for (const one of asked) {
		const { index, member } = one;
		try {
			if ('failure' in one) throw asThrown(one.failure);
			if ('skipped' in one) skip(one.skipped, one);
			else {
				const item = { index, member, values: one.values, client: await connections.of(index) };
				if (preparer.isNeeded(item.values)) unprepared.push(item);
				else tasks.set(keyOf(item), taskOf(operation, item));
			}
		} catch (error) {
			fail(error, one);
		}
		await giveTurn();
	}
	const prepared = await forEach(unprepared, async (item) =>
		taskOf(operation, { ...item, values: await preparer.prepare(item) }),
	);
	for (const task of prepared) tasks.set(keyOf(task), task);
	return asked.flatMap((one) => tasks.get(keyOf(one)) ?? []);
}

const taskOf = (operation: Operation, item: Item): Task => ({
	...item,
	targets: inAccount(item.client, operation.targets(item.values)),
});

/** Works on things side by side, those with a target in common in order; a failure of `work` ends the run. */
type SideBySide = <T>(
	things: readonly T[],
	targetsOf: (thing: T) => readonly string[],
	work: (thing: T) => Promise<void>,
) => Promise<void>;

/**
 * Carries out a task by itself; once more if it found nothing or was refused, and the reason may be an ID of the wrong
 * kind, such as that of an agent where the user ID is wanted: the service finds nothing by it without a word. Where that
 * cannot be found out, an empty list may be a wrong answer.
 * @throws when the execution is cancelled
 */
async function attemptCorrected(
	context: IExecuteFunctions,
	operation: SingleOperation,
	task: Task,
	preparer: Preparer,
	whole: Whole,
): Promise<Result> {
	const result = await attempt(context, operation, task, preparer, whole);
	const cameToNothing =
		'failure' in result ? !result.hasActed && isRefusedAsWrong(result.failure) : holdsNothing(operation, task, result);
	if (!cameToNothing) return result;
	const values = await preparer.correct(task.values, task.client).catch((error: unknown) => {
		context.getExecutionCancelSignal()?.throwIfAborted();
		if ('contents' in result) whole.doubts.add(explained(error));
		return undefined;
	});
	return values ? await attempt(context, operation, taskOf(operation, { ...task, values }), preparer, whole) : result;
}

/** Makes what looks for IDs of the wrong kind in the account of a task; if that cannot be found out, there are none. */
const correctedFor =
	({ client }: Task, preparer: Preparer): Workbench['corrected'] =>
	async (parameters) =>
		await preparer.correct(parameters, client).catch(() => undefined);

/** Whether nothing was found, or none were counted. */
const holdsNothing = (operation: Operation, { values }: Task, { contents }: { contents: IDataObject[] }): boolean =>
	contents.every(({ count }) => count === 0 && countsOnly(fieldsOf(operation), values));

/** Carries out a task by itself. @throws when the execution is cancelled */
async function attempt(
	context: IExecuteFunctions,
	operation: SingleOperation,
	task: Task,
	preparer: Preparer,
	whole: Whole,
): Promise<Result> {
	const client = task.client.forTask();
	const binary: IBinaryKeyData = {};
	const holdings = new Map<string, IDataObject>();
	const remembered: Workbench['memory'] = (key) => whole.memory.of(`${client.accountId} ${key}`, holdings);
	const corrected = correctedFor(task, preparer);
	try {
		const workbench = workbenchFor(context, client, task.index, corrected, remembered, whole, binary);
		const taken = await skippedAsTaken(fieldsOf(operation), task.values, workbench);
		const contents = taken ? [taken] : await operation.execute(task.values, workbench);
		return { contents, holdings, ...(Object.keys(binary).length > 0 && { binary }) };
	} catch (error) {
		context.getExecutionCancelSignal()?.throwIfAborted();
		return { failure: error, hasActed: client.hasActed };
	}
}
