import { OperationalError } from 'n8n-workflow';

/** A record of a list. */
export type Listing = Readonly<Record<string, unknown>>;

/** One page of records as a list endpoint answers it. */
export interface Page {
	records: readonly Listing[];
	/** Whether the service says that there are more pages. */
	more: boolean;
}

/** The largest page that the service gives (observed.md §7). */
export const PAGE_SIZE = 100;

/**
 * Goes through the pages of a list and hands out each record once, page by page.
 *
 * The service has been seen to ignore the page number and to give overlapping pages (observed.md §7): records that
 * came already are dropped, and a page that holds nothing but them although there should be more is reported.
 *
 * @param fetchPage asks for a page, from 1
 * @param limit how many records at the most; Infinity for all
 * @returns the records in the service's order
 * @throws OperationalError if the service gives the same page again and again
 */
export async function* recordsOf(
	fetchPage: (pageNumber: number, pageSize: number) => Promise<Page>,
	limit: number,
): AsyncGenerator<Listing> {
	const pageSize = Math.min(PAGE_SIZE, limit);
	const seen = new Set<unknown>();
	let given = 0;
	for (let pageNumber = 1; given < limit; pageNumber++) {
		const { records, more } = await fetchPage(pageNumber, pageSize);
		let news = 0;
		for (const record of records) {
			if (record.id !== undefined && seen.has(record.id)) continue;
			seen.add(record.id);
			news++;
			yield record;
			if (++given === limit) return;
		}
		if (!more) return;
		if (news === 0) {
			throw new OperationalError('The service gives the same page of the list again and again', {
				description: `It answered page ${pageNumber} with records of earlier pages only, so the list cannot be read beyond the ${given} records that came. Narrow the list down with filters, or set a Limit of at most ${given}.`,
			});
		}
	}
}

/**
 * Reads a page out of a list's answer: a bare array, or `items` with one of the forms in which the service tells
 * whether there are more (observed.md §7).
 * @param answer the answer's body
 * @param pageNumber the page that was asked for
 * @param pageSize the size that was asked for
 */
export function pageOf(answer: unknown, pageNumber: number, pageSize: number): Page {
	if (Array.isArray(answer)) return { records: answer, more: false };
	const body = (answer ?? {}) as Listing;
	const records: readonly Listing[] = Array.isArray(body.items) ? body.items : [];
	const pages = body.totalPages ?? body.countPages;
	if (typeof body.hasMorePages === 'boolean') return { records, more: body.hasMorePages };
	if (typeof pages === 'number') return { records, more: pageNumber < pages };
	return { records, more: records.length >= pageSize };
}
