import type { IDataObject } from 'n8n-workflow';
import { fieldsIn, isRecord } from '../transport/record';
import { digestOf } from '../waiting/secret';

/** A call of a chatbot's webhook block as the service sends it (observed.md §4): any of its fields may be missing. */
export type Call = IDataObject;

/** The fields of which a call has at least one. */
const FIELDS = ['sessionId', 'session', 'contact', 'channel', 'responseKeys', 'lastMessage', 'questions', 'menus'];

/** Whether a body is a call: an object with at least one of the fields that the service sends. */
export function isCall(body: unknown): body is Call {
	return isRecord(body) && FIELDS.some((name) => isFilled(body[name]));
}

const isFilled = (value: unknown) => (typeof value === 'object' && value !== null) || textIn(value) !== undefined;

/** The fields that every contact has: the block's names for them, and those of our other nodes. */
const CONTACT_FIELDS: Readonly<Record<string, string>> = {
	id: 'id',
	name: 'name',
	'first-name': 'firstName',
	phonenumber: 'phoneNumber',
	'display-phonenumber': 'phoneNumberFormatted',
	email: 'email',
	instagram: 'instagram',
	annotation: 'annotation',
	tags: 'tags',
	metadata: 'metadata',
};

/**
 * A call in one shape: what is missing in it becomes null, or an empty list or object.
 * @returns the content of the item that the workflow begins with
 */
export function contentOf(call: Call): IDataObject {
	const session = fieldsIn(call.session);
	return {
		session: {
			number: null,
			departmentId: null,
			userId: null,
			createdAt: null,
			...session,
			id: textIn(call.sessionId) ?? textIn(session.id) ?? null,
			utm: fieldsIn(session.utm),
		},
		contact: contactOf(fieldsIn(call.contact)),
		channel: { id: null, key: null, platform: null, displayName: null, ...fieldsIn(call.channel) },
		message: messageOf(call),
		messages: messagesOf(call),
		answers: { ...answersIn(call, 'questions'), ...answersIn(call, 'menus') },
		metadata: fieldsIn(call.metadata),
		responseKeys: responseKeysOf(call),
	};
}

/** The keys of the ways that lead on from the block. */
const responseKeysOf = ({ responseKeys }: Call): string[] =>
	Array.isArray(responseKeys) ? responseKeys.flatMap((key) => textIn(key) ?? []) : [];

/**
 * What a call is known by: its session, message and block. Calls do not name their block, so its keys and the answers before
 * it stand for it.
 * @param content of the call
 * @returns undefined if the call does not say whose message it is about
 */
export function identityOf({ session, message, responseKeys, answers }: IDataObject): string | undefined {
	const [sessionId, messageId] = [session, message].map((record) => (isRecord(record) ? textIn(record.id) : undefined));
	if (sessionId === undefined || messageId === undefined) return undefined;
	return digestOf(JSON.stringify([sessionId, messageId, responseKeys, answers])).toString('base64');
}

function contactOf(contact: IDataObject): IDataObject {
	const fixed = Object.fromEntries(
		Object.entries(CONTACT_FIELDS).map(([given, name]) => [name, contact[given] ?? null]),
	);
	const { tags, metadata } = fixed;
	const phoneNumber = textIn(fixed.phoneNumber)?.replace(/\D/g, '') || null;
	const others = Object.entries(contact).filter(([name]) => !Object.hasOwn(CONTACT_FIELDS, name));
	return {
		...fixed,
		phoneNumber,
		// Its first digits are always those of a country.
		phoneNumberE164: phoneNumber && `+${phoneNumber}`,
		tags: Array.isArray(tags) ? tags : [],
		metadata: fieldsIn(metadata),
		customFields: Object.fromEntries(others),
	};
}

/** The message that the contact wrote last. */
function messageOf(call: Call): IDataObject | null {
	const given = [call.lastMessage, call.lastContactMessage].find(isRecord);
	if (!given) return null;
	return { id: null, createdAt: null, type: null, text: null, fileId: null, file: null, ...given };
}

/** What the contact wrote last: the messages that the service has joined; the last one alone where it has joined none. */
function messagesOf(call: Call): IDataObject {
	const joined = fieldsIn(call.lastMessagesAggregated);
	const last = messageOf(call);
	const files = Array.isArray(joined.files) ? joined.files : [last?.file];
	return { text: textIn(joined.text) ?? textIn(last?.text) ?? '', files: files.filter(isRecord) };
}

/** Questions or menus by their keys: what was asked, and what the contact answered. */
function answersIn(call: Call, name: 'questions' | 'menus'): IDataObject {
	const entries = Object.entries(fieldsIn(call[name]));
	return Object.fromEntries(
		entries.map(([key, asked]) => [
			key,
			isRecord(asked)
				? { ...asked, text: asked.text ?? null, answer: asked.answer ?? null }
				: { text: null, answer: asked },
		]),
	);
}

/** A text that is not empty, or a number as a text; undefined for anything else. */
const textIn = (value: unknown): string | undefined =>
	(typeof value === 'string' && value !== '') || typeof value === 'number' ? String(value) : undefined;
