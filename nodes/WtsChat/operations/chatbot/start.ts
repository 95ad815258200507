import { randomUUID } from 'crypto';
import { batchForm } from '../batch';
import { operation } from '../operation';
import { chatbot } from '../../fields/chatbot';
import { collection } from '../../fields/collection';
import { sentMessage } from '../../fields/message';
import { metadataFields, metadataObject } from '../../fields/metadata';
import { recipientOf } from '../../fields/phone';
import { sendTo, sessionToWriteIn, to } from '../../fields/recipient';
import { oneByOne } from '../../fields/result';
import {
	callbackUrl,
	channelOf,
	forceStartSession,
	fromIfWanted,
	hiddenSession,
	senderId,
	toRecipient,
	waitForOutcome,
	wasSent,
} from '../../fields/send';

export const start = operation({
	name: 'Start',
	value: 'start',
	action: 'Start chatbot',
	description:
		'Start a chatbot in the conversation with a contact, where agents cannot write while it runs; many items travel together',
	endpoint: ['POST /chat/v1/send/chatbot', 'POST /chat/v1/chatbot/send'],
	properties: [
		chatbot,
		sendTo,
		to,
		// The service itself has an option for it.
		{ ...sessionToWriteIn, writtenIn: false },
		fromIfWanted,
		{
			...waitForOutcome,
			description:
				'Whether to start it at once and return the session that it runs in, or an error if it cannot start. Otherwise the output says QUEUED, which is no proof that it starts: it may still fail, as its status then tells.',
		},
		collection.options([
			{ ...callbackUrl, description: 'Address that the service calls when the chatbot has started or failed' },
			...metadataFields({
				displayName: 'Contact Metadata',
				name: 'contactMetadata',
				description:
					'Names and values of your own for the chatbot to use, kept with the contact for later sessions too',
			}),
			{ ...forceStartSession, ...toRecipient },
			{ ...hiddenSession, ...toRecipient },
			{ ...oneByOne, displayOptions: { show: { '/waitForOutcome': [false] } } },
			{ ...senderId, description: 'An ID of your own to ask for the status by; another one for each start' },
			...metadataFields({
				displayName: 'Session Metadata',
				name: 'sessionMetadata',
				description: 'Names and values of your own for the chatbot to use, kept with the session while it is active',
			}),
			{
				displayName: 'Skip If Bot in Execution',
				name: 'skipIfBotInExecution',
				type: 'boolean',
				default: false,
				description: 'Whether to start nothing while another chatbot runs in the conversation',
			},
			{
				displayName: 'Skip If in Progress',
				name: 'skipIfInProgress',
				type: 'boolean',
				default: false,
				description: 'Whether to start nothing while an agent is in the conversation',
			},
		]),
	],
	request: ({ botKey, sendTo, to, from, sessionId, waitForOutcome, options }) => ({
		endpoint: waitForOutcome ? 'POST /chat/v1/chatbot/send' : 'POST /chat/v1/send/chatbot',
		body: {
			botKey,
			...(sendTo === 'session' ? { sessionId } : { to: recipientOf(to), from: channelOf(from) }),
			options: {
				skipIfBotInExecution: options.skipIfBotInExecution,
				skipIfInProgress: options.skipIfInProgress,
				forceStartSession: options.forceStartSession,
				hiddenSession: options.hiddenSession,
			},
			sessionMetadata: metadataObject({ rows: options.sessionMetadata, json: options.sessionMetadataJson }, 'Session Metadata'),
			contactMetadata: metadataObject({ rows: options.contactMetadata, json: options.contactMetadataJson }, 'Contact Metadata'),
			senderId: options.senderId || undefined,
			callbackUrl: options.callbackUrl || undefined,
		},
	}),
	batch: batchForm({
		single: 'POST /chat/v1/send/chatbot',
		endpoint: 'POST /chat/v1/send/chatbot/batch',
		size: 100,
		split: ({ body: { botKey, from, options, senderId, ...entry } }) =>
			botKey
				? { shared: { botKey, from, options }, entry: { ...entry, senderId: senderId ?? randomUUID() } }
				: undefined,
		join: (shared, messages) => ({ body: { ...shared, messages } }),
		identityOf: ({ senderId }) => senderId,
		results: ({ results }) => results ?? [],
		identitiesOf: ({ senderId }) => [senderId],
		// The contract says of the Sender ID that it is for looking the start up.
		inquiry: {
			request: ({ senderId }) => ({ endpoint: 'GET /chat/v1/send/chatbot/{id}', path: { id: senderId } }),
			wasTaken: wasSent,
		},
	}),
	output: sentMessage,
	// What was sent, or the session that the chatbot runs in.
	simplify: [
		'id',
		'number',
		'createdAt',
		'updatedAt',
		'startAt',
		'sessionId',
		'recipient',
		'to',
		'status',
		'senderId',
		'statusUrl',
		'sentAt',
		'failedReason',
		'contactId',
		'channelId',
		'departmentId',
		'botId',
		'previewUrl',
	],
});
