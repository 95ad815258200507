import type { Answer, Endpoint, Request } from '../../../contract';
import type { Workbench } from '../steps/workbench';
import type { BatchForm } from './batch';

/** What an operation for many items may use. */
export interface JointWorkbench<Declared extends Endpoint = Endpoint> extends Workbench<Declared> {
	/**
	 * Sends requests that are alike, in as few as the batch form allows. What one is refused for holds up no other.
	 * @returns what became of each, in their order
	 * @throws when the execution is cancelled
	 */
	sendTogether<S extends Endpoint>(
		form: BatchForm & { single: S },
		requests: ReadonlyArray<Request<S>>,
	): Promise<ReadonlyArray<Sent<Answer<S>>>>;
}

/** What became of a request that was sent together with others: its own part of the answer, or why it failed. */
export type Sent<Part> = { answer: Part } | { failure: unknown };
