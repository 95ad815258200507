import type { Account, Quirks } from './account.mts';
import type { Operation } from '../contract/checker.mts';
import { formError } from './errors.mts';
import { inOtherShapes } from './shapes.mts';

/** How a list is asked for; query parameters write the names with a capital (see `fromQuery`). */
export interface PageRequest {
	pageNumber?: number;
	pageSize?: number;
	orderBy?: string | null;
	orderDirection?: 'ASCENDING' | 'DESCENDING' | null;
}

export interface Page<T> {
	items: T[];
	totalItems: number;
	totalPages: number;
	hasMorePages: boolean;
	pageNumber: number;
	pageSize: number;
	orderBy: string;
	orderDirection: string;
}

/** What a record is sorted by, for each name that `OrderBy` may have (in any case). */
export type Orders<T> = Record<string, (record: T) => string | number | null>;

interface Dated {
	createdAt: string;
	updatedAt: string;
}

/** The orders that every list knows. */
export const byDates: Orders<Dated> = {
	createdAt: ({ createdAt }) => createdAt,
	updatedAt: ({ updatedAt }) => updatedAt,
};

/** Takes the paging out of a list's query. */
export const fromQuery = (query: {
	PageNumber?: number;
	PageSize?: number;
	OrderBy?: string;
	OrderDirection?: 'ASCENDING' | 'DESCENDING';
}): PageRequest => ({
	pageNumber: query.PageNumber,
	pageSize: query.PageSize,
	orderBy: query.OrderBy,
	orderDirection: query.OrderDirection,
});

function compare(a: string | number | null, b: string | number | null): number {
	if (a === b) return 0;
	if (a === null) return -1;
	if (b === null) return 1;
	return a < b ? -1 : 1;
}

/**
 * Sorts records and cuts one page out of them: 15 a page unless told, at most 100 (the contract sees to that), from
 * page 1, newest first. `orderBy` and `orderDirection` are answered lower-case and short (observed.md §7).
 * @param view makes of a record what the answer shows; called for the page's records only
 * @throws ServiceError when `orderBy` names no known field
 */
