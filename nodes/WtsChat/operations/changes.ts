import type { Values } from '../fields/field';
import { instantOf } from '../fields/date';
import type { ChangingList } from '../steps/changes';
import type { Span } from '../steps/inOrder';
import type { Paging } from '../transport/list';
import { PAGE_SIZE, type Listing } from '../transport/paging';
import type { ServiceRequest } from '../transport/request';
import { requestOf, type RequestDefinition } from './request';

/** The service, for lists whose requests were checked where they were declared. */
export interface Lister {
	list(request: ServiceRequest, paging: Paging, limit?: number): AsyncIterable<Listing>;
}

/** A record with an ID, as all those have that change. */
export type Changing = Listing & { id?: string };

/** The dates that lists can be narrowed down and sorted by, and the fields of records that hold them. */
const FIELDS = { CreatedAt: 'createdAt', LastInteractionAt: 'lastInteractionDate', UpdatedAt: 'updatedAt' } as const;
type DateName = keyof typeof FIELDS;

const PAGING: Paging = 'PageNumber';

/** A list that can be narrowed down and sorted by dates, as the service has many. */
export class DatedRequest {
	private readonly service: Lister;
	private readonly request: ServiceRequest;

	/** @param request asks for the list, without a page */
	constructor(service: Lister, request: ServiceRequest) {
		this.service = service;
		this.request = request;
	}

	/** The same list, narrowed down further. */
	within(name: DateName, span: Span): DatedRequest {
		const query = { ...this.request.query, [`${name}.After`]: span.after, [`${name}.Before`]: span.before };
		return new DatedRequest(this.service, { ...this.request, query });
	}

	/** The records in the order of a date, the earliest first. */
	by(name: DateName): ChangingList<Changing> {
		return {
			list: (span) => this.within(name, span).sorted(name, 'ASCENDING'),
			dateOf: (record) => record[FIELDS[name]],
		};
	}

	/** Those with the latest dates, the latest first. */
	latest(name: DateName, count: number): AsyncGenerator<Changing> {
		return this.sorted(name, 'DESCENDING', count);
	}

	/** When the latest date is, in milliseconds since 1970; undefined if nothing has one. */
	async newest(name: DateName): Promise<number | undefined> {
		let newest: number | undefined;
		// A page of them, should the service not keep to the order.
		for await (const record of this.latest(name, PAGE_SIZE)) {
			newest = Math.max(newest ?? -Infinity, instantOf(record[FIELDS[name]]) ?? -Infinity);
		}
		return newest === -Infinity ? undefined : newest;
	}

	/** What narrows the list down. */
	get filters(): string {
		const { endpoint, path, query = {} } = this.request;
		const given = Object.entries(query).filter(([, value]) => value !== undefined);
		return JSON.stringify([endpoint, path, given.filter(([name]) => !NO_FILTERS.has(name)).toSorted()]);
	}

	private async *sorted(name: DateName, OrderDirection: string, limit = Infinity): AsyncGenerator<Changing> {
		const request = { ...this.request, query: { ...this.request.query, OrderBy: name, OrderDirection } };
		for await (const record of this.service.list(request, PAGING, limit)) yield withId(record);
	}
}

const NO_FILTERS: ReadonlySet<string> = new Set(['IncludeDetails', 'OrderBy', 'OrderDirection']);

const withId = ({ id, ...record }: Listing): Changing => (typeof id === 'string' ? { id, ...record } : record);

/** The list of an operation that the service can narrow down and sort by dates. */
export const datedRequest = (service: Lister, definition: RequestDefinition, values: Values): DatedRequest =>
	new DatedRequest(service, requestOf(definition, values));

/** A span that begins at a moment, or a little earlier, so that it does not matter whether the service counts it in. */
export const spanSince = (moment: number | undefined): Span =>
	moment === undefined ? {} : { after: new Date(moment - 1).toISOString() };
