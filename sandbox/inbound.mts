import { addContact, contactByPhone } from './contacts.mts';
import { receiveMessage } from './sessions.mts';
import { channelOrFirst, known, type Account, type Contact, type Message } from './account.mts';

/** A message that a contact writes: into a session, as a known contact, or from a phone number that may be new. */
export interface InboundMessage {
	/** What is written, or said. */
	text: string;
	/** AUDIO: a voice message, which the service writes down a second later; TEXT if left out. */
	type?: 'TEXT' | 'AUDIO';
	sessionId?: string;
	contactId?: string;
	phoneNumber?: string;
	/** Name of the contact that an unknown phone number gets. */
	name?: string;
	/** The channel written to; that of the session, or the account's first, if left out. */
	channelId?: string;
}

/**
 * Lets a contact write, with all that follows from it in the account.
 * @throws RangeError when session, contact or channel are unknown, or nobody is named
 * @throws ServiceError when the phone number is none
 */
export function receiveInbound(account: Account, inbound: InboundMessage): Message {
	const session = inbound.sessionId === undefined ? undefined : known(account.sessions, inbound.sessionId, 'session');
	// First of all, so that a message that is refused leaves no new contact behind.
	const channel = channelOrFirst(account, inbound.channelId ?? session?.channelId);
	return receiveMessage(account, writer(account, inbound, session?.contactId), channel, inbound);
}

function writer(account: Account, inbound: InboundMessage, sessionContactId: string | undefined): Contact {
	const contactId = inbound.contactId ?? sessionContactId;
	if (contactId !== undefined) return known(account.contacts, contactId, 'contact');
	const { phoneNumber, name = null } = inbound;
	if (phoneNumber === undefined) throw new RangeError('Say who writes: sessionId, contactId or phoneNumber');
	return (
		contactByPhone(account, phoneNumber) ??
		addContact(account, { phoneNumber, name, nameWhatsapp: name, origin: 'CREATED_FROM_HUB' })
	);
}
