import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { chatbot as anyChatbot } from './chatbot';
import { fieldsFilled, includeDetails, withAskedDetails } from './details';
import { locatorById } from './locator';
import { department as anyDepartment } from './pick';
import type { Declaration, Parameters } from './field';
import { fileId, fileUrl, publicAddress } from './file';
import { hiddenSession } from './send';
import { shownWith } from './shown';
import { parameterFields, parametersInCollection, template as anyTemplate, templateParametersOf } from './template';

export const scheduledMessageId = locatorById({
	displayName: 'Scheduled Message',
	name: 'scheduledMessageId',
	description: 'The scheduled message to work on',
	thing: 'scheduled message',
	search: 'searchScheduledMessages',
});

export const messageTypes = [
	{ name: 'Chatbot', value: 'CHATBOT', description: 'A chatbot is started' },
	{ name: 'Template', value: 'TEMPLATE', description: 'An approved text is sent' },
] as const;

/** New values of a template's parameters. */
export const parameterChanges = parametersInCollection({
	displayName: 'Parameters',
	pairs: 'parameterPairs',
	json: 'parametersJson',
	description: '; those not given here are empty, and a file not given is taken away',
}).map((field) => ({ ...field, whenEmptied: 'clear' as const }));

/** What is to be sent: a template with the values of its parameters, or a chatbot. */
export const content = [
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		// What can be filled in depends on it, so it cannot vary from item to item.
		noDataExpression: true,
		options: messageTypes,
		default: 'TEMPLATE',
		description: 'What happens at the time',
	},
	...shownWith({ type: ['TEMPLATE'] }, [anyTemplate, ...parameterFields]),
	{ ...anyChatbot, displayOptions: { show: { type: ['CHATBOT'] } } },
] as const;

export const scheduling = {
	displayName: 'Send At',
	name: 'scheduling',
	type: 'dateTime',
	default: '',
	description: 'When it is to be sent',
} as const satisfies INodeProperties;

/** The file of a template that has one at its top, by its address or ID. */
const files = [
	{
		...fileId,
		required: undefined,
		description: 'The image, video or document of the template, by the ID that File: Upload returned',
		whenEmptied: 'clear',
	},
	{
		...fileUrl,
		required: undefined,
		description: 'The image, video or document of the template, by its public address',
		whenEmptied: 'clear',
	},
] as const satisfies Declaration[];

const department = {
	...anyDepartment,
	description: 'The team that looks after the session, if a new one is opened',
	whenEmptied: 'clear',
} as const satisfies Declaration;

/** What a scheduled message may have besides. */
export const additionalFields = [department, ...files, hiddenSession] as const;

const scheduledDetails = {
	Channel: ['Channel', 'channel'],
	Chatbot: ['Chatbot', 'chatbot'],
	Contact: ['Contact', 'contact'],
	Department: ['Department', 'department'],
	Template: ['Template', 'template'],
	User: ['User', 'user'],
} as const;

export const includeScheduledDetails = includeDetails(
	'Related records to add to the scheduled message',
	scheduledDetails,
);

/** A scheduled message as it comes out: the details are left out that were not asked for. */
export const scheduledWith = (scheduled: object, asked: readonly string[] | undefined): IDataObject =>
	withAskedDetails(scheduled, asked, scheduledDetails);

/** What is left of a scheduled message in simple output, besides the details that were asked for. */
export const scheduledSummary = [
	'id',
	'createdAt',
	'updatedAt',
	'status',
	'type',
	'scheduling',
	'contactId',
	'channelId',
	'templateId',
	'botId',
	'sessionId',
	'failureReason',
	...fieldsFilled(scheduledDetails),
] as const;

type Content = Parameters<typeof content>;
type Extras = Partial<Parameters<typeof additionalFields>> & { cleanParameters?: boolean };

/**
 * What is to be sent, as the service wants it of a new scheduled message.
 * @throws UserError that names what of it is no value for a template, or no address of a file
 */
export function scheduledContentOf({ type, templateId, botKey, ...parameters }: Content, extras: Extras) {
	const { cleanParameters, departmentId, fileId, fileUrl, hiddenSession } = extras;
	return {
		type,
		...(type === 'CHATBOT'
			? { botKey }
			: {
					templateId,
					templateParams: {
						parameters: templateParametersOf(parameters, cleanParameters),
						fileId: fileId || undefined,
						fileUrl: fileUrl ? publicAddress(fileUrl) : undefined,
					},
				}),
		department: departmentId ? { id: departmentId } : undefined,
		hiddenSession,
	};
}
