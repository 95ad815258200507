import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

/** As many requests side by side as the WTS Chat node has. */
const WIDTH = 20;

/** Completes sessions with the least that a programmatic node can do: no pace, no retry, no check, no order. */
export class BareLoop implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bare Loop',
		name: 'bareLoop',
		group: ['output'],
		version: 1,
		description: 'Completes sessions in a loop',
		defaults: { name: 'Bare Loop' },
		inputs: ['main'],
		outputs: ['main'],
		credentials: [{ name: 'wtsApi', required: true }],
		properties: [
			{ displayName: 'Session ID', name: 'sessionId', type: 'string', default: '' },
			{ displayName: 'Reactivate', name: 'reactivateOnNewMessage', type: 'boolean', default: false },
			{ displayName: 'Plain Fetch', name: 'plainFetch', type: 'boolean', default: false },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { baseUrl, apiKey } = await this.getCredentials<{ baseUrl: string; apiKey: string }>('wtsApi');
		const plainFetch = this.getNodeParameter('plainFetch', 0) === true;
		const results = new Array<INodeExecutionData>(this.getInputData().length);

		const complete = async (index: number): Promise<IDataObject> => {
			const url = `/chat/v1/session/${String(this.getNodeParameter('sessionId', index))}/complete`;
			const reactivateOnNewMessage = this.getNodeParameter('reactivateOnNewMessage', index) === true;
			const body = { reactivateOnNewMessage, stopBotInExecution: false };
			if (!plainFetch) {
				const options = { method: 'PUT' as const, baseURL: baseUrl, url, body, json: true };
				return await this.helpers.httpRequestWithAuthentication.call(this, 'wtsApi', options);
			}
			const response = await fetch(baseUrl + url, {
				method: 'PUT',
				headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			if (!response.ok) throw new Error(`HTTP ${response.status}`);
			return (await response.json()) as IDataObject;
		};
		let next = 0;
		const lane = async () => {
			while (next < results.length) {
				const index = next++;
				results[index] = { json: await complete(index), pairedItem: { item: index } };
			}
		};
		await Promise.all(Array.from({ length: WIDTH }, lane));
		return [results];
	}
}
