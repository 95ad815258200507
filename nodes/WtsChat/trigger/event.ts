import type { IDataObject } from 'n8n-workflow';
import { isId } from '../fields/id';
import { messageWith } from '../fields/message';
import { isRecord } from '../transport/record';
import type { Event } from '../waiting/event';
import { digestOf } from '../waiting/secret';

/** Whether an event speaks of a message. */
export const isMessage = ({ eventType }: Event) => eventType.startsWith('MESSAGE_');
export const isSession = ({ eventType }: Event) => eventType.startsWith('SESSION_');
const isContact = ({ eventType }: Event) => eventType.startsWith('CONTACT_');
export const isCard = ({ eventType }: Event) => eventType.startsWith('PANEL_CARD_');
const isCardNote = ({ eventType }: Event) => eventType.startsWith('PANEL_CARD_NOTE_');

/** A value if it is an ID. Anything else cannot be asked for. */
const idIn = (value: unknown) => (typeof value === 'string' && isId(value) ? value : undefined);

/** The session that an event speaks of, if any. */
export function sessionIdOf(event: Event): string | undefined {
	const id = isSession(event) ? event.content.id : event.content.sessionId;
	return idIn(id);
}

/** The contact that an event speaks of, if it says so. */
export function contactIdOf(event: Event): string | undefined {
	const id = isContact(event) ? event.content.id : event.content.contactId;
	return idIn(id);
}

/** The card that an event speaks of, if any. */
export function cardIdOf(event: Event): string | undefined {
	const id = isCardNote(event) ? event.content.cardId : isCard(event) ? event.content.id : undefined;
	return idIn(id);
}

/** The contact that an event shows, if it does. */
export function contactIn(event: Event): IDataObject | undefined {
	const { contactDetails } = event.content;
	return isContact(event) ? event.content : isRecord(contactDetails) ? contactDetails : undefined;
}

/**
 * What an event is known by. Events have no ID of their own (observed.md §4), so it is their kind and the whole record as it
 * was then. The time would not do, since two changes of a record can have the same.
 * @returns a fixed number of characters; undefined if the event does not say which record it is about, or cannot be compared
 */
export function fingerprintOf({ eventType, date, content }: Event): string | undefined {
	if (!isPlain(content.id)) return undefined;
	const moment = isPlain(content.updatedAt) ? null : date;
	try {
		return digestOf(JSON.stringify([eventType, moment, content], withoutSignature)).toString('base64');
	} catch {
		// It is nested too deep to be written as JSON; nothing that the service sends is.
		return undefined;
	}
}

/** Addresses without their query: the service may sign the address of a file anew in each event of a message. */
const withoutSignature = (_name: string, value: unknown) =>
	typeof value === 'string' && /^https?:\/\//.test(value) ? value.replace(/\?.*/s, '') : value;

const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';

// How webhooks call the fields of a contact, and how the API does (observed.md §4, finding 5).
const CONTACT_FIELDS: ReadonlyArray<[string, string]> = [
	['phonenumber', 'phoneNumber'],
	['phonenumberFormatted', 'phoneNumberFormatted'],
	['tagsId', 'tagIds'],
	['tags', 'tagNames'],
	['customFieldValues', 'customFields'],
];

/** The content of an event as the node's operations show it: the fields of contacts by the same names, messages alike. */
export function withApiNames(event: Event): IDataObject {
	const { content } = event;
	if (isContact(event)) return renamed(content);
	if (isMessage(event)) return messageWith(content);
	return isRecord(content.contactDetails) ? { ...content, contactDetails: renamed(content.contactDetails) } : content;
}

function renamed(contact: IDataObject): IDataObject {
	const result = { ...contact };
	for (const [theirs, ours] of CONTACT_FIELDS) {
		if (!(theirs in result)) continue;
		const value = result[theirs];
		delete result[theirs];
		// Tags come as names, or as objects with a name.
		result[ours] ??= theirs === 'tags' && Array.isArray(value) ? value.map(tagName) : value;
	}
	return result;
}

const tagName = (tag: unknown) => (isRecord(tag) && typeof tag.name === 'string' ? tag.name : tag) as string;
