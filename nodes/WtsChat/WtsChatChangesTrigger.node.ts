import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { properties } from './changesTrigger/fields';
import { poll } from './changesTrigger/poll';
import { listSearch } from './lookups/listSearch';
import { loadOptions } from './lookups/loadOptions';

export class WtsChatChangesTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WTS Chat Changes Trigger',
		name: 'wtsChatChangesTrigger',
		icon: { light: 'file:../../icons/wtsChat.svg', dark: 'file:../../icons/wtsChat.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["record"] }}',
		description: 'Starts the workflow with new and changed records, by asking at intervals',
		defaults: { name: 'WTS Chat Changes Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wtsApi', required: true }],
		properties: properties(),
	};

	methods = { listSearch, loadOptions };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
