import { appendFile } from 'node:fs/promises';
import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';

/** Writes down, on a line of a file, the time and what n8n's process has used up to now; hands the items on. */
export class Mark implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Mark',
		name: 'mark',
		group: ['transform'],
		version: 1,
		description: 'Writes down the time and what the process has used up to now',
		defaults: { name: 'Mark' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [{ displayName: 'File', name: 'file', type: 'string', default: '' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
		const mark = {
			time: performance.now(),
			cpu: (userCPUTime + systemCPUTime) / 1_000,
			peakMemory: maxRSS * 1_024,
			items: this.getInputData().length,
		};
		await appendFile(String(this.getNodeParameter('file', 0)), `${JSON.stringify(mark)}\n`);
		return [this.getInputData()];
	}
}
