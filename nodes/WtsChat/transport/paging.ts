import { OperationalError } from 'n8n-workflow';
import { isRefusedAsWrong } from './failure';
import { isRecord } from './record';
import { asThrown } from './words';

/** A record of a list. */
export type Listing = Readonly<Record<string, unknown>>;

/** One page of a list, and what the service says about the other pages. */
export interface Page {
	records: readonly Listing[];
	/** Whether there are more pages. */
	more?: boolean;
	/** How many pages there are. */
	pages?: number;
	/** How many records all pages hold together. */
	total?: number;
}

/** A list of the service. */
export interface List {
	/** The names that the number of the page may have in a request, the one first that is tried first. */
	readonly names: readonly string[];
	/** Asks for a page, from 1. */
	fetch(name: string, pageNumber: number, pageSize: number): Promise<Page>;
	/** Is told the name by which pages have moved on. */
	moves?(name: string): void;
}

/** Where the reading of a list goes on. */
export interface Position {
	pageNumber: number;
	/** IDs on the page before. */
	before: readonly unknown[];
}

/** What a page brought. */
export interface Yield {
	/** The records that have not come before in this reading. */
	records: readonly Listing[];
	total?: number;
	/** Where the reading goes on; undefined after the last page. */
	next?: Position;
}

/** The largest page that the service gives (observed.md §7). */
export const PAGE_SIZE = 100;

/** How many pages in a row may bring nothing new: so many, or as many as have brought something new before. */
const MOST_IDLE_PAGES = 3;
/** A list is taken as endless after so many pages, which are a million records. */
const MOST_PAGES = 10_000;
/** How often a list is read at most, if the service does not give it whole. */
const MOST_READINGS = 5;

/**
 * Hands out each record of a list once.
 *
 * Records that come again are dropped: pages may overlap (observed.md §7). A list that changes while it is read, or
 * that has no firm order, skips records too. So it is read again where the service counts more records than came, or
 * fewer than at the page before; what is found only then comes last. A list that shrinks each time it is read is taken
 * as whole after some readings. Records without an ID are all different ones.
 *
 * @param limit how many records at the most; Infinity for all
 * @returns the records in the service's order
 * @throws OperationalError if the service does not give the whole list, however often it is asked
 */
export async function* recordsOf(list: List, limit: number): AsyncGenerator<Listing> {
	const pageSize = Math.min(PAGE_SIZE, limit);
	const given = new Set<unknown>();
	let unnamed = 0;
	// Once a list has shrunk, some of the records that were given are gone, so their number no longer tells anything.
	let hasShrunk = false;
	let total: number | undefined;
	for (let reading = 1; ; reading++) {
		const before = given.size;
		let came = 0;
		let least = Infinity;
		let shrinks = false;
		for await (const page of pagesOf(list, pageSize)) {
			came += page.records.length;
			for (const record of page.records) {
				const id = idOf(record);
				if (given.has(id)) continue;
				if (id === undefined) unnamed++;
				else given.add(id);
				yield record;
				if (given.size + unnamed >= limit) return;
			}
			shrinks ||= total !== undefined && page.total !== undefined && page.total < total;
			hasShrunk ||= shrinks;
			total = page.total ?? total;
			least = Math.min(least, total ?? Infinity);
			if (reading > 1 && !hasShrunk && total !== undefined && given.size >= total) return;
		}
		const held = hasShrunk ? came : given.size + unnamed;
		if (!shrinks && (total === undefined || held >= total)) return;
		// Without IDs it cannot be told what comes again. A reading that brought nothing new is not repeated.
		const isFruitless = unnamed > 0 || (reading > 2 && !hasShrunk && given.size === before);
		if (isFruitless || reading === MOST_READINGS) {
			if (shrinks || held >= least) return;
			throw incomplete(held, least);
		}
	}
}

/**
 * Reads a list once, page by page, from a position on.
 *
 * Accounts differ in the name by which they know the number of a page, and ignore the other one (observed.md §7): where
 * the same page comes again although there should be more, the other name is tried.
 *
 * @throws OperationalError if pages do not move on by any name, bring nothing though more is promised, or have no end
 */
export async function* pagesOf(
	list: List,
	pageSize: number,
	{ pageNumber: first, before }: Position = { pageNumber: 1, before: [] },
): AsyncGenerator<Yield> {
	let [name] = list.names;
	let others = list.names.slice(1);
	let last: Page = { records: before.map((id) => ({ id })) };
	const seen = new Set<unknown>(before);
	let promised = first > 1;
	let wasStuck = false;
	let count = 0;
	let fruitful = 0;
	let idle = 0;
	for (let pageNumber = first; ; pageNumber++) {
		let page = await list.fetch(name, pageNumber, pageSize);
		const comesAgain = () =>
			repeats(page, last) && (promised || wasStuck || expectsMore(page, pageNumber, pageSize) !== false);
		if (comesAgain()) {
			const second = Math.max(2, first);
			const moved = await byOtherName(list, others, second, pageSize, last, seen);
			others = [];
			if (moved) [name, page, pageNumber] = [moved.name, moved.page, second];
		}
		const isStuck = comesAgain();
		const more = expectsMore(page, pageNumber, pageSize);
		if (isStuck) {
			// Once is no sign: a page's worth of records may have been added before it meanwhile.
			if (wasStuck) throw samePage(pageNumber, count);
			if (isBeyondEnd(page, pageNumber, pageSize) || (more === undefined && page.records.length < pageSize)) return;
		}
		wasStuck = isStuck;

		const records = isStuck ? [] : newAmong(page.records, seen);
		for (const record of records) seen.add(idOf(record));
		count += records.length;
		if (records.length > 0) {
			fruitful++;
			idle = 0;
			if (pageNumber > 1) list.moves?.(name);
		} else if (++idle > Math.max(MOST_IDLE_PAGES, fruitful)) {
			throw nothingMore(count);
		}
		const goesOn = isStuck || more === true || (more === undefined && records.length > 0);
		const next = { pageNumber: pageNumber + 1, before: page.records.map(idOf).filter((id) => id !== undefined) };
		yield { records, total: page.total, next: goesOn ? next : undefined };
		if (!goesOn) return;
		if (pageNumber >= MOST_PAGES) throw endless();
		promised = more === true;
		last = page;
	}
}

