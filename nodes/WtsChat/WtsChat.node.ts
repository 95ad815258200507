import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { execute } from './engine/execute';
import { wake, wakingWebhooks } from './waiting/sleep';
import { listSearch } from './lookups/listSearch';
import { loadOptions } from './lookups/loadOptions';
import { resourceMapping } from './lookups/resourceMapping';
import { findOperation, nodeProperties } from './operations';
import type { Operation } from './operations/operation';

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
		webhooks: wakingWebhooks,
		// A link that logs an agent in: n8n 2.x never shows it in what it keeps of executions.
		sensitiveOutputFields: ['loginUrl'],
		waitingNodeTooltip: 'The workflow goes on when there is news from WTS Chat, or the time is up',
		properties: nodeProperties(),
	};

	methods = { listSearch, loadOptions, resourceMapping };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this, chosenOperation(this));
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await wake(this, (context) => chosenOperation(context).resume);
	}
}

/**
 * The operation that is chosen in the node.
 * @throws NodeOperationError if this version of the node does not have it
 */
function chosenOperation(context: IExecuteFunctions | IWebhookFunctions): Operation {
	const parameter = (name: string) =>
		String('getInputData' in context ? context.getNodeParameter(name, 0) : context.getNodeParameter(name));
	const [resource, value] = [parameter('resource'), parameter('operation')];
	const operation = findOperation(resource, value);
	if (operation) return operation;
	throw new NodeOperationError(context.getNode(), `This version of the node has no operation '${resource}: ${value}'`, {
		description: 'Choose the operation again, or update the package n8n-nodes-wts-chat.',
	});
}
