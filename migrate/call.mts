import type { Endpoint, Request } from '../contract/index.d.ts';
import type { Values, Value } from './value.mts';

/** The operations of our node that send a file. */
export type FileOperation = 'sendImage' | 'sendVideo' | 'sendAudio' | 'sendDocument';

/**
 * A request to the API as a node of another package makes it, before anything is evaluated: what stands between the old
 * node and ours. What it would send is in the contract's words, the newest of several versions of an endpoint.
 */
export interface Call {
	endpoint: Endpoint;
	/** What stands in the path. */
	path: Values;
	/** For a list also PageNumber and PageSize, which our node has no parameters for. */
	query: Values;
	/** Without what is not sent. */
	body: Values;
	/** The input's binary field that is uploaded first, in place of a file's address. */
	binary?: Value;
	/** The panel that a step belongs to: our node asks for it, to offer steps and custom fields, and does not send it. */
	panel?: Value;
	/** Whether all pages of a list are asked for. */
	all?: boolean;
	/** How a file is sent, where the old node knows. */
	sendsFileBy?: FileOperation;
}

/** The names in a value, those in its groups with a dot: "options.enableBot". */
type Names<T> = T extends readonly unknown[]
	? never
	: T extends object
		? { [K in keyof T & string]: K | `${K}.${Names<NonNullable<T[K]>>}` }[keyof T & string]
		: never;

type Held<Names extends string, Part> = Partial<Record<Names, Part>>;

/** Something for the parts of a request that an endpoint takes, by their names. */
export type InRequest<E extends Endpoint, Part> = E extends Endpoint
	? {
			path?: Held<keyof NonNullable<Request<E>['path']> & string, Part>;
			query?: Held<keyof NonNullable<Request<E>['query']> & string, Part>;
			body?: Held<Names<NonNullable<Request<E>['body']>>, Part>;
		}
	: never;
