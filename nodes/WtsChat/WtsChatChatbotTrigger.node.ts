import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { webhooks } from './chatbotTrigger/address';
import { begin } from './chatbotTrigger/begin';
import { refuseGuessable, refuseSilent } from './chatbotTrigger/life';
import { properties } from './chatbotTrigger/properties';
import { receive } from './chatbotTrigger/receive';

const whileBuilding =
	"<b>While you build the workflow</b>, enter the test URL in the chatbot's block, click 'Execute step' and write to the chatbot. The URL works once for each click.<br /><br />";

export class WtsChatChatbotTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WTS Chat Chatbot Trigger',
		name: 'wtsChatChatbotTrigger',
		icon: { light: 'file:../../icons/wtsChat.svg', dark: 'file:../../icons/wtsChat.dark.svg' },
		group: ['trigger'],
		// In a version 1, n8n takes a trigger for the first Webhook node and evaluates an expression for each call.
		version: 2,
		subtitle: 'Webhook block',
		description: 'Starts the workflow when a chatbot reaches its webhook block, to answer it',
		defaults: { name: 'WTS Chat Chatbot Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		webhooks,
		triggerPanel: {
			header: 'Let a chatbot reach its webhook block',
			executionsHelp: {
				inactive: `${whileBuilding}<b>To let it run by itself</b>, publish the workflow and enter the production URL in the block. These executions show up in the executions list, not in the editor.`,
				active: `${whileBuilding}<b>The workflow is published</b>: it runs each time a chatbot reaches a block with the production URL. These executions show up in the <a data-key="executions">executions list</a>, not in the editor.`,
			},
		},
		eventTriggerDescription: 'Waiting for a chatbot to reach its webhook block with the test URL',
		activationMessage: "The chatbot's webhook block now starts this workflow. Enter the production URL in it.",
		properties: [...properties],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				refuseGuessable(this);
				refuseSilent(this);
				return true;
			},
			// The address is entered in the platform by hand; there is nothing to register.
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await begin(this)];
	}
}
