import type { Answer, Call, Endpoint, Listed } from '../../../contract';
import type { Meant, Paging } from './list';

/** What became of something that was tried: what it gave, or why it failed. */
export type Attempt<T> =
	| { value: T }
	| {
			/** In words for the user. */
			failure: string;
			/** Whether the service refused it for what is in it, so that it took no effect. */
			refused: boolean;
			/** To be thrown if the whole fails with it. */
			error: unknown;
	  };

/**
 * The service, as whoever uses it sees it: what can be asked of it, without an input item.
 * `Declared` are the endpoints that may be used.
 */
export interface Service<Declared extends Endpoint = Endpoint> {
	/** Sends a request. @throws NodeApiError if it does not succeed */
	send<E extends Declared>(call: Call<E>): Promise<Answer<E>>;
	/** Sends a request that reads what is the same for all items of a run: it is sent once. @throws as `send` does */
	sendOnce<E extends Declared>(call: Call<E>): Promise<Answer<E>>;
	/** Sends a request for something that may not exist. @returns undefined if it does not */
	find<E extends Declared>(call: Call<E>): Promise<Answer<E> | undefined>;
	/** Goes through a list, page by page; without a limit to its end. What is not meant is left out. */
	list<E extends Declared>(call: Call<E>, paging: Paging, limit?: number, isMeant?: Meant): AsyncIterable<Listed<E>>;
	/** Counts the records of a list; what is not meant does not count. */
	count<E extends Declared>(call: Call<E>, paging: Paging, isMeant?: Meant): Promise<number>;
	/** Tries something whose failure does not end the whole. @throws when the execution is cancelled */
	attempt<T>(work: () => Promise<T>): Promise<Attempt<T>>;
	/**
	 * Does something that must not be done twice at once, when all else under the same name has ended, whichever node or
	 * execution of this process began it for the account.
	 * @throws what `work` does; when the execution is cancelled
	 */
	inTurn<T>(name: string, work: () => Promise<T>): Promise<T>;
	/** Waits so many milliseconds. @throws when the execution is cancelled */
	pause(milliseconds: number): Promise<void>;
}
