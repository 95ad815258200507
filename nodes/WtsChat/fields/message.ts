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
	if (typeof phoneNumber !== 'string') return {};
	const phoneNumberE164 = e164Of(phoneNumber) ?? (/^\+\d{8,15}$/.test(phoneNumber) ? phoneNumber : undefined);
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

/** Whom something is sent to, as the fields say it, and what was found out for them. */
export interface Addressee {
	sendTo: 'recipient' | 'session';
	to: string;
	/** The form in which it was sent, where that is another one. */
	sentTo?: string;
	sessionId?: string;
	/** Whose session it is, if the contact was looked up to find it. */
	contactOfSession?: string;
}

/**
 * Whom something went to, as it comes out: the recipient as it was given and as it was sent, or the session, and its
 * contact if that is known. The service itself says neither of what it has yet to send.
 */
export const addresseeOf = ({ sendTo, to, sentTo = to, sessionId, contactOfSession }: Addressee): IDataObject =>
	sendTo === 'recipient'
		? { recipient: to, to: shownRecipient(sentTo) }
		: { sessionId, ...(contactOfSession !== undefined && { contactId: contactOfSession }) };

/**
 * A message that was sent, as it comes out: with whom it went to, the address of its file, and why it failed under one
 * name, for which the service has two.
 */
export function sentMessage(sent: object, addressee: Addressee): IDataObject {
	const { failureReason, ...message } = messageWith(sent);
	const known = addresseeOf(addressee);
	return {
		...known,
		...message,
		...(failureReason === undefined ? {} : { failureReason, failedReason: message.failedReason ?? failureReason }),
		...(known.sessionId !== undefined && { sessionId: message.sessionId ?? known.sessionId }),
	};
}

/** What is left of a message that was sent in simple output. */
export const sentSummary = [
	'id',
	'createdAt',
	'updatedAt',
	'sessionId',
	'recipient',
	'to',
	'contactId',
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