/** Asks for a page by other names of its number. @returns the first one that brings something new; undefined if none does */
async function byOtherName(
	list: List,
	names: readonly string[],
	pageNumber: number,
	pageSize: number,
	last: Page,
	seen: ReadonlySet<unknown>,
): Promise<{ name: string; page: Page } | undefined> {
	for (const name of names) {
		try {
			const page = await list.fetch(name, pageNumber, pageSize);
			if (!repeats(page, last) && newAmong(page.records, seen).length > 0) return { name, page };
		} catch (error) {
			// An account that refuses the name does not know it.
			if (!isRefusedAsWrong(error)) throw asThrown(error);
		}
	}
	return undefined;
}

/** The ID of a record; undefined if it has none, so that nothing tells it from others. */
const idOf = (record: Listing): unknown => record.id ?? undefined;

/** The records that have not come before. Two with the same ID on the same page are one. */
function newAmong(records: readonly Listing[], seen: ReadonlySet<unknown>): Listing[] {
	const here = new Set<unknown>();
	return records.filter((record) => {
		const id = idOf(record);
		if (id === undefined) return true;
		if (seen.has(id) || here.has(id)) return false;
		here.add(id);
		return true;
	});
}

/** Whether a page holds only what the one before it held. */
function repeats(page: Page, last: Page): boolean {
	if (page.records.length === 0) return false;
	if (page.records.every((record) => idOf(record) !== undefined)) {
		const ids = new Set(last.records.map(idOf));
		return page.records.every((record) => ids.has(idOf(record)));
	}
	return JSON.stringify(page.records) === JSON.stringify(last.records);
}

/** Whether there is more after a page; undefined where the service says nothing of it, or contradicts itself. */
function expectsMore(page: Page, pageNumber: number, pageSize: number): boolean | undefined {
	const { records, more } = page;
	if (more === true) return true;
	const pages = countedPages(page, pageSize);
	if (pages === undefined) return more ?? (records.length === 0 ? false : undefined);
	if (pages === 0 && records.length > 0) return undefined;
	const goesOn = pageNumber < pages;
	if (more === false) return goesOn ? undefined : false;
	// Where pages overlap, there may be more of them than their count says.
	return goesOn || records.length < pageSize ? goesOn : undefined;
}

/** Whether the service counts fewer pages. */
function isBeyondEnd(page: Page, pageNumber: number, pageSize: number): boolean {
	const pages = countedPages(page, pageSize) ?? 0;
	return page.more !== true && pages > 0 && pageNumber > pages;
}

/** How many pages the service says that there are, or else that there must be for so many records. */
const countedPages = ({ pages, total }: Page, pageSize: number): number | undefined =>
	pages || total === undefined ? pages : Math.ceil(total / pageSize);

const narrow = (count: number) =>
	count === 0
		? 'Narrow the list down with filters.'
		: `Narrow the list down with filters, or set a Limit of at most ${count}.`;

const samePage = (pageNumber: number, count: number) =>
	new OperationalError('The service gives the same page of the list again and again', {
		description: `It answered page ${pageNumber} with records of earlier pages only, so the list cannot be read beyond the ${count} records that came. ${narrow(count)}`,
	});

const nothingMore = (count: number) =>
	new OperationalError('The service says that the list goes on, but gives nothing more of it', {
		description: `The list cannot be read beyond the ${count} records that came. ${narrow(count)}`,
	});

const incomplete = (count: number, total: number) =>
	new OperationalError('The service does not give the whole list', {
		description: `It says that there are ${total} records, but gives ${count} of them, however often the list is read. ${narrow(count)}`,
	});

const endless = () =>
	new OperationalError('The list does not come to an end', {
		description: `The service still has more after ${MOST_PAGES * PAGE_SIZE} records. Narrow the list down with filters, or set a Limit.`,
	});

/**
 * Reads a page out of a list's answer: a bare array, or `items` with one of the forms in which the service tells
 * whether there are more (observed.md §7).
 * @param answer the answer's body
 * @throws OperationalError if it is no list
 */
export function pageOf(answer: unknown): Page {
	if (Array.isArray(answer)) return { records: answer.filter(isRecord), more: false };
	if (!isRecord(answer) || !('items' in answer) || !isList(answer.items)) {
		throw new OperationalError('The answer of WTS Chat is no list', {
			description: 'A list was asked for, but what came holds none, so it is not known what is in it. Try again later.',
		});
	}
	return {
		records: (answer.items ?? []).filter(isRecord),
		more: switchOf(answer.hasMorePages),
		pages: countOf(answer.totalPages ?? answer.countPages),
		total: countOf(answer.totalItems),
	};
}

const isList = (value: unknown): value is unknown[] | null => value === null || Array.isArray(value);

/** A switch, also as the text "true" or "false". */
function switchOf(value: unknown): boolean | undefined {
	const text = String(value).toLowerCase();
	return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** A count, also as a text. */
function countOf(value: unknown): number | undefined {
	const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined;
}
