import { UserError, type IDataObject } from 'n8n-workflow';
import { heldBySteering, type Field, type Values } from '../fields/field';
import { instantOf } from '../fields/date';
import { mostWanted } from '../fields/list';
import { meantBy } from '../fields/meant';
import { BEGINNING, changesSince, type ChangingList, type Mark } from '../steps/changes';
import type { Span } from '../steps/inOrder';
import type { Workbench } from '../steps/workbench';
import type { Meant, Paging } from '../transport/list';
import { PAGE_SIZE, type Listing } from '../transport/paging';
import { isRecord } from '../transport/record';
import type { ServiceRequest } from '../transport/request';
import { contentOf, requestOf, type RequestDefinition } from './request';

/** The service, for lists whose requests were checked where they were declared. */
export interface Lister {
	list(request: ServiceRequest, paging: Paging, limit?: number, isMeant?: Meant): AsyncIterable<Listing>;
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
	private readonly wider: ServiceRequest;

	/**
	 * @param request asks for the list, without a page
	 * @param wider the same before it was narrowed down by spans, outside of which records are known to come
	 */
	constructor(service: Lister, request: ServiceRequest, wider = request) {
		this.service = service;
		this.request = request;
		this.wider = wider;
	}

	/** The same list, narrowed down further. */
	within(name: DateName, span: Span): DatedRequest {
		const query = { ...this.request.query, [`${name}.After`]: span.after, [`${name}.Before`]: span.before };
		return new DatedRequest(this.service, { ...this.request, query }, this.wider);
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
		for await (const record of this.service.list(request, PAGING, limit, meantBy(this.wider))) yield withId(record);
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

/** Whether only what has changed is wanted. @param fields of the operation */
export const wantsChanges = (fields: readonly Field[], values: Values): boolean =>
	heldBySteering(fields, values, 'onlyChanged') === true;

/** What goes together with no reading of changes, by where it is filled in. */
const CONTRARY = {
	filters: { updatedAfter: 'Updated After', updatedBefore: 'Updated Before' },
	options: { countOnly: 'Count Only', orderBy: 'Sort By', orderDirection: 'Sort Direction' },
};

/** @throws UserError if something is filled in that goes together with no reading of changes */
export function refuseContrary(values: Values): void {
	for (const [place, names] of Object.entries(CONTRARY)) {
		const held = values[place];
		for (const [name, label] of Object.entries(names)) {
			if (!isRecord(held) || held[name] === undefined || held[name] === false) continue;
			throw new UserError(`'${label}' does not go together with 'Only What Changed Since Last Run'`, {
				description: `Remove '${label}': what has changed is found by its date, and comes in that order.`,
			});
		}
	}
}

const HOUR = 60 * 60_000;

/** What is remembered of a list: how far its changes are known, and when all of it was begun to be read. */
interface Held {
	mark: Mark;
	fullAt: number;
}

const isHeld = (held: unknown): held is Held =>
	isRecord(held) && typeof held.fullAt === 'number' && isRecord(held.mark) && typeof held.mark.from === 'number';

/**
 * Brings what has changed in an operation's list since the last run.
 * @returns the contents of the items; none if another item of the run asks for the same list
 * @throws NodeApiError if a page cannot be had; then nothing is remembered
 */
export async function carryOutChanges(
	definition: RequestDefinition,
	values: Values,
	workbench: Workbench,
): Promise<IDataObject[]> {
	const request = datedRequest(workbench as Lister, definition, values);
	const memory = workbench.memory(request.filters);
	if (!memory) return [];
	const { fullReadEvery } = values.options as { fullReadEvery?: number };
	const held = isHeld(memory.held) ? memory.held : undefined;
	const isDue = fullReadEvery !== undefined && held !== undefined && Date.now() - held.fullAt >= fullReadEvery * HOUR;
	const { mark, fullAt } = held && !isDue ? held : { mark: BEGINNING, fullAt: Date.now() };
	const changes = await changesSince(request.by('UpdatedAt'), mark, mostWanted(values));
	memory.hold({ mark: { ...changes.mark }, fullAt });
	if (!memory.isKept) workbench.tell(BY_HAND);
	return changes.records.map((record) => contentOf(definition, record, values));
}

const BY_HAND =
	"'Only What Changed Since Last Run': n8n remembers nothing of a run by hand. The next run begins where this one did; what is remembered comes from runs of the published workflow.";
