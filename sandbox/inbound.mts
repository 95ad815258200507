import { readFileSync } from 'node:fs';
import { addContact, contactByPhone } from './contacts.mts';
import { announceFile, saveFile } from './files.mts';
import { formattedPhone, storedPhone } from './phone.mts';
import { fileView, typeOf } from './sending.mts';
import { receiveMessage } from './sessions.mts';
import { hear } from './talks.mts';
import { channelOrFirst, known, type Account, type Contact, type Message } from './account.mts';

/** A file that a contact sends. */
export interface SentFile {
	/** With an extension. */
	name: string;
	mimeType?: string;
	/** In base64. */
	content: string;
}

/** What a contact writes; nothing but its type needs to be given. */
export interface Written {
	/** What is written, or said; may be empty beside a file. */
	text?: string;
	/**
	 * AUDIO: a voice message that says the text, which the service writes down a second later; LOCATION and CONTACT: those
	 * below, or an example that the text gives its name; STICKER: the file is one. Found from the file, or TEXT, if left out.
	 */
	type?: 'TEXT' | 'AUDIO' | 'LOCATION' | 'CONTACT' | 'STICKER';
	file?: SentFile;
	location?: NonNullable<Message['details']['location']>;
	/** Somebody whose card the contact passes on; the phone number in any writing. */
	contact?: { name?: string; phoneNumber?: string; email?: string };
}

/** A message that a contact writes: into a session, as a known contact, or from a phone number that may be new. */
export interface InboundMessage extends Written {
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
 * @throws RangeError when session, contact or channel are unknown, nobody is named, or nothing is written
 * @throws ServiceError when the phone number is none, or the file's name has no extension
 */
export function receiveInbound(account: Account, inbound: InboundMessage): Message {
	const session = inbound.sessionId === undefined ? undefined : known(account.sessions, inbound.sessionId, 'session');
	// First of all, so that a message that is refused leaves no new contact behind.
	const channel = channelOrFirst(account, inbound.channelId ?? session?.channelId);
	const message = contentOf(account, inbound);
	const received = receiveMessage(account, writer(account, inbound, session?.contactId), channel, message);
	hear(account, received);
	return received;
}

/** A second and a half of a small melody, as an official channel brings voice messages: Opus in Ogg. */
const voice = {
	name: 'audio.ogg',
	mimeType: 'audio/ogg; codecs=opus',
	content: readFileSync(new URL('voice.ogg', import.meta.url)).toString('base64'),
};

/** What a message consists of. */
function contentOf(account: Account, { text = '', type, file, location, contact }: Written) {
	const kind = type ?? (location && 'LOCATION') ?? (contact && 'CONTACT');
	if (kind === 'LOCATION') {
		const place = { latitude: -23.55052, longitude: -46.633308, name: text || 'Praça da Sé', address: null, url: null };
		return { text: '', type: kind, details: { location: { ...place, ...location } } };
	}
	if (kind === 'CONTACT') {
		const { name = text || 'Maria Souza', phoneNumber = '5511977770000', email = null } = contact ?? {};
		const stored = storedPhone(phoneNumber);
		const card = { name, email, phoneNumber: stored, phoneNumberFormatted: formattedPhone(stored) };
		return { text: '', type: kind, details: { contact: card } };
	}
	const sent = file ?? (kind === 'AUDIO' ? voice : undefined);
	if (sent === undefined) {
		if (kind === 'STICKER') throw new RangeError('A sticker needs a file');
		return { text };
	}
	const view = keep(account, sent);
	return { text, type: kind === 'TEXT' ? typeOf(view) : (kind ?? typeOf(view)), details: { file: view } };
}

/** Stores a file that a contact sends, as the file store does with an upload. */
function keep(account: Account, given: SentFile) {
	const { file } = announceFile(account, { name: given.name, type: 'UNDEFINED', mimeType: given.mimeType });
	file.content = Buffer.from(given.content, 'base64');
	file.size = file.content.length;
	return fileView(account, saveFile(account, file.tempFileId));
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
