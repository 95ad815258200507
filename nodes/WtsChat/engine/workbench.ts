import type { IExecuteFunctions } from 'n8n-workflow';
import type { Workbench } from '../operations/operation';
import type { Client, ServiceRequest } from '../transport/client';
import { storeFile, uploadFile } from '../transport/upload';

/** What the preparation of one item may use. */
export function workbenchFor(context: IExecuteFunctions, client: Client, itemIndex: number): Workbench {
	const send = async (request: ServiceRequest) => await client.send(request);
	return {
		// The answer's type is the contract's word for what the service answers.
		send: send as Workbench['send'],
		upload: async (binaryProperty, type) => await uploadFile(context, client, { itemIndex, binaryProperty, type }),
		store: async (binaryProperty, type, name) =>
			await storeFile(context, client, { itemIndex, binaryProperty, type, name }),
	};
}
