import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { Call, Endpoint, Listed } from '../../../contract';
import type { Client, ServiceRequest } from '../transport/client';
import { listed, listOf, type Paging } from '../transport/list';
import { PAGE_SIZE, pagesOf, type List, type Place } from '../transport/paging';
import { asking } from './ask';

/** A list of the service that the editor offers something from. */
export interface Source {
	listOf(client: Client): List;
	/** What a record gives to choose from; nothing where it does not match what was typed. */
	choicesOf(record: unknown): INodeListSearchItems[];
}

/**
 * Says what a list offers to choose from.
 * @param call asks for the list, without a page
 * @param choicesOf what a record gives to choose from; nothing where it does not match what was typed
 * @param paging how the list is paged
 */
export function source<const E extends Endpoint>(
	call: Call<E>,
	choicesOf: (record: Listed<E>) => INodeListSearchItems[],
	paging: Paging = 'PageNumber',
): Source {
	const request: ServiceRequest = call;
	return {
		listOf: (client) => listOf(client, request, paging),
		choicesOf: choicesOf as Source['choicesOf'],
	};
}

/** A search that finds little goes on through so many pages before it shows what it has. */
const PAGES_PER_SEARCH = 5;
/** So many finds are enough to show. */
const ENOUGH = PAGE_SIZE / 4;

/** Where a search goes on. */
interface Mark {
	/** Which of the lists. */
	source: number;
	/** Where in it; at its beginning if left out. */
	place?: Place;
}

/**
 * What lists of the service offer, one list after the other, page by page as the user scrolls.
 * @param sources the lists, the same ones at each page
 * @param paginationToken what the page before gave
 * @throws as `asking` does
 */
export async function search(
	context: ILoadOptionsFunctions,
	sources: readonly Source[],
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	let mark: Mark = paginationToken ? (JSON.parse(paginationToken) as Mark) : { source: 0 };
	const results: INodeListSearchItems[] = [];
	let pages = 0;
	const isEnough = () => pages === PAGES_PER_SEARCH || results.length >= ENOUGH;
	await asking(context, async (client) => {
		for (; mark.source < sources.length && !isEnough(); mark = { source: mark.source + 1 }) {
			const list = sources[mark.source].listOf(client);
			for await (const { records, next } of pagesOf(list, PAGE_SIZE, mark.place)) {
				results.push(...records.flatMap(sources[mark.source].choicesOf));
				mark.place = next;
				pages++;
				if (next && isEnough()) return;
			}
		}
	});
	return { results, paginationToken: mark.source < sources.length ? JSON.stringify(mark) : undefined };
}

/**
 * All records of a list, as far as they can be had while somebody waits.
 * @throws as `asking` does
 */
export async function whole<const E extends Endpoint>(
	context: ILoadOptionsFunctions,
	call: Call<E>,
	paging: Paging = 'PageNumber',
): Promise<Array<Listed<E>>> {
	return await asking(context, async (client) => {
		const records: unknown[] = [];
		for await (const record of listed(client, call, paging, Infinity)) records.push(record);
		return records as Array<Listed<E>>;
	});
}
