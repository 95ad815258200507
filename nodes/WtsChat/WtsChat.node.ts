import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { execute } from './engine/execute';
import * as listSearch from './lookups/listSearch';
import * as loadOptions from './lookups/loadOptions';
import * as resourceMapping from './lookups/resourceMapping';
import { findOperation, nodeProperties } from './operations';

export class WtsChat implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WTS Chat',
		name: 'wtsChat',
		icon: { light: 'file:../../icons/wtsChat.svg', dark: 'file:../../icons/wtsChat.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Complete and manage sessions, messages and contacts of WTS Chat (flw.chat, Helena)',
		defaults: { name: 'WTS Chat' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wtsApi', required: true }],
		properties: nodeProperties(),
	};

	methods = { listSearch, loadOptions, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0);
		const value = this.getNodeParameter('operation', 0);
		const operation = findOperation(resource, value);
		if (!operation) {
			throw new NodeOperationError(
				this.getNode(),
				`This version of the node has no operation '${resource}: ${value}'`,
				{
					description: 'Choose the operation again, or update the package n8n-nodes-wts-chat.',
				},
			);
		}
		return await execute(this, operation);
	}
}
