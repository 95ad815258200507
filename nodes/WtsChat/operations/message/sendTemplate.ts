import { operation } from '../operation';
import { templateBatch } from './templateBatch';
import { collection } from '../../fields/collection';
import { fileIdOrUrl, fileReference } from '../../fields/file';
import { channelToSendFrom } from '../../steps/channel';
import { uploadAs } from '../../steps/upload';
import { metadataFields, metadataObject } from '../../fields/metadata';
import { sentMessage, sentSummary } from '../../fields/message';
import { recipientOf } from '../../fields/phone';
import { recipient } from '../../fields/recipient';
import { oneByOne } from '../../fields/result';
import {
	answeringChatbot,
	callbackUrl,
	channelOf,
	fromUnlessOnly,
	generalCall,
	generalEndpoints,
	replyTo,
	senderId,
	sessionOptions,
	sessionOptionsOf,
	toRecipientAtOnce,
	waitForOutcome,
} from '../../fields/send';
import { sessionId } from '../../fields/session';
import { cleanParameters, parameterFields, template, templateParametersOf } from '../../fields/template';
import { templateFile } from '../../fields/templateFile';

export const sendTemplate = operation({
	name: 'Send Template',
	value: 'sendTemplate',
	action: 'Send template message',
	description: 'Send an approved template to a contact, which also starts conversations; many items travel together',
	endpoint: ['POST /chat/v1/send/template', ...generalEndpoints],
	properties: [
		...recipient,
		{ ...fromUnlessOnly, displayOptions: { show: { sendTo: ['recipient'] } } },
		template,
		...parameterFields,
		...templateFile,
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
			...metadataFields({
				displayName: 'Session Metadata',
				name: 'sessionMetadata',
				description: 'Names and values of your own, kept with the session while it is active',
			}).map((field) => ({ ...field, ...toRecipientAtOnce })),
		]),
	],
	prepare: async (parameters, workbench) =>
		parameters.attachFile ? await uploadAs('UNDEFINED')(parameters, workbench) : {},
	lookUp: async ({ sendTo, from }, service) =>
		sendTo === 'recipient' ? { from: await channelToSendFrom(service, from) } : {},
	request: ({ templateId, ...parameters }) => {
		const { attachFile, from, options, to } = parameters;
		const values = templateParametersOf(parameters, options.cleanParameters);
		const message = { templateId, parameters: values, ...(attachFile ? fileReference(parameters) : {}) };
		return (
			generalCall(parameters, message) ?? {
				endpoint: 'POST /chat/v1/send/template',
				body: {
					to: recipientOf(to),
					// Empty until it was looked up.
					from: channelOf(from) ?? '',
					templateId,
					parameters: values,
					fileIdOrUrl: attachFile ? fileIdOrUrl(parameters) : undefined,
					callbackUrl: options.callbackUrl || undefined,
					senderId: options.senderId || undefined,
					sessionId: options.sessionId,
					sessionMetadata: metadataObject({ rows: options.sessionMetadata, json: options.sessionMetadataJson }, 'Session Metadata'),
					options: sessionOptionsOf(options),
				},
			}
		);
	},
	batch: templateBatch,
	output: sentMessage,
	simplify: sentSummary,
});
