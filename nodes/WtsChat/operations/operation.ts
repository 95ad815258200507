import type { IDataObject } from 'n8n-workflow';
import type { Field, Parameters, Values } from '../fields/field';
import type { Paging } from '../transport/list';
import type { Resumption, Service, Workbench } from '../steps/workbench';
import type { Query } from '../transport/url';
import type { Answer, Call, Endpoint, Listed, Request } from '../../../contract';

interface Presentation {
	name: string;
	value: string;
	action: string;
	description: string;
}

type Outcome<E extends Endpoint> = [Listed<E>] extends [never] ? Answer<E> : Listed<E>;

/**
 * How several items travel in one request. Items whose single requests have the same `shared` part go together.
 */
export interface BatchForm<S extends Endpoint, B extends Endpoint, Shared, Entry, Result, L extends Endpoint = never> {
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
export interface Inquiry<Entry, L extends Endpoint> {
	request(entry: Entry): Call<L>;
	/**
	 * Whether what was found shows that the entry was taken; undefined if that cannot be told.
	 * @param found any field may be missing
	 * @param since when the request was sent
	 */
	wasTaken(found: Partial<Answer<L>>, since: Date): boolean | undefined;
}

/**
 * One operation of the node, as data: what the user sees, what is sent, what comes out.
 * `E` is the contract's endpoint that it calls, or several of which `request` picks one.
 */
export interface Definition<E extends Endpoint, P extends readonly Field[]> extends Presentation {
	endpoint: E | readonly E[];
	properties: P;
	/** The request for one item. With several endpoints it says which one it is for. */
	request(parameters: Parameters<P>): Request<E> | Call<E>;
	/**
	 * What it works on, where the request's path says something else, such as where to put it. Items with the same target,
	 * in whatever spelling, are carried out one after the other.
	 */
	target?(parameters: Parameters<P>): string;
	/**
	 * What must be known before the requests of any item are made, also of those that travel together. It only reads, for
	 * many items side by side; the result replaces values of the parameters.
	 */
	lookUp?(parameters: Parameters<P>, service: Service): Promise<Partial<Parameters<P>>>;
	/** What must happen before the request is made, such as an upload; the result replaces values of the parameters. */
	prepare?(parameters: Parameters<P>, workbench: Workbench): Promise<Partial<Parameters<P>>>;
	/** What must happen after a request that is no list, such as a second one; the result takes the answer's place. */
	complete?(answer: Answer<E>, parameters: Parameters<P>, workbench: Workbench): Promise<Answer<E>>;
	/** Whether a POST that changes something may be carried out twice without harm. */
	repeatable?: boolean;
	/** For a list: how its pages are asked for. Each record becomes an item. */
	paging?: Paging;
	/** How items travel together. */
	batch?: Batch;
	/** What one item holds, made from the answer (for a list: from each record). Without it: the answer itself. */
	output?(answer: Outcome<E>, parameters: Parameters<P>): IDataObject;
	/** The fields that remain when the user asks for simple output; the field "Simplify" is added by itself. */
	simplify?: ReadonlyArray<keyof NonNullable<Outcome<E>> & string>;
}

/** The parts of a request, without their types. */
export interface RequestParts {
	endpoint?: Endpoint;
	path?: Values;
	query?: Query;
	body?: unknown;
}

/** A declared batch form, as the engine sees it. */
export interface Batch {
	single: Endpoint;
	endpoint: Endpoint;
	size: number;
	split(request: Omit<RequestParts, 'endpoint'>): { shared: unknown; entry: unknown } | undefined;
	join(shared: unknown, entries: unknown[]): RequestParts;
	identityOf(entry: unknown): string;
	results?(answer: unknown): readonly unknown[];
	identitiesOf?(result: unknown): ReadonlyArray<string | null | undefined>;
	inquiry?: {
		request(entry: unknown): RequestParts & { endpoint: Endpoint };
		wasTaken(found: Values, since: Date): boolean | undefined;
	};
}

/**
 * An operation of several steps, such as to look something up and then act on it. Like `Definition` it is all about the
 * operation, with `execute` in place of `request`. `E` are the endpoints that it uses.
 */
export interface StepwiseDefinition<E extends Endpoint, P extends readonly Field[]> extends Presentation {
	endpoint: readonly E[];
	properties: P;
	/**
	 * What it works on: items with the same target, in whatever spelling, are carried out one after the other. It is asked
	 * for all items before anything is sent.
	 * @throws UserError for values that are wrong or do not go together
	 */
	target(parameters: Parameters<P>): string;
	/** Carries it out for one item. @returns the contents of the items that come out of it, in their order */
	execute(parameters: Parameters<P>, workbench: Workbench<E>): Promise<IDataObject[]>;
	/**
	 * Takes what came in at the address of `waiting` while the execution sleeps.
	 * @param body what was sent, by whoever knows the address
	 * @param memory what was given to `sleep`
	 */
	resume?(body: unknown, memory: IDataObject, service: Service<E>): Promise<Resumption>;
	/** An item that comes out, with all its fields; `record` makes one up for what an endpoint gives. */
	example(record: <R extends E>(endpoint: R) => Outcome<R>): IDataObject;
	/** The fields that remain when the user asks for simple output; the field "Simplify" is added by itself. */
	simplify?: readonly string[];
}

/** A declared operation, as the engine sees it: the same, its types already checked. */
export type Operation = RequestOperation | StepwiseOperation;

export interface StepwiseOperation extends Presentation {
	endpoint: readonly Endpoint[];
	properties: readonly Field[];
	target(values: Values): string;
	execute(values: Values, workbench: Workbench): Promise<IDataObject[]>;
	resume?(body: unknown, memory: IDataObject, service: Service): Promise<Resumption>;
	example(record: (endpoint: Endpoint) => unknown): IDataObject;
	simplify?: readonly string[];
}

export interface RequestOperation extends Presentation {
	endpoint: Endpoint | readonly Endpoint[];
	properties: readonly Field[];
	request(values: Values): RequestParts;
	target?(values: Values): string;
	lookUp?(values: Values, service: Service): Promise<Values>;
	prepare?(values: Values, workbench: Workbench): Promise<Values>;
	complete?(answer: unknown, values: Values, workbench: Workbench): Promise<unknown>;
	repeatable?: boolean;
	paging?: Paging;
	batch?: Batch;
	output?(answer: unknown, values: Values): IDataObject;
	simplify?: readonly string[];
}

/** A kind of record and what can be done with it. */
export interface Resource {
	name: string;
	value: string;
	description: string;
	operations: readonly Operation[];
	/** The operation that is chosen when the resource is: what people want most, and nothing that takes something away. */
	usual: Operation;
}

/**
 * Declares an operation. It does nothing but check the types: of the parameters by `properties`, of the request and
 * the answer by `endpoint`.
 * @param definition the operation
 * @returns the same operation
 */
export function operation<const E extends Endpoint, const P extends readonly Field[]>(
	definition: Definition<E, P>,
): RequestOperation;
export function operation(definition: RequestOperation): RequestOperation {
	return definition;
}

/**
 * Declares an operation of several steps. Like `operation` it does nothing but check the types.
 * @param definition the operation
 * @returns the same operation
 */
export function stepwise<const E extends Endpoint, const P extends readonly Field[]>(
	definition: StepwiseDefinition<E, P>,
): StepwiseOperation;
export function stepwise(definition: StepwiseOperation): StepwiseOperation {
	return definition;
}

/**
 * Declares how the items of an operation travel together. Like `operation` it does nothing but check the types.
 * @param form the batch form
 */
export function batchForm<
	const S extends Endpoint,
	const B extends Endpoint,
	Shared,
	Entry,
	Result,
	const L extends Endpoint = never,
>(form: BatchForm<S, B, Shared, Entry, Result, L>): Batch;
export function batchForm(form: Batch): Batch {
	return form;
}

/** Asks for simple output; added to every operation that declares `simplify`. */
const simplify: Field = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/**
 * All fields of an operation in the order in which the editor shows them: its own, and "Simplify" before the first
 * collection if it declares what remains then.
 */
export function fieldsOf({ properties, simplify: remaining }: Operation): readonly Field[] {
	if (!remaining) return properties;
	const collections = properties.findIndex(({ type }) => type === 'collection');
	return properties.toSpliced(collections === -1 ? properties.length : collections, 0, simplify);
}
