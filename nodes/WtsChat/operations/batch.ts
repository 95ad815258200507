import type { IDataObject } from 'n8n-workflow';
import type { Answer, Call, Endpoint, Request } from '../../../contract';
import type { Values } from '../fields/field';
import type { ServiceRequest } from '../transport/request';
import type { Service } from '../transport/service';

/**
 * How several items travel in one request. Items whose single requests have the same `shared` part go together.
 */
interface TypedForm<S extends Endpoint, B extends Endpoint, Shared, Entry, Result, L extends Endpoint> {
	/** The endpoint for one item. */
	single: S;
	/** The endpoint for many. */
	endpoint: B;
	/** The most entries that one request may hold. */
	size: number;
	/** Takes an item's single request apart; undefined if this item cannot travel with others. */
	split(request: Request<S>): { shared: Shared; entry: Entry } | undefined;
	/** Puts the parts of several items into one request. */
	join(shared: Shared, entries: Entry[]): Request<B>;
	/** What the entry is known by; two entries of one request never share one. */
	identityOf(entry: Entry): string;
	/** The parts of the answer, one an entry, in any order. Without it the answer says nothing of single entries. */
	results?(answer: Answer<B>): readonly Result[];
	/** The identities that a part of the answer may be known by. */
	identitiesOf?(result: Result): ReadonlyArray<string | null | undefined>;
	/** For what must not be carried out twice: how to find out whether a request that was refused took an entry. */
	inquiry?: Inquiry<Entry, L>;
}

/** Asks what became of an entry of a request that was refused. Where nothing is found, it was not taken. */
interface Inquiry<Entry, L extends Endpoint> {
	request(entry: Entry): Call<L>;
	/**
	 * Whether what was found shows that the entry was taken; undefined if that cannot be told.
	 * @param found any field may be missing
	 * @param since when the request was sent
	 */
	wasTaken(found: Partial<Answer<L>>, since: Date): boolean | undefined;
}

/** A declared batch form, its types already checked. */
export interface BatchForm {
	single: Endpoint;
	endpoint: Endpoint;
	size: number;
	split(request: Omit<ServiceRequest, 'endpoint'>): { shared: unknown; entry: unknown } | undefined;
	join(shared: unknown, entries: unknown[]): Omit<ServiceRequest, 'endpoint'>;
	identityOf(entry: unknown): string;
	results?(answer: unknown): readonly unknown[];
	identitiesOf?(result: unknown): ReadonlyArray<string | null | undefined>;
	inquiry?: {
		request(entry: unknown): ServiceRequest;
		wasTaken(found: Values, since: Date): boolean | undefined;
	};
}

/** How the items of an operation travel together, as the engine sees it. */
export interface Batch extends BatchForm {
	/** Whether a request with several items may be carried out twice without harm. */
	repeatable?: boolean;
	/** What an item adds to a request; undefined if it is to go alone. */
	partOf(values: Values): { shared: unknown; entry: unknown } | undefined;
	/** What comes out for an item, made from its own part of the answer. @throws if what must follow it fails */
	contentOf(part: unknown, values: Values, service: Service): Promise<IDataObject>;
}

/**
 * Declares how the items of an operation travel together. It does nothing but check the types.
 * @param form the batch form
 * @returns the same form
 */
export function batchForm<
	const S extends Endpoint,
	const B extends Endpoint,
	Shared,
	Entry,
	Result,
	const L extends Endpoint = never,
>(form: TypedForm<S, B, Shared, Entry, Result, L>): BatchForm & { single: S };
export function batchForm(form: BatchForm): BatchForm {
	return form;
}
