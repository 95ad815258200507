import type { Steps } from '../operations/operation';
import type { Client, ServiceRequest } from '../transport/client';
import { isNotFound, isRefusedAsWrong } from '../transport/failure';
import { listed } from '../transport/list';
import { asThrown, explained } from '../transport/words';

/**
 * What can be done over a connection.
 * @param signal aborted when the execution is cancelled
 */
export function stepsWith(client: Client, signal?: AbortSignal): Steps {
	const send = async (request: ServiceRequest) => await client.send(request);
	const find = async (request: ServiceRequest) => {
		try {
			return await client.send(request);
		} catch (error) {
			if (isNotFound(error)) return undefined;
			throw asThrown(error);
		}
	};
	return {
		// The answers' types are the contract's word for what the service answers.
		send: send as Steps['send'],
		sendOnce: (async (request: ServiceRequest) => await client.sendOnce(request)) as Steps['sendOnce'],
		find: find as Steps['find'],
		list: ((request: ServiceRequest, paging, limit = Infinity) =>
			listed(client, request, paging, limit)) as Steps['list'],
		attempt: async (work) => {
			try {
				return { value: await work() };
			} catch (error) {
				if (signal?.aborted || client.stopped) throw asThrown(error);
				return { failure: explained(error), refused: isRefusedAsWrong(error), error };
			}
		},
		pause: async (milliseconds) => await client.pause(milliseconds),
	};
}
