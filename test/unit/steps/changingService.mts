// A service whose records change while they are read, and that does so by chance.
import type * as PagingModule from '../../../nodes/WtsChat/transport/paging.ts';
import type { Listing } from '../../../nodes/WtsChat/transport/paging.ts';
import type { Random } from '../../../sandbox/random.mts';
import { built } from '../../built.mts';

const { recordsOf } = built<typeof PagingModule>('nodes/WtsChat/transport/paging');

/** A record, its moments in microseconds by the service's clock. */
export interface Stored {
	id: string;
	owner: string;
	createdAt: number;
	updatedAt: number;
	/** From when on lists show this state; a change may show only after a later one. */
	shownFrom: number;
}

/** How a service reads its lists. */
export interface Ways {
	/** The ends of a span do not belong to it. */
	excludesEnds: boolean;
	/** Spans are taken in whole seconds. */
	readsSeconds: boolean;
	ignoresOrder: boolean;
	ignoresSpans: boolean;
	/** Nothing is said about how much there is. */
	saysNoTotal: boolean;
}

export const USUAL: Ways = {
	excludesEnds: false,
	readsSeconds: false,
	ignoresOrder: false,
	ignoresSpans: false,
	saysNoTotal: false,
};

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

/** A moment as the service writes it: ISO 8601 with seven digits of a second. */
const written = (micros: number) =>
	`${new Date(Math.floor(micros / 1_000)).toISOString().slice(0, -1)}${String(micros % 1_000).padStart(3, '0')}0Z`;

/** What fails by chance. */
export class NoAnswer extends Error {}

export class ChangingService {
	readonly records = new Map<string, Stored>();
	/** What lists show of each record. */
	readonly shown = new Map<string, Stored>();
	/** When each owner was last changed, and when it was made. */
	readonly owners = new Map<string, { id: string; createdAt: number; changedAt: number }>();
	requests = 0;
	/** Whether records change while they are read. */
	isBusy = true;
	/** The share of requests that fail. */
	failing = 0;
	/** All requests after so many fail. */
	dies = Infinity;
	private now = Date.UTC(2030, 0, 1) * 1_000;
	private made = 0;
	private readonly random: Random;
	private readonly ways: Ways;

	constructor(random: Random, ways: Ways) {
		this.random = random;
		this.ways = ways;
	}

	/** The time of whoever reads, in milliseconds: wrong, but as fast as the service's. */
	readonly clock = { now: () => this.now / 1_000 - 12_345_678 };

	/** Time passes, in seconds. */
	pass(seconds: number): void {
		this.now += seconds * SECOND;
	}

	/** Makes so many records, many of them in the same moment. */
	create(count: number, ownerCount = 50): void {
		for (let made = 0; made < count; made++) {
			if (this.random.next() < 0.3) this.now += this.random.integer(1, 3 * SECOND);
			this.put({ id: `r${this.made++}`, createdAt: this.now }, `o${this.random.integer(0, ownerCount - 1)}`);
		}
	}

	/** Changes so many records in the same moment. */
	change(count: number): void {
		const ids = [...this.records.keys()];
		for (let changed = 0; changed < count && ids.length > 0; changed++) {
			const record = this.records.get(ids[this.random.integer(0, ids.length - 1)]);
			if (record) this.put(record, record.owner);
		}
	}

	/** A record is gone. */
	remove(): void {
		const [id] = this.records.keys();
		if (id === undefined) return;
		this.records.delete(id);
		this.shown.delete(id);
	}

	private put({ id, createdAt }: Pick<Stored, 'id' | 'createdAt'>, owner: string): void {
		// Servers differ in their clocks, and in when they show what they have written.
		const skew = this.random.next() < 0.1 ? this.random.integer(0, 2 * MINUTE) : 0;
		const delay = this.random.next() < 0.1 ? this.random.integer(0, 2 * MINUTE) : 0;
		const record = { id, owner, createdAt, updatedAt: this.now - skew, shownFrom: this.now + delay };
		this.records.set(id, record);
		const known = this.owners.get(owner) ?? { id: owner, createdAt: this.now, changedAt: 0 };
		this.owners.set(owner, { ...known, changedAt: Math.max(known.changedAt, this.now) });
	}

