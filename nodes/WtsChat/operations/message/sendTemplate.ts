import { operation } from '../operation';
import { templateBatch } from './templateBatch';
import { collection } from '../../fields/collection';
import { fileFields, fileSource, fileIdOrUrl, fileReference } from '../../fields/file';
import { uploadAs } from '../../steps/upload';
import { metadata, metadataObject } from '../../fields/metadata';
import { sentMessage, sentSummary } from '../../fields/message';
import { recipientOf } from '../../fields/phone';
import { recipient } from '../../fields/recipient';
import { oneByOne } from '../../fields/result';
import {
	answeringChatbot,
	callbackUrl,
	channelOf,
	from,
	generalCall,
	generalEndpoints,
	replyTo,
	senderId,
	sessionOptions,
	sessionOptionsOf,
	toRecipient,
	toRecipientAtOnce,
	waitForOutcome,
} from '../../fields/send';
import { sessionId } from '../../fields/session';
import { cleanParameters, parameterFields, template, templateParametersOf } from '../../fields/template';

export const sendTemplate = operation({
	name: 'Send Template',
	value: 'sendTemplate',
	action: 'Send template message',
	description: 'Send an approved template to a contact, which also starts conversations; many items travel together',
	endpoint: ['POST /chat/v1/send/template', ...generalEndpoints],
	properties: [
		...recipient,
		{ ...from, ...toRecipient },
		template,
		...parameterFields,
		{
			displayName: 'Attach File',
			name: 'attachFile',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description: 'Whether the template has an image, video or document at its top, which has to be given',
		},
		{ ...fileSource, displayOptions: { show: { attachFile: [true] } } },
		...fileFields.map((field) => ({
			...field,
			displayOptions: { show: { ...field.displayOptions.show, attachFile: [true] } },
		})),
		waitForOutcome,
		collection.options([
			...sessionOptions,
			answeringChatbot,
			cleanParameters,
			{ ...callbackUrl, ...toRecipientAtOnce },
			{ ...oneByOne, ...toRecipientAtOnce },
			{ ...replyTo, displayOptions: { show: { '/sendTo': ['session'] } } },
			{ ...senderId, ...toRecipientAtOnce },
			{ ...sessionId, description: 'A live session of the recipient to write in', ...toRecipientAtOnce },
			{
				...metadata,
				displayName: 'Session Metadata',
				name: 'sessionMetadata',
				description: 'Names and values of your own, kept with the session while it is active',
				...toRecipientAtOnce,
			},
		]),
	],
	prepare: async (parameters, workbench) =>
		parameters.attachFile ? await uploadAs('UNDEFINED')(parameters, workbench) : {},
	request: ({ to, from, templateId, ...parameters }) => {
		const { attachFile, options } = parameters;
		const values = templateParametersOf(parameters, options.cleanParameters);
		const message = { templateId, parameters: values, ...(attachFile ? fileReference(parameters) : {}) };
		return (
			generalCall({ ...parameters, to, options: { ...options, from } }, message) ?? {
				endpoint: 'POST /chat/v1/send/template',
				body: {
					to: recipientOf(to),
					from: channelOf(from),
					templateId,
					parameters: values,
					fileIdOrUrl: attachFile ? fileIdOrUrl(parameters) : undefined,
					callbackUrl: options.callbackUrl || undefined,
					senderId: options.senderId || undefined,
					sessionId: options.sessionId,
					sessionMetadata: metadataObject(options.sessionMetadata),
					options: sessionOptionsOf(options),
				},
			}
		);
	},
	batch: templateBatch,
	output: sentMessage,
	simplify: sentSummary,
});
