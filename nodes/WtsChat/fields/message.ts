import type { IDataObject } from 'n8n-workflow';
import type { Declaration } from './field';
import { e164Of, shownRecipient } from './phone';

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

/**
 * A message as it comes out: what its `details` hold stands beside its text, as far as there is any. The file by its
 * address, name and type; a place with its coordinates; the contact whose card was passed on; and what was said in a
 * voice message, as the service has written it down.
 * @param message as the API or an event shows it; any field may be missing
 */
export function messageWith(message: object): IDataObject {
	const { details }: { details?: Details | null } = message;
	const { file, location, contact, transcription } = details ?? {};
	const added = {
		fileUrl: file?.publicUrl,
		fileName: file?.name,
		mimeType: file?.mimeType,
		location,
		sharedContact: contact && { ...contact, ...withE164(contact.phoneNumber) },
		transcription: transcription?.text,
	};
	return { ...message, ...Object.fromEntries(Object.entries(added).filter(([, value]) => value)) };
}

/** What is read of a message's details. */
type Details = Partial<Record<'contact' | 'file' | 'location' | 'transcription', IDataObject | null>>;

const withE164 = (phoneNumber: unknown) => {
	const phoneNumberE164 = e164Of(phoneNumber) ?? (/^\+\d{8,15}$/.test(String(phoneNumber)) ? phoneNumber : undefined);
	return phoneNumberE164 ? { phoneNumberE164 } : {};
};

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
	'fileName',
	'mimeType',
	'location',
	'sharedContact',
	'transcription',
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
