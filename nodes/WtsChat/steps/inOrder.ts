import { instantOf } from '../fields/date';
import { PAGE_SIZE } from '../transport/paging';

/** What a list is narrowed down to by a date, in ISO 8601; whether the ends belong to it is left to the service. */
export interface Span {
	after?: string;
	before?: string;
}

/** What a span and another one have in common. */
export function commonSpan(one: Span, other: Span): Span {
	const among = (dates: Array<string | undefined>, pick: (...moments: number[]) => number) => {
		const given = dates.filter((date) => date !== undefined);
		return given.length > 0 ? isoOf(pick(...given.map((date) => Date.parse(date)))) : undefined;
	};
	return { after: among([one.after, other.after], Math.max), before: among([one.before, other.before], Math.min) };
}

/** A list that can be narrowed down and sorted by a date of its records. */
export interface DatedList<Kept> {
	/** Asks for what is in a span, the earliest first. */
	list(span: Span): AsyncIterable<Kept>;
	/** The date, as the service writes it. */
	dateOf(record: Kept): unknown;
	/** What a record is known by, so that it comes once; undefined if it is told apart from no other. */
	keyOf(record: Kept): string | undefined;
}

interface Dated<Kept> {
	record: Kept;
	/** Milliseconds since 1970; undefined if there is no date that can be read. */
	at: number | undefined;
}

/** A part of a list. */
interface Stretch<Kept> {
	records: Array<Dated<Kept>>;
	/** Whether the list ends with it, or goes on, or has so many records of one moment that they have to be read by themselves. */
	then: 'ended' | 'goesOn' | 'crowded';
}

/**
 * Goes through a list in the order of a date, the earliest first, each record once.
 *
 * A list may change while it is read: when a record leaves it or gets a later date, those behind it move up, some of them
 * onto a page that was read already (observed.md §7). Read by page numbers alone, these would be missed. So after each
 * page's worth of records, the list is asked for anew from the last date on. A record that keeps its date is found in this
 * way, whatever happens to others; one that gets a later one comes with that. More records of one moment than a page holds
 * are read by themselves. Where the service does not keep to the order or to the span, the list is read to its end and
 * put in order here.
 *
 * @param since leaves out what is earlier, in milliseconds since 1970
 * @throws what `list` throws
 */
export async function* inOrder<Kept>(dated: DatedList<Kept>, since = -Infinity): AsyncGenerator<Kept> {
	const given = new Set<string>();
	const take = (records: ReadonlyArray<Dated<Kept>>) =>
		records.flatMap(({ record, at = Infinity }) => {
			const key = dated.keyOf(record);
			if (at < since || (key !== undefined && given.has(key))) return [];
			if (key !== undefined) given.add(key);
			return [record];
		});
	let from = since;
	for (;;) {
		const { records, then } = await stretchFrom(dated, from);
		yield* take(records);
		if (then === 'ended') return;
		if (then === 'goesOn') {
			from = momentOf(records.at(-1)) ?? from;
			continue;
		}
		yield* take(await crowdAt(dated, from));
		// What comes next was read with the crowd, as far as the service counts the ends of a span otherwise.
		from += CROWD;
	}
}

const momentOf = <Kept>(dated: Dated<Kept> | undefined): number | undefined => dated?.at;

/** Reads the list from a moment on, as far as the next one from which it can be asked for anew. */
async function stretchFrom<Kept>({ list, dateOf }: DatedList<Kept>, from: number): Promise<Stretch<Kept>> {
	const records: Array<Dated<Kept>> = [];
	// A little earlier, so that it does not matter whether the service counts the moment itself in.
	const earliest = from - 1;
	let latest = earliest;
	let isAsAsked = true;
	for await (const record of list(earliest > -Infinity ? { after: isoOf(earliest) } : {})) {
		const at = instantOf(dateOf(record));
		isAsAsked &&= at !== undefined && at >= latest;
		latest = at ?? latest;
		records.push({ record, at });
		if (isAsAsked && records.length >= PAGE_SIZE) return { records, then: latest > from ? 'goesOn' : 'crowded' };
	}
	return { records: isAsAsked ? records : sorted(records), then: 'ended' };
}

/** How wide a crowded moment is taken to be, in milliseconds: somewhat wider than it is, see `inOrder`. */
const CROWD = 2;

/** The list of a moment is read no more often than this. */
const MOST_READINGS = 5;

/**
 * Reads what has the dates of one moment. That takes several pages, on which entries move up when one gets another date;
 * so it is read until nothing more comes.
 */
async function crowdAt<Kept>({ list, dateOf, keyOf }: DatedList<Kept>, moment: number): Promise<Array<Dated<Kept>>> {
	const crowd = new Map<unknown, Dated<Kept>>();
	for (let reading = 1, before = -1; crowd.size > before && reading <= MOST_READINGS; reading++) {
		before = crowd.size;
		for await (const record of list({ after: isoOf(moment - 1), before: isoOf(moment + CROWD) })) {
			const at = instantOf(dateOf(record));
			if (at === undefined || at <= moment + CROWD) crowd.set(keyOf(record) ?? record, { record, at });
		}
	}
	return sorted([...crowd.values()]);
}

const sorted = <Kept>(records: ReadonlyArray<Dated<Kept>>) =>
	records.toSorted(({ at: one = -Infinity }, { at: other = -Infinity }) => (one === other ? 0 : one - other));

const isoOf = (moment: number) => new Date(moment).toISOString();
