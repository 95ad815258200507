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
import { begin } from './chatbotTrigger/begin';
import { refuseSilent } from './chatbotTrigger/life';
import { DEFAULT_LONGEST, receive } from './chatbotTrigger/receive';
import { downloadFiles, largestDownload } from './fields/download';

export class WtsChatChatbotTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WTS Chat Chatbot Trigger',
		name: 'wtsChatChatbotTrigger',
		icon: { light: 'file:../../icons/wtsChat.svg', dark: 'file:../../icons/wtsChat.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'Webhook block',
		// The nodes panel shows it for the whole package, in place of the other nodes'.
		description: 'Starts the workflow when WTS Chat events occur: messages, sessions, contacts, cards',
		defaults: { name: 'WTS Chat Chatbot Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: '={{ $parameter["respond"] }}',
				// n8n makes both parts of the address by chance when the node is added: whoever does not know them finds nothing
				// there. The second one is new for each copy of a node, so that copies do not get in each other's way.
				path: '={{ $nodeId }}',
			},
		],
		eventTriggerDescription: 'Waiting for a chatbot to reach its webhook block with the test URL',
		activationMessage: "The chatbot's webhook block now starts this workflow. Enter the production URL in it.",
		properties: [
			{
				displayName:
					"In the platform, open the chatbot, add a block 'Webhook', and paste the URL from above into it: the production URL for a published workflow, the test URL to try it out. The URL is secret: whoever has it can start this workflow.",
				name: 'addressNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Respond',
				name: 'respond',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'At Once',
						value: 'onReceived',
						description: 'With nothing: the chatbot goes on along its main way while the workflow runs',
					},
					{
						name: 'By the Last Node',
						value: 'lastNode',
						description: 'With the first item of the last node, which has to look like an answer to the block',
					},
					{
						name: "By 'Chatbot: Respond'",
						value: 'responseNode',
						description: 'With what that operation of the node WTS Chat says, as soon as it runs',
					},
				],
				default: 'responseNode',
				description: 'When the chatbot gets its answer; it waits until then',
			},
			{
				displayName: 'Longest Time to Answer',
				name: 'longestTime',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 600 },
				default: DEFAULT_LONGEST,
				hint: 'In seconds',
				description:
					'After this time the chatbot gets the answer below, so that it never hangs. How long the block itself waits is not documented; if it gives up earlier, enter less.',
				displayOptions: { hide: { respond: ['onReceived'] } },
			},
			{
				displayName: 'Response If There Is No Answer',
				name: 'otherwiseResponse',
				type: 'string',
				default: '',
				placeholder: 'e.g. UNKNOWN',
				description:
					'The way that the chatbot takes if the workflow fails, ends without an answer or takes too long: one of the keys of the block. Left empty, it goes on along its main way.',
				displayOptions: { hide: { respond: ['onReceived'] } },
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						...downloadFiles,
						description: `${downloadFiles.description} The chatbot waits meanwhile.`,
					},
					{
						displayName: 'Include Raw Body',
						name: 'rawBody',
						type: 'boolean',
						default: false,
						description: 'Whether to add what the service sent, exactly as it came',
					},
					largestDownload,
				],
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
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
