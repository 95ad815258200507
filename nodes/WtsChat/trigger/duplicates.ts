import type { IExecuteFunctions } from 'n8n-workflow';
import { machineClock } from '../transport/clock';
import { explained } from '../transport/words';

/** How many entries n8n keeps for a trigger. An event makes two; n8n reads and writes all of them at once. */
const MOST_ENTRIES = 2_000;
/** How many of its own latest entries a process records again, in case another process has overwritten them. */
const RECORDED_AGAIN = 100;

/** Records entries in n8n's database. @returns those that were there already */
type Recorder = (entries: string[]) => Promise<readonly unknown[]>;

interface Question {
	event: string;
	/** The event together with the execution that asks. */
	execution: string;
	isKept: boolean;
	isNew: boolean;
}

/**
 * Finds duplicates: the events of one trigger that are recorded in n8n's database, which all its processes share.
 *
 * n8n reads the whole list, adds to it and writes it back. So a process asks once for all events that have come
 * meanwhile, and records its latest ones again.
 */
export class RecordedEvents {
	private waiting: Question[] = [];
	private latest: string[] = [];
	private asking = Promise.resolve();

	/**
	 * Records an event.
	 * @param event what it is known by
	 * @param execution the ID of the execution that asks. For an execution that n8n starts again, as after the crash of a
	 * worker, its event stays new.
	 * @param isKept whether it is recorded again with later ones. While another process may record it at the same moment, it is
	 * not: the record that is gone then shows who was first.
	 * @returns whether no other execution has recorded it
	 * @throws what `record` throws, to one of the callers that wait; for the others the event is new
	 */
	async isNew(event: string, execution: string, record: Recorder, isKept = true): Promise<boolean> {
		const question = { event, execution: `${execution} ${event}`, isKept, isNew: true };
		this.waiting.push(question);
		// The first one to ask does so for all that wait by then.
		this.asking = this.asking.catch(() => undefined).then(async () => await this.ask(record));
		await this.asking;
		return question.isNew;
	}

	private async ask(record: Recorder): Promise<void> {
		const questions = this.waiting.splice(0);
		if (questions.length === 0) return;
		const entriesOf = (some: readonly Question[]) => some.flatMap(({ event, execution }) => [event, execution]);
		const asked = entriesOf(questions);
		const entries = [...new Set([...this.latest, ...asked])];
		const known = new Set(await record(entries));
		for (const question of questions) {
			question.isNew = !known.has(question.event) || known.has(question.execution);
			known.add(question.event);
		}
		const kept = entriesOf(questions.filter(({ isKept }) => isKept));
		this.latest = [...new Set([...this.latest, ...kept])].slice(-RECORDED_AGAIN);
	}
}

const recordedEvents = new Map<string, RecordedEvents>();

/**
 * Whether the event that started an execution is new to this n8n: to all its processes, also before a restart. Where n8n
 * cannot tell, the event counts as new: to work on it twice is better than not at all.
 * @param event what it is known by
 */
export async function isNewToN8n(context: IExecuteFunctions, event: string): Promise<boolean> {
	// A run by hand may try out an event that came before.
	return context.getMode() !== 'webhook' || (await isRecorded(context, event, context.getExecutionId()));
}

/** How long another process may take to store what it has just recorded, in milliseconds. */
const STORED_WITHIN = 300;
/** The same where another process is likely to record it at this moment. */
const SURELY_STORED_WITHIN = 3_000;
/** On a busy machine another process may take so many times as long as this one has taken. */
const TIMES_AS_SLOW = 4;

/** What messages are claimed for. */
interface Claim {
	/** The ID of the execution that they are for; that of the context if left out. */
	execution?: string;
	/** Whether others are likely to claim them at this moment. */
	isContested?: boolean;
}

/**
 * Claims messages for an execution, where several executions may want to join the same ones.
 *
 * Two processes that record at the same moment overwrite one another, so a claim is looked up once more after a while.
 * @param messages their IDs
 * @returns for each message whether it belongs to that execution
 */
export async function claimed(
	context: IExecuteFunctions,
	messages: readonly string[],
	{ execution = context.getExecutionId(), isContested = false }: Claim = {},
): Promise<boolean[]> {
	const record = async (isKept: boolean) =>
		await Promise.all(messages.map(async (id) => await isRecorded(context, `joined ${id}`, execution, isKept)));
	const began = machineClock.now();
	const first = await record(false);
	if (!first.includes(true)) return first;
	const usual = isContested ? SURELY_STORED_WITHIN : STORED_WITHIN;
	const within = Math.max(usual, TIMES_AS_SLOW * (machineClock.now() - began));
	await machineClock.sleep(within, context.getExecutionCancelSignal());
	const second = await record(true);
	return second.map((isOurs, place) => isOurs && first[place]);
}

/** Records something for an execution. @returns whether no other execution has recorded it, as far as n8n can tell */
async function isRecorded(
	context: IExecuteFunctions,
	what: string,
	execution: string,
	isKept = true,
): Promise<boolean> {
	const { checkProcessedAndRecord } = context.helpers;
	// n8n knows this function since 1.61.
	if (typeof checkProcessedAndRecord !== 'function') return true;
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const recorded = recordedEvents.get(trigger) ?? new RecordedEvents();
	recordedEvents.set(trigger, recorded);
	const record = async (entries: string[]) => {
		const options = { mode: 'entries', maxEntries: MOST_ENTRIES } as const;
		const { processed } = await checkProcessedAndRecord(entries, 'node', options);
		return processed;
	};
	try {
		return await recorded.isNew(what, execution, record, isKept);
	} catch (error) {
		context.logger.warn(`WTS Chat could not look up whether an event came before: ${explained(error)}`);
		return true;
	}
}
