import type { IDataObject } from 'n8n-workflow';
import type { Declaration } from './field';
import { shownRecipient } from './phone';

export const messageId = {
	displayName: 'Message ID',
	name: 'messageId',
	type: 'string',
	required: true,
	skippable: true,
	default: '',
	placeholder: 'e.g. 6f1b7c1e-8a52-4a1e-9d0a-3f5b2c7d9e10',
	description: 'The ID that sending the message returned, or that a list of messages shows',
} as const satisfies Declaration;

/** A message as it comes out: with the address of its file, if it has one. */
export function messageWith(message: object): IDataObject {
	const { details }: { details?: { file?: { publicUrl?: string | null } | null } | null } = message;
	const fileUrl = details?.file?.publicUrl;
	return { ...message, ...(fileUrl ? { fileUrl } : {}) };
}

/** What is left of a message in simple output. */
export const messageSummary = [
	'id',
	'createdAt',
	'sessionId',
	'direction',
	'type',
	'text',
	'fileId',
	'fileUrl',
	'origin',
	'status',
	'failedReason',
] as const;

/**
 * A message that was sent, as it comes out: with its recipient, the address of its file, and why it failed under one
 * name, for which the service has two.
 */
export function sentMessage(
	sent: object,
	{ sendTo, to }: { sendTo: 'recipient' | 'session'; to: string },
): IDataObject {
	const { failureReason, ...message } = messageWith(sent);
	return {
		...message,
		...(failureReason === undefined ? {} : { failureReason, failedReason: message.failedReason ?? failureReason }),
		...(sendTo === 'recipient' ? { to: shownRecipient(to) } : {}),
	};
}

/** What is left of a message that was sent in simple output. */
export const sentSummary = [
	'id',
	'createdAt',
	'updatedAt',
	'sessionId',
	'to',
	'status',
	'senderId',
	'statusUrl',
	'sentAt',
	'type',
	'text',
	'fileId',
	'fileUrl',
	'failedReason',
] as const;
