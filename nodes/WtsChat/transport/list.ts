import { pageOf, recordsOf, type List, type Listing } from './paging';
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

/**
 * Goes through a list of the service, page by page.
 * @param limit how many records at the most; Infinity for all
 * @throws NodeApiError if a page cannot be had, OperationalError if the service does not give the whole list
 */
export function listed(
	client: Connection,
	request: ServiceRequest,
	paging: Paging,
	limit: number,
): AsyncGenerator<Listing> {
	return recordsOf(listOf(client, request, paging), limit);
}

/**
 * Counts the records of a list. One request does it where the account says how many there are. Accounts that know only one
 * name of the page's number do not say it (observed.md §7), so the whole list is read there.
 * @throws as `listed` does
 */
export async function counted(client: Connection, request: ServiceRequest, paging: Paging): Promise<number> {
	const list = listOf(client, request, paging);
	const { total, more, records: first } = await list.fetch(list.names[0], 1, 1);
	// A count that its own page contradicts is none.
	const least = first.length + (more === true ? 1 : 0);
	if (total !== undefined && total >= least) return total;
	const records: Listing[] = [];
	for await (const record of recordsOf(list, Infinity)) records.push(record);
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
