import { readFile } from 'node:fs/promises';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

/** Puts out an item for each session ID of a file. */
export class Items implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Items',
		name: 'items',
		group: ['input'],
		version: 1,
		description: 'Puts out an item for each session ID of a file',
		defaults: { name: 'Items' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'File', name: 'file', type: 'string', default: '' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const ids: string[] = JSON.parse(await readFile(String(this.getNodeParameter('file', 0)), 'utf8'));
		return [ids.map((id) => ({ json: { id }, pairedItem: { item: 0 } }))];
	}
}
