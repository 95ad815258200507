import { addContact, contactByPhone } from './contacts.mts';
import { announceFile, saveFile } from './files.mts';
import { fileView, typeOf } from './sending.mts';
import { receiveMessage } from './sessions.mts';
import { hear } from './talks.mts';
import { channelOrFirst, known, type Account, type Contact, type Message } from './account.mts';

/** A message that a contact writes: into a session, as a known contact, or from a phone number that may be new. */
export interface InboundMessage {
	/** What is written, or said; may be empty beside a file. */
	text: string;
	/** AUDIO: a voice message, which the service writes down a second later; TEXT if left out. */
	type?: 'TEXT' | 'AUDIO';
	/** A picture or another file: its name with an extension, and its content in base64. */
	file?: { name: string; mimeType?: string; content: string };
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
 * @throws ServiceError when the phone number is none, or the file's name has no extension
 */
export function receiveInbound(account: Account, inbound: InboundMessage): Message {
	const session = inbound.sessionId === undefined ? undefined : known(account.sessions, inbound.sessionId, 'session');
	// First of all, so that a message that is refused leaves no new contact behind.
	const channel = channelOrFirst(account, inbound.channelId ?? session?.channelId);
	const { text, type, file } = inbound;
	const message = file === undefined ? { text, type } : { text, ...keep(account, file) };
	const received = receiveMessage(account, writer(account, inbound, session?.contactId), channel, message);
	hear(account, received);
	return received;
}

/** Stores a file that a contact sends, as the file store does with an upload; returns what its message is. */
function keep(account: Account, given: NonNullable<InboundMessage['file']>): Pick<Message, 'type' | 'details'> {
	const { file } = announceFile(account, { name: given.name, type: 'UNDEFINED', mimeType: given.mimeType });
	file.content = Buffer.from(given.content, 'base64');
	file.size = file.content.length;
	const view = fileView(account, saveFile(account, file.tempFileId));
	return { type: typeOf(view), details: { file: view } };
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