export function page<Stored, Shown>(
	account: Account,
	records: Stored[],
	request: PageRequest,
	orders: Orders<Stored>,
	view: (record: Stored) => Shown,
): Page<Shown> {
	const orderBy = request.orderBy ?? 'createdAt';
	const field = Object.keys(orders).find((name) => name.toLowerCase() === orderBy.toLowerCase());
	const keyOf = field === undefined ? undefined : orders[field];
	if (keyOf === undefined) throw formError(`The value '${orderBy}' is not valid`);
	const sign = request.orderDirection === 'ASCENDING' ? 1 : -1;
	const sorted = records.toSorted((a, b) => sign * compare(keyOf(a), keyOf(b)));

	const pageSize = request.pageSize ?? 15;
	// Page 0 was not seen; read here as the first.
	const pageNumber = account.quirks.ignorePageNumber ? 1 : Math.max(1, request.pageNumber ?? 1);
	const overlap = Math.min(account.quirks.overlappingEntries, pageSize - 1);
	const step = pageSize - overlap;
	const totalPages = sorted.length === 0 ? 0 : Math.max(1, Math.ceil((sorted.length - overlap) / step));
	const first = (pageNumber - 1) * step;
	return {
		items: sorted.slice(first, first + pageSize).map(view),
		totalItems: sorted.length,
		totalPages,
		hasMorePages: pageNumber < totalPages,
		pageNumber,
		pageSize,
		orderBy: orderBy.toLowerCase(),
		orderDirection: sign === 1 ? 'asc' : 'desc',
	};
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the query of a list holds beside filters, and what a list is not given without; in a body with a small letter. */
const noFilters = new Set(
	[
		'OrderBy',
		'OrderByDesc',
		'OrderDirection',
		'IncludeDetails',
		'Page',
		'PageNumber',
		'PageSize',
		'PanelId',
		'SessionId',
	].flatMap((name) => [name, name[0].toLowerCase() + name.slice(1)]),
);

/**
 * Brings a request into the contract's form, for an account of which a quirk says that it lists otherwise: there `Page`
 * (in a body `page`) stands beside `PageNumber`, and one of them is ignored, or both; or it knows no filters.
 */
export function asDocumented(
	{ pageOnly, ignorePageNumber, ignoreFilters }: Quirks,
	operation: Operation,
	query: URLSearchParams,
	body: unknown,
): { query: URLSearchParams; body: unknown } {
	const isList = operation.query.has('PageSize');
	// Where lists page by `Page`, `Type` says how.
	const isNoFilter = (name: string) => noFilters.has(name) || (name === 'Type' && operation.query.has('Page'));
	const asked = new URLSearchParams([...query].filter(([name]) => !ignoreFilters || !isList || isNoFilter(name)));
	if (ignoreFilters && isObject(body) && 'pageSize' in body) {
		// Without a status, contacts are the active ones.
		body = Object.fromEntries(Object.entries(body).filter(([name]) => isNoFilter(name) || name === 'status'));
	}
	if (!pageOnly && !ignorePageNumber) return { query: asked, body };
	const { PageNumber, Page } = Object.fromEntries(query);
	const documented = operation.query.has('Page') ? 'Page' : 'PageNumber';
	asked.delete('Page');
	asked.delete('PageNumber');
	const number = pageOnly ? Page : { PageNumber, Page }[documented];
	if (number !== undefined) asked.set(documented, number);
	if (!isObject(body) || !('pageSize' in body)) return { query: asked, body };
	const { page, pageNumber, ...filter } = body;
	return { query: asked, body: { ...filter, pageNumber: pageOnly ? page : pageNumber } };
}

/** What an account with quirks answers in place of what the contract says. */
export function asSeen(
	{ otherShapes, pageOnly, datesWithoutZone }: Pick<Quirks, 'otherShapes' | 'pageOnly' | 'datesWithoutZone'>,
	answer: unknown,
): unknown {
	if (otherShapes) return asSeen({ otherShapes: false, pageOnly, datesWithoutZone }, inOtherShapes(answer));
	if (datesWithoutZone && answer !== undefined) {
		const zoneless = JSON.stringify(answer).replace(/"(\d{4}-\d\d-\d\dT[\d:.]+)Z"/g, '"$1"');
		return asSeen({ otherShapes, pageOnly, datesWithoutZone: false }, JSON.parse(zoneless));
	}
	if (!pageOnly || !isObject(answer) || !('hasMorePages' in answer)) return answer;
	const { totalItems, pageSize } = answer;
	const rest = Object.entries(answer).filter(([name]) => !['hasMorePages', 'totalItems', 'totalPages'].includes(name));
	// The count takes no notice of what overlaps.
	return { ...Object.fromEntries(rest), countPages: Math.ceil(Number(totalItems) / Number(pageSize)) };
}

/**
 * Whether a time lies within bounds, both included; a record without the time lies within none.
 * @param time ISO 8601, UTC
 */
export function within(time: string | null, after?: string | null, before?: string | null): boolean {
	if (after == null && before == null) return true;
	if (time === null) return false;
	const at = Date.parse(time);
	return (after == null || at >= Date.parse(after)) && (before == null || at <= Date.parse(before));
}

/** Whether a record was created and updated within the bounds that every list's query may give. */
export function withinDates(
	{ createdAt, updatedAt }: Dated,
	query: {
		'CreatedAt.Before'?: string;
		'CreatedAt.After'?: string;
		'UpdatedAt.Before'?: string;
		'UpdatedAt.After'?: string;
	},
): boolean {
	return (
		within(createdAt, query['CreatedAt.After'], query['CreatedAt.Before']) &&
		within(updatedAt, query['UpdatedAt.After'], query['UpdatedAt.Before'])
	);
}

const fold = (text: string) =>
	text
		.normalize('NFD')
		.replace(/\p{Diacritic}/gu, '')
		.toLowerCase();

/** Whether a text contains another, without regard to case and accents. */
export const containsText = (text: string | null | undefined, part: string): boolean =>
	fold(text ?? '').includes(fold(part));
