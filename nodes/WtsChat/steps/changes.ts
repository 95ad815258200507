import { createHash } from 'crypto';
import { instantOf } from '../fields/date';
import { machineClock, type Clock } from '../transport/clock';
import { inOrder, type DatedList } from './inOrder';

/**
 * How far the changes of a list are known. It is kept from run to run, so it is small, and made of what JSON can hold.
 */
export interface Mark {
	/** From when on the list is read again, in milliseconds since 1970 by the service's clock; 0 for all of it. */
	from: number;
	/** What is known of that already: entries of a fixed length, each a digest and a moment. */
	seen: string;
}

/** How far the changes of records that belong to others are known, such as the messages of sessions. */
export interface NestedMark extends Mark {
	/** The part that is being read, where it is too large for one run. */
	stretch?: {
		/** The latest change of those that they belong to when it was begun. */
		until: number;
		/** How far one has got among these, by when they were made. */
		owners: Mark;
	};
}

/** Nothing is known. */
export const BEGINNING: Mark = { from: 0, seen: '' };

/** What has changed since a mark. */
export interface Changes<Kept, Known extends Mark = Mark> {
	/** Those that are new or changed, each in its latest state, the earliest change first. */
	records: Kept[];
	/** What is known now. */
	mark: Known;
	/** Whether that is all there was. */
	isAll: boolean;
}

/**
 * So much is read again each time, in milliseconds, and what changed while the list was read: the service may show a change
 * only after a later one, as its servers work side by side and each has a clock of its own.
 */
const OVERLAP = 5 * 60_000;
/**
 * So many records are remembered at most, which is more than an account changes within that time; of more, less is read
 * again, and what shows late may be missed.
 */
const MOST_SEEN = 10_000;

const DIGEST = 12;
const MOMENT = 9;
const ENTRY = DIGEST + MOMENT;
/** What has no date that can be read is remembered as long as it comes. */
const NO_DATE = 36 ** MOMENT - 1;

/** Follows a list while it is read, so that it is known afterwards how far it was. */
class Progress {
	private readonly mark: Mark;
	private readonly seen = new Map<string, number>();
	/** What was remembered before. */
	private readonly known: ReadonlySet<string>;
	private reached = 0;

	constructor(mark: Mark) {
		this.mark = mark;
		for (let place = 0; place < mark.seen.length; place += ENTRY) {
			const digest = mark.seen.slice(place, place + DIGEST);
			this.seen.set(digest, parseInt(mark.seen.slice(place + DIGEST, place + ENTRY), 36));
		}
		this.known = new Set(this.seen.keys());
	}

	/**
	 * Takes note of what has come.
	 * @param key what it is known by
	 * @param at its moment; undefined if it has no date that can be read
	 * @returns whether it is new
	 */
	take(key: string, at: number | undefined): boolean {
		const digest = createHash('sha256').update(key).digest('base64').slice(0, DIGEST);
		if (at !== undefined) this.reached = Math.max(this.reached, at);
		const isNew = !this.seen.has(digest);
		this.seen.set(digest, at ?? NO_DATE);
		return isNew;
	}

	/** What is known now, if so much of what was reached is to be read again. */
	markAgain(overlap: number): Mark {
		return this.markFrom(this.reached - overlap, this.reached);
	}

	/**
	 * What is known now, if it is to be read again from a moment on, or a later one if there is too much of it.
	 * @param latest the latest moment that may be
	 */
	markFrom(wanted: number, latest: number): Mark {
		const moments = [...this.seen.values()].filter((at) => at !== NO_DATE).sort((one, other) => other - one);
		// Of one moment all are remembered, or none.
		const tooEarly = moments.at(MOST_SEEN) ?? -Infinity;
		const from = Math.max(this.mark.from, wanted, tooEarly < latest ? tooEarly + 1 : 0);
		return { from, seen: this.written(([, at]) => at >= from) };
	}

	/** The same mark, with what has come since and is not earlier than a moment. */
	markWith(from: number): Mark {
		return { from: this.mark.from, seen: this.written(([digest, at]) => this.known.has(digest) || at >= from) };
	}

	private written(isKept: (entry: [digest: string, at: number]) => boolean): string {
		return [...this.seen]
			.filter(isKept)
			.map(([digest, at]) => digest + at.toString(36).padStart(MOMENT, '0'))
			.join('');
	}
}

/** What is told apart by its ID. */
interface Identified {
	id?: string;
}

/** The records that have come, each in its latest state. */
class Latest<Kept extends Identified> {
	private readonly records = new Map<unknown, Kept>();

	/** How many they are. */
	get size(): number {
		return this.records.size;
	}

	put(record: Kept): void {
		const key = record.id ?? record;
		this.records.delete(key);
		this.records.set(key, record);
	}

	get all(): Kept[] {
		return [...this.records.values()];
	}
}

/** What a state of a record is known by: two changes of one record can bear the same time only within a microsecond. */
const stateOf = <Kept extends Identified>(record: Kept, date: unknown) =>
	JSON.stringify(record.id === undefined ? record : [record.id, date]);

/** A list that shows by a date when each of its records was changed. */
export type ChangingList<Kept> = Pick<DatedList<Kept>, 'list' | 'dateOf'>;

