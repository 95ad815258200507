import type { IDataObject } from 'n8n-workflow';
import type { Listed } from '../../../contract';
import { isRecord } from '../transport/record';
import { FILE_TYPES, filesIn, nameOfFile } from './files';

/** A message or an internal note of a session, as lists show it. */
export type Message = Listed<'GET /chat/v1/session/{id}/message'>;
type Details = NonNullable<Message['details']>;

/** Movements in a conversation, visits of pages and notes of the team, which nobody writes to anybody. */
const NOT_WRITTEN: ReadonlySet<unknown> = new Set(['TRANSITION', 'TRACK', 'NOTE']);

/**
 * Whether a contact wrote a message. One that somebody of the team sent has been seen to come as if from the contact,
 * but with the user (observed.md §4).
 * @param message as the API or an event shows it
 */
export function isFromContact({
	direction,
	type,
	userId,
}: {
	direction?: unknown;
	type?: unknown;
	userId?: unknown;
}): boolean {
	return capital(direction) === 'FROM_HUB' && !userId && isWritten({ type });
}

/** Whether somebody wrote it to somebody. */
export const isWritten = ({ type }: { type?: unknown }): boolean => !NOT_WRITTEN.has(capital(type));

const capital = (name: unknown) => (typeof name === 'string' ? name.toUpperCase() : undefined);

// What a message is called that has no text of its own (observed.md §4).
const KINDS: Readonly<Record<NonNullable<Message['type']>, string>> = {
	AUDIO: 'Audio',
	BUTTONS: 'Buttons',
	CONTACT: 'Contact card',
	DOCUMENT: 'Document',
	IMAGE: 'Image',
	LIST: 'List',
	LOCATION: 'Location',
	NOTE: 'Note',
	STICKER: 'Sticker',
	TEXT: 'Empty message',
	TRACK: 'Page visit',
	TRANSITION: 'Transition',
	VIDEO: 'Video',
};

/**
 * What a message says, in words: its text, and in brackets what else there is to it, such as files, a place, the
 * template that it was made from, or that it was not delivered.
 * @returns never an empty text
 */
export function wordsOf(message: Message): string {
	if (message.status === 'DELETED') return '[Deleted message]';
	const { type = 'TEXT', templateId, text } = message;
	const details = message.details ?? {};
	// The service may come to know more types than the contract.
	const kind = KINDS[type] ?? type;
	const { location, contact, transcription, track, footerText, reactionFromContact, reactionToContact } = details;
	const heard = transcription?.text?.trim();
	const isFile = FILE_TYPES.has(type);
	const files = filesIn({ ...message }).map((file) => named(isFile ? kind : 'File', nameOfFile(file)));
	if (isFile && files.length === 0) files.push(named(kind));
	const content = [
		...files,
		location && named(KINDS.LOCATION, location.name, location.address, pointOf(location)),
		contact && named(KINDS.CONTACT, contact.name, contact.phoneNumberFormatted ?? contact.phoneNumber, contact.email),
		track && named(KINDS.TRACK, track.pageTitle, track.pageUrl),
		text?.trim(),
		heard && `“${heard}”`,
		footerText?.trim(),
	].filter((part) => part);
	const about = [
		templateId && named('Template', nameOfTemplate(templateId)),
		...(content.length > 0 ? content : [named(kind)]),
		reactionFromContact && named('Reaction of the contact', reactionFromContact),
		reactionToContact && named('Reaction to the contact', reactionToContact.toLowerCase()),
		message.status === 'FAILED' && named('Not delivered', message.failedReason ?? details.errors?.[0]?.text),
	];
	return about.filter((part) => part).join(' ');
}

/** "[Image: flower.png]", or "[Image]" if nothing more is known. */
function named(kind: string, ...what: Array<string | null | undefined>): string {
	const known = what.filter((part) => part);
	return known.length === 0 ? `[${kind}]` : `[${kind}: ${known.join(', ')}]`;
}

const pointOf = ({ latitude, longitude }: NonNullable<Details['location']>) =>
	latitude === undefined || longitude === undefined ? undefined : `${latitude}, ${longitude}`;

/** The ID of a template holds its name: "1a2b3_boas_vindas" (observed.md §6). */
const nameOfTemplate = (id: string) => id.replace(/^[0-9a-f]{5,6}_/, '');

/**
 * What was written, or said in a voice message, as far as the service has written it down.
 * @param message as the API or an event shows it
 * @returns an empty text if there is nothing to read
 */
export function textOf({ text, details }: IDataObject): string {
	if (typeof text === 'string' && text.trim() !== '') return text;
	const heard = transcriptionIn(details)?.text;
	return typeof heard === 'string' ? heard : '';
}

/** What the service writes down of a voice message. */
export const transcriptionIn = (details: unknown): IDataObject | undefined =>
	isRecord(details) && isRecord(details.transcription) ? details.transcription : undefined;
