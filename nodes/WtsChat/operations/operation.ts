import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Query } from '../transport/url';
import type { Answer, Call, Endpoint, Listed, Request } from '../../../contract';

/**
 * An n8n parameter, as far as the types below look at it. The whole of it is checked against n8n's
 * INodeProperties where the node's description is put together.
 */
export interface Field {
	displayName: string;
	name: string;
	type: INodeProperties['type'];
	default: unknown;
	options?: readonly object[];
	[more: string]: unknown;
}

type OptionValue<O> = O extends readonly { value: infer V }[] ? V : string;
type GroupsOf<O> = {
	-readonly [G in Extract<keyof O, `${number}`> as O[G] extends { name: infer N extends string } ? N : never]?: O[G] extends {
		values: infer V extends readonly Field[];
	}
		? Parameters<V>
		: never;
};
type ValueOf<P> = P extends { type: 'boolean' }
	? boolean
	: P extends { type: 'number' }
		? number
		: P extends { type: 'options'; typeOptions: { loadOptionsMethod: string } }
			? string
			: P extends { type: 'options'; options: infer O }
				? OptionValue<O>
				: P extends { type: 'multiOptions'; options: infer O }
					? OptionValue<O>[]
					: P extends { type: 'multiOptions' }
						? string[]
						: P extends { type: 'string'; typeOptions: { multipleValues: true } }
							? string[]
							: P extends { type: 'string' | 'dateTime' | 'resourceLocator' | 'options' | 'hidden' }
								? string
								: P extends { type: 'collection'; options: infer O extends readonly Field[] }
									? Partial<Parameters<O>>
									: P extends { type: 'fixedCollection'; typeOptions: { multipleValues: true }; options: infer O }
										? { [G in keyof GroupsOf<O>]?: NonNullable<GroupsOf<O>[G]>[] }
										: P extends { type: 'fixedCollection'; options: infer O }
											? GroupsOf<O>
											: unknown;

/** What the user filled in, typed by the fields that asked for it. */
export type Parameters<P extends readonly Field[]> = { -readonly [K in P[number] as K['name']]: ValueOf<K> };

/** How a list endpoint hands out its pages: by a page number in the query or the body, or all at once. */
export type Paging = 'PageNumber' | 'Page' | 'body' | 'whole';

/** What a user filled in, without its types. */
export type Values = Record<string, unknown>;

interface Presentation {
	name: string;
	value: string;
	action: string;
	description: string;
}

type Outcome<E extends Endpoint> = [Listed<E>] extends [never] ? Answer<E> : Listed<E>;

/**
 * One operation of the node, as data: what the user sees, what is sent, what comes out.
 * `E` is the contract's endpoint that it calls, or several of which `request` picks one.
 */
export interface Definition<E extends Endpoint, P extends readonly Field[]> extends Presentation {
	endpoint: E | readonly E[];
	properties: P;
	/** The request for one item. With several endpoints it says which one it is for. */
	request(parameters: Parameters<P>): Request<E> | Call<E>;
	/** For a list: how its pages are asked for. Each record becomes an item. */
	paging?: Paging;
	/** What one item holds, made from the answer (for a list: from each record). Without it: the answer itself. */
	output?(answer: Outcome<E>, parameters: Parameters<P>): IDataObject;
}

/** A declared operation, as the engine sees it: the same, its types already checked. */
export interface Operation extends Presentation {
	endpoint: Endpoint | readonly Endpoint[];
	properties: readonly Field[];
	request(values: Values): { endpoint?: Endpoint; path?: Values; query?: Query; body?: unknown };
	paging?: Paging;
	output?(answer: unknown, values: Values): IDataObject;
}

/** A kind of record and what can be done with it. */
export interface Resource {
	name: string;
	value: string;
	description: string;
	operations: readonly Operation[];
}

/**
 * Declares an operation. It does nothing but check the types: of the parameters by `properties`, of the request and
 * the answer by `endpoint`.
 * @param definition the operation
 * @returns the same operation
 */
export function operation<const E extends Endpoint, const P extends readonly Field[]>(
	definition: Definition<E, P>,
): Operation;
export function operation(definition: Operation): Operation {
	return definition;
}
