import type { IExecuteFunctions } from 'n8n-workflow';
import type { Workbench } from '../operations/operation';
import type { Client, ServiceRequest } from '../transport/client';
import { isNotFound, isRefusedAsWrong } from '../transport/failure';
import { storeFile, uploadFile } from '../transport/upload';
import { listed } from './list';
import { explained } from './outcome';
import { runInOrder, WIDTH } from './run';

/** What the steps of one item may use. */
export function workbenchFor(context: IExecuteFunctions, client: Client, itemIndex: number): Workbench {
	const signal = context.getExecutionCancelSignal();
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
		send: send as Workbench['send'],
		find: find as Workbench['find'],
		list: ((request: ServiceRequest, paging, limit = Infinity) =>
			listed(client, request, paging, limit)) as Workbench['list'],
		attempt: async (work) => {
			try {
				return { value: await work() };
			} catch (error) {
				if (signal?.aborted || client.stopped) throw asThrown(error);
				return { failure: explained(error), refused: isRefusedAsWrong(error), error };
			}
		},
		sideBySide: async (things, targetOf, work) => {
			const targetAt = (index: number) => targetOf(things[index]);
			await runInOrder(
				things.length,
				targetAt,
				WIDTH,
				async (index) => await work(things[index]),
				() => {},
			);
		},
		pause: async (milliseconds) => await client.pause(milliseconds),
		upload: async (binaryProperty, type) => await uploadFile(context, client, { itemIndex, binaryProperty, type }),
		store: async (binaryProperty, type, name) =>
			await storeFile(context, client, { itemIndex, binaryProperty, type, name }),
	};
}

const asThrown = (error: unknown) => error;