/** The list in the order of its changes, in which each state of a record comes once. */
const byState = <Kept extends Identified>({ list, dateOf }: ChangingList<Kept>): DatedList<Kept> => ({
	list,
	dateOf,
	keyOf: (record) => stateOf(record, dateOf(record)),
});

/**
 * Finds what is new or changed in a list since a mark. What the time is only the service says. Nothing is lost or comes
 * twice though several records share a moment, the list changes while it is read, or a reading fails: then the mark stays
 * as it is, and the next reading begins where the last good one ended.
 * @param most the number of records after which the reading ends; the next one goes on there
 * @param clock tells how long the reading takes
 * @throws what the list throws
 */
export async function changesSince<Kept extends Identified>(
	list: ChangingList<Kept>,
	mark: Mark,
	most: number,
	clock: Pick<Clock, 'now'> = machineClock,
): Promise<Changes<Kept>> {
	const began = clock.now();
	const progress = new Progress(mark);
	const latest = new Latest<Kept>();
	for await (const record of inOrder(byState(list), mark.from || undefined)) {
		const date = list.dateOf(record);
		if (progress.take(stateOf(record, date), instantOf(date))) latest.put(record);
		if (latest.size >= most) break;
	}
	return { records: latest.all, mark: progress.markAgain(OVERLAP + clock.now() - began), isAll: latest.size < most };
}

/**
 * The mark from which on a list's changes are new.
 * @param newest when it was last changed, in milliseconds since 1970; undefined if it holds nothing
 */
export async function markAt<Kept extends Identified>(
	list: ChangingList<Kept>,
	newest: number | undefined,
): Promise<Mark> {
	if (newest === undefined) return BEGINNING;
	const { mark } = await changesSince(list, { from: newest - OVERLAP, seen: '' }, Infinity);
	return mark;
}

/** Records that can be listed only by what they belong to, such as the messages of a session. */
export interface NestedLists<Owner extends Identified, Kept extends Identified> {
	/** Those that have changed since a moment, by when they were made; all of them if none is given. */
	owners(since?: number): ChangingList<Owner>;
	/** When the latest change of any of them was, in milliseconds since 1970; undefined if there are none. */
	newest(): Promise<number | undefined>;
	/** What belongs to one of them and was changed since a moment; all of it if none is given. */
	recordsOf(owner: Owner, since?: number): AsyncIterable<Kept>;
	/** When a record was changed, as the service writes it. */
	dateOf(record: Kept): unknown;
}

/**
 * Finds what is new or changed among the records of those that have changed since a mark, as `changesSince` does. Those
 * that they belong to are gone through by when they were made, which never changes.
 * @param most the number of records, or of those that they belong to, after which the reading ends
 * @throws what the lists throw
 */
export async function nestedChangesSince<Owner extends Identified, Kept extends Identified>(
	lists: NestedLists<Owner, Kept>,
	mark: NestedMark,
	most: number,
): Promise<Changes<Kept, NestedMark>> {
	const until = mark.stretch?.until ?? (await lists.newest());
	if (until === undefined) return { records: [], mark, isAll: true };
	const since = mark.from > 0 ? mark.from : undefined;
	const begun = mark.stretch?.owners ?? BEGINNING;
	const walked = new Progress(begun);
	const progress = new Progress(mark);
	const latest = new Latest<Kept>();
	const owners = lists.owners(since);
	let visited = 0;
	let isDone = true;
	for await (const owner of inOrder({ ...owners, keyOf: ({ id }) => id }, begun.from || undefined)) {
		if (!walked.take(stateOf(owner, null), instantOf(owners.dateOf(owner)))) continue;
		for await (const record of lists.recordsOf(owner, since)) {
			const date = lists.dateOf(record);
			const at = instantOf(date);
			// The service may give somewhat more than what was asked for, which is not remembered.
			if (at !== undefined && at < mark.from) continue;
			if (progress.take(stateOf(record, date), at)) latest.put(record);
		}
		visited++;
		isDone = latest.size < most && visited < most;
		if (!isDone) break;
	}
	const records = inTime(latest.all, lists.dateOf);
	// All that comes within the overlap is read once more with the next stretch.
	const next = Math.max(mark.from, until - OVERLAP);
	// There may be more since a stretch was begun that took several runs.
	if (isDone) return { records, mark: progress.markFrom(next, until), isAll: mark.stretch === undefined };
	const stretch = { until, owners: walked.markAgain(0) };
	return { records, mark: { ...progress.markWith(next), stretch }, isAll: false };
}

function inTime<Kept>(records: readonly Kept[], dateOf: (record: Kept) => unknown): Kept[] {
	const moments = new Map(records.map((record) => [record, instantOf(dateOf(record)) ?? 0]));
	return records.toSorted((one, other) => (moments.get(one) ?? 0) - (moments.get(other) ?? 0));
}

/** The mark from which on the changes of nested records are new. */
export async function nestedMarkAt<Owner extends Identified, Kept extends Identified>(
	lists: NestedLists<Owner, Kept>,
): Promise<NestedMark> {
	const newest = await lists.newest();
	if (newest === undefined) return BEGINNING;
	const { mark } = await nestedChangesSince(lists, { from: newest - OVERLAP, seen: '' }, Infinity);
	return mark;
}
