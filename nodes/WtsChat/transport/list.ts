import { PAGE_SIZE, pageOf, recordsOf, type List, type Listing } from './paging';
import type { ServiceRequest } from './request';

/** How a list endpoint hands out its pages: by a page number in the query or the body, or all at once. */
export type Paging = 'PageNumber' | 'Page' | 'body' | 'whole';

/** The connection to an account, as far as its lists need it. */
interface Connection {
	/** The names by which the account's lists page, by endpoint. */
	pageNames: Map<string, string>;
	sendUntyped(request: ServiceRequest): Promise<unknown>;
}

/** The names of the page's number, the contract's own first: accounts differ in which one they know (observed.md §7). */
const NAMES: Readonly<Record<Paging, readonly string[]>> = {
	PageNumber: ['PageNumber', 'Page'],
	Page: ['Page', 'PageNumber'],
	body: ['pageNumber', 'page'],
	whole: [''],
};

/**
 * A list of the service, as the account of a connection pages it.
 * @param request asks for the list, without a page
 */
export function listOf(client: Connection, request: ServiceRequest, paging: Paging): List {
	return {
		get names() {
			const known = client.pageNames.get(request.endpoint);
			return NAMES[paging].toSorted((a, b) => Number(b === known) - Number(a === known));
		},
		fetch: async (name, pageNumber, pageSize) => {
			const page = pageOf(await client.sendUntyped(pageRequest(request, paging, name, pageNumber, pageSize)));
			return paging === 'whole' ? { ...page, more: page.more ?? false } : page;
		},
		moves: (name) => client.pageNames.set(request.endpoint, name),
	};
}

/** Whether a record is one of those that were asked for. */
export type Meant = (record: Listing) => boolean;

/**
 * Goes through a list of the service, page by page.
 * @param limit how many records at the most; Infinity for all
 * @param isMeant what it does not hold for is left out; the service may take no notice of filters (observed.md §8)
 * @throws NodeApiError if a page cannot be had, OperationalError if the service does not give the whole list
 */
export async function* listed(
	client: Connection,
	request: ServiceRequest,
	paging: Paging,
	limit: number,
	isMeant?: Meant,
): AsyncGenerator<Listing> {
	const list = listOf(client, request, paging);
	if (!isMeant) return yield* recordsOf(list, limit);
	if (limit < Infinity) {
		const records = await firstOf(list, limit, isMeant);
		if (records) return yield* records;
	}
	let wanted = limit;
	for await (const record of recordsOf(list, Infinity)) {
		if (!isMeant(record)) continue;
		yield record;
		if (--wanted === 0) return;
	}
}

/** So many records of a list; undefined if one is not meant, so that more must be read to have as many that are. */
async function firstOf(list: List, limit: number, isMeant: Meant): Promise<Listing[] | undefined> {
	const records: Listing[] = [];
	for await (const record of recordsOf(list, limit)) {
		if (!isMeant(record)) return undefined;
		records.push(record);
	}
	return records;
}

/**
 * Counts the records of a list. One request does it where the account says how many there are. Accounts that know only one
 * name of the page's number do not say it (observed.md §7), so the whole list is read there. Where the list is narrowed
 * down, its first and its last page are looked at: if something does not belong there, the service takes no notice of the
 * filters, and the whole list is read too.
 * @param isMeant whether a record is one of those that are counted, if the list is narrowed down
 * @throws as `listed` does
 */
export async function counted(
	client: Connection,
	request: ServiceRequest,
	paging: Paging,
	isMeant?: Meant,
): Promise<number> {
	const list = listOf(client, request, paging);
	const size = isMeant ? PAGE_SIZE : 1;
	const { total, more, records: first } = await list.fetch(list.names[0], 1, size);
	// A count that its own page contradicts is none.
	const least = first.length + (more === true ? 1 : 0);
	if (total !== undefined && total >= least) {
		if (!isMeant) return total;
		const isWhole = first.length === total;
		const last = isWhole ? first : (await list.fetch(list.names[0], Math.ceil(total / size), size)).records;
		if ([...first, ...last].every(isMeant)) return total;
		if (isWhole) return first.filter(isMeant).length;
	}
	const records: Listing[] = [];
	for await (const record of listed(client, request, paging, Infinity, isMeant)) records.push(record);
	return records.length;
}

function pageRequest(
	request: ServiceRequest,
	paging: Paging,
	name: string,
	pageNumber: number,
	pageSize: number,
): ServiceRequest {
	switch (paging) {
		case 'whole':
			return request;
		case 'body':
			return { ...request, body: { ...Object(request.body), [name]: pageNumber, pageSize } };
		default:
			return { ...request, query: { ...request.query, [name]: pageNumber, PageSize: pageSize } };
	}
}