	/** What happens between two requests. */
	private live(): void {
		this.now += this.random.integer(1, SECOND);
		if (!this.isBusy) return;
		if (this.random.next() < 0.4) this.change(this.random.integer(1, 8));
		if (this.random.next() < 0.2) this.create(this.random.integer(1, 4));
		if (this.random.next() < 0.05) this.remove();
		if (this.random.next() < 0.03) this.change(150);
	}

	private async ask(): Promise<void> {
		this.requests++;
		this.live();
		if (this.requests > this.dies || this.random.next() < this.failing) throw new NoAnswer();
		for (const record of this.records.values()) if (record.shownFrom <= this.now) this.shown.set(record.id, record);
	}

	/** A list of records, its pages as the service gives them at that moment. */
	private listed<Kept extends { id: string }>(
		all: () => Kept[],
		momentOf: (record: Kept) => number,
		sortedBy: (record: Kept) => number,
		span: { after?: string; before?: string },
		view: (record: Kept) => Listing,
	): AsyncGenerator<Listing> {
		const { ways } = this;
		const moment = (iso: string) => {
			const micros = Date.parse(iso) * 1_000;
			return ways.readsSeconds ? Math.floor(micros / SECOND) * SECOND : micros;
		};
		const after = span.after === undefined || ways.ignoresSpans ? -Infinity : moment(span.after);
		const before =
			span.before === undefined || ways.ignoresSpans
				? Infinity
				: moment(span.before) + (ways.readsSeconds ? SECOND : 0);
		const isWithin = (at: number) => (ways.excludesEnds ? at > after && at < before : at >= after && at <= before);
		return recordsOf(
			{
				names: ['PageNumber'],
				fetch: async (_name, pageNumber, pageSize) => {
					await this.ask();

					const found = all().filter((record) => isWithin(momentOf(record)));
					if (!ways.ignoresOrder) found.sort((one, other) => sortedBy(one) - sortedBy(other));
					const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
					const total = ways.saysNoTotal ? {} : { total: found.length, pages: Math.ceil(found.length / pageSize) };
					return { records: page.map(view), more: pageNumber * pageSize < found.length, ...total };
				},
			},
			Infinity,
		);
	}

	private readonly view = ({ id, owner, createdAt, updatedAt }: Stored): Listing => ({
		id,
		owner,
		createdAt: written(createdAt),
		updatedAt: written(updatedAt),
	});

	/** The list of all records, by when they were changed. */
	readonly list = (span: { after?: string; before?: string }) =>
		this.listed(
			() => [...this.shown.values()],
			({ updatedAt }) => updatedAt,
			({ updatedAt }) => updatedAt,
			span,
			this.view,
		);

	/** The records of an owner. */
	readonly recordsOfOwner = (owner: string, since?: number) =>
		this.listed(
			() => [...this.shown.values()].filter((record) => record.owner === owner),
			({ updatedAt }) => updatedAt,
			({ createdAt }) => createdAt,
			since === undefined ? {} : { after: new Date(since - 1).toISOString() },
			this.view,
		);

	/** The owners that have changed since a moment, by when they were made. */
	readonly ownersSince = (since: number | undefined, span: { after?: string; before?: string }) =>
		this.listed(
			() => [...this.owners.values()].filter(({ changedAt }) => changedAt >= ((since ?? 0) - 1) * 1_000),
			({ createdAt }) => createdAt,
			({ createdAt }) => createdAt,
			span,
			({ id, createdAt }) => ({ id, createdAt: written(createdAt) }),
		);

	/** When the latest change was that is shown, in milliseconds since 1970. */
	async newest(): Promise<number | undefined> {
		await this.ask();
		const moments = [...this.shown.values()].map(({ updatedAt }) => updatedAt);
		return moments.length === 0 ? undefined : Math.floor(Math.max(...moments) / 1_000);
	}

	/** When the latest change of an owner was, in milliseconds since 1970. */
	async newestOwner(): Promise<number | undefined> {
		await this.ask();
		const moments = [...this.owners.values()].map(({ changedAt }) => changedAt);
		return moments.length === 0 ? undefined : Math.floor(Math.max(...moments) / 1_000);
	}

	/** Everything that was written is shown. */
	settle(): void {
		this.isBusy = false;
		this.failing = 0;
		this.dies = Infinity;
		this.pass(121);
	}

	/** What each record is in the end, as lists show it. */
	get states(): Map<string, string> {
		return new Map([...this.records.values()].map(({ id, updatedAt }) => [id, written(updatedAt)]));
	}
}
