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
import { withoutRules } from './fields/field';
import { shownWith } from './fields/shown';
import { listSearch } from './lookups/listSearch';
import { loadOptions } from './lookups/loadOptions';
import { begin } from './trigger/begin';
import { events, namesOfEvents, otherEvents, WHERE_CONTACTS_WRITE } from './trigger/events';
import { filters } from './trigger/filters';
import { receive } from './trigger/receive';
import { subscribe, subscriptionStands, unsubscribe } from './trigger/subscription';
import { addDetails, onlyFromContacts, options } from './trigger/switches';
import { joiningFields } from './trigger/thought';
import { alarmWebhook, ringAlarm } from './waiting/alarm';

export class WtsChatTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WTS Chat Trigger',
		name: 'wtsChatTrigger',
		icon: { light: 'file:../../icons/wtsChat.svg', dark: 'file:../../icons/wtsChat.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: namesOfEvents,
		// The nodes panel shows it for WTS Chat too, of which and this one it makes one entry.
		description: 'Starts the workflow when WTS Chat events occur: messages, sessions, contacts, cards',
		defaults: { name: 'WTS Chat Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'wtsApi', required: true }],
		// The address is kept from the panel, where it would look as if it had to be entered in the platform.
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook', ndvHideUrl: true },
			alarmWebhook,
		],
		eventTriggerDescription: 'Waiting for something to happen in WTS Chat',
		activationMessage: 'Events of your WTS Chat account will now start this workflow.',
		properties: [
			{
				displayName:
					'Once you publish (activate) the workflow, n8n tells WTS Chat by itself where to send the events. You do not need to set up a webhook in the platform.',
				name: 'subscriptionNotice',
				type: 'notice',
				default: '',
			},
			events,
			otherEvents,
			...shownWith(WHERE_CONTACTS_WRITE, [onlyFromContacts]),
			addDetails,
			...shownWith(WHERE_CONTACTS_WRITE, joiningFields),
			withoutRules(filters),
			options,
		],
	};

	methods = { listSearch, loadOptions };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await subscriptionStands(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await subscribe(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await unsubscribe(this);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return this.getWebhookName() === alarmWebhook.name ? ringAlarm() : await receive(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await begin(this);
	}
}
