import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
	INodePropertyOptions,
} from 'n8n-workflow';
import type { Call, Endpoint, Listed } from '../../../contract';
import { meantBy } from '../fields/meant';
import type { Client } from '../transport/client';
import { listOf, type Paging } from '../transport/list';
import type { ServiceRequest } from '../transport/request';
import { PAGE_SIZE, pagesOf, type List, type Listing, type Position } from '../transport/paging';
import { asking, matches } from './ask';
import { Directory } from './directory';
import { labelOf, type Choice } from './choices';

/** A method that fills the list of a locator in the editor. */
export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** A method that fills a multiple choice in the editor. */
export type LoadOptions = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** A list of the service that the editor offers something from. */
export interface Source {
	listOf(client: Client): List;
	/** What a record gives to choose from; nothing where it does not match what was typed, or was not asked for. */
	choicesOf(record: Listing): Choice[];
}

/**
 * Says what a list offers to choose from.
 * @param call asks for the list, without a page
 * @param choicesOf what a record gives to choose from; nothing where it does not match what was typed
 * @param paging how the list is paged
 */
export function source<const E extends Endpoint>(
	call: Call<E>,
	choicesOf: (record: Listed<E>) => Choice[],
	paging: Paging = 'PageNumber',
): Source {
	const request: ServiceRequest = call;
	const isMeant = meantBy(request) ?? (() => true);
	return {
		listOf: (client) => listOf(client, request, paging),
		choicesOf: (record) => (isMeant(record) ? choicesOf(record as Listed<E>) : []),
	};
}

/** What there is to choose from, by what the user typed. */
export type Found<T> = (
	directory: Directory,
	context: ILoadOptionsFunctions,
	filter: string | undefined,
) => Promise<T> | T;

/**
 * Fills a list from lists of the service, one after the other, page by page as the user scrolls; or at once, where all choices
 * are known.
 */
export const byPages = (sourcesOf: Found<readonly Source[] | { all: Choice[] }>): ListSearch =>
	async function (filter, paginationToken) {
		return await asking(this, async (client) => {
			const sources = await sourcesOf(new Directory(client), this, filter?.trim());
			if ('all' in sources) return { results: sources.all.map(listItemOf) };
			return await search(client, sources, paginationToken);
		});
	};

/** Fills a list with all that there is and matches what was typed. */
export const atOnce = (choicesOf: Found<Choice[]>): ListSearch =>
	async function (filter) {
		const choices = await asking(this, async (client) => await choicesOf(new Directory(client), this, filter));
		const found = choices.filter(({ name, also = [] }) => matches(filter, name, ...also));
		return { results: byLabel(found.map(listItemOf)) };
	};

/** Fills a multiple choice. */
export const options = (
	choicesOf: (directory: Directory, context: ILoadOptionsFunctions) => Promise<Choice[]>,
): LoadOptions =>
	async function () {
		return byLabel((await asking(this, async (client) => await choicesOf(new Directory(client), this))).map(listItemOf));
	};

const listItemOf = (choice: Choice) => ({ name: labelOf(choice), value: choice.id });

export const byLabel = <Item extends { name: string }>(items: Item[]): Item[] =>
	items.toSorted((a, b) => a.name.localeCompare(b.name));

/** How many pages a search reads before it shows the little that it has found. */
const PAGES_PER_SEARCH = 5;
/** How many finds are enough to show. */
const ENOUGH = PAGE_SIZE / 4;

/** Where a search goes on. */
interface Bookmark {
	/** Which of the lists. */
	source: number;
	/** Where in it; at its beginning if left out. */
	position?: Position;
}

/**
 * What lists of the service offer.
 * @param sources the lists, the same ones at each page
 * @param paginationToken what the page before gave
 */
async function search(
	client: Client,
	sources: readonly Source[],
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	let bookmark: Bookmark = paginationToken ? (JSON.parse(paginationToken) as Bookmark) : { source: 0 };
	const results: INodeListSearchItems[] = [];
	let pages = 0;
	const isEnough = () => pages === PAGES_PER_SEARCH || results.length >= ENOUGH;
	const found = () => ({
		results,
		paginationToken: bookmark.source < sources.length ? JSON.stringify(bookmark) : undefined,
	});
	for (; bookmark.source < sources.length && !isEnough(); bookmark = { source: bookmark.source + 1 }) {
		const list = sources[bookmark.source].listOf(client);
		for await (const { records, next } of pagesOf(list, PAGE_SIZE, bookmark.position)) {
			results.push(...records.flatMap(sources[bookmark.source].choicesOf).map(listItemOf));
			bookmark.position = next;
			pages++;
			if (next && isEnough()) return found();
		}
	}
	return found();
}
