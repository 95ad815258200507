import type { Listed } from '../../../contract';
import { instantOf } from '../fields/date';
import { phoneForms } from '../fields/phone';
import type { Session } from './openSession';
import type { Service } from '../transport/service';

const BY_PHONE = 'GET /core/v1/contact/phonenumber/{phone}';
const SEARCH = 'POST /core/v1/contact/filter';
const SESSIONS = 'GET /chat/v2/session';
const MESSAGES = 'GET /chat/v1/session/{id}/message';

/** What finding out needs of the service. */
export const receivedEndpoints = [BY_PHONE, SEARCH, SESSIONS, MESSAGES] as const;
type Endpoint = (typeof receivedEndpoints)[number];

/**
 * When somebody was last sent a template, whoever sent it, other than in vain.
 * @param to as the service wants it: digits, or an Instagram name with "@"
 * @param since not longer ago than this, in milliseconds since 1970
 * @returns milliseconds since 1970; undefined if it was not
 * @throws NodeApiError if it cannot be read
 */
export async function templateReceivedAt(
	service: Service<Endpoint>,
	to: string,
	templateId: string,
	since: number,
): Promise<number | undefined> {
	let latest: number | undefined;
	for (const contactId of await contactIdsOf(service, to)) {
		for await (const session of service.list({ endpoint: SESSIONS, query: { ContactId: contactId } }, 'PageNumber')) {
			if (!session.id || !maySpeakSince(session, contactId, since)) continue;
			const path = { id: session.id };
			const query = { 'CreatedAt.After': new Date(since).toISOString() };
			for await (const message of service.list({ endpoint: MESSAGES, path, query }, 'PageNumber')) {
				const sentAt = instantOf(message.createdAt);
				if (sentAt === undefined || sentAt < since || !arrives(message) || message.templateId !== templateId) continue;
				latest = Math.max(latest ?? sentAt, sentAt);
			}
		}
	}
	return latest;
}

/** The contacts that have a number, which may be two, with and without the ninth digit; or an Instagram name. */
async function contactIdsOf({ find, list }: Service<Endpoint>, to: string): Promise<string[]> {
	const ids = new Set<string>();
	if (to.startsWith('@')) {
		const instagram = to.slice(1);
		for await (const contact of list({ endpoint: SEARCH, body: { instagram } }, 'body')) {
			if (contact.id && contact.instagram?.replace('@', '').toLowerCase() === instagram.toLowerCase())
				ids.add(contact.id);
		}
		return [...ids];
	}
	for (const phone of phoneForms(to)) {
		const contact = await find({ endpoint: BY_PHONE, path: { phone } });
		if (contact?.id) ids.add(contact.id);
	}
	return [...ids];
}

/** Whether something may have been written to a contact in a session since; what it does not say is no reason against it. */
function maySpeakSince(session: Session, wanted: string, since: number): boolean {
	const { contactId, status, endAt, lastMessageOut } = session;
	if (contactId && contactId.toLowerCase() !== wanted.toLowerCase()) return false;
	const latest = [status === 'COMPLETED' ? endAt : undefined, lastMessageOut].map(
		(date) => instantOf(date) ?? Infinity,
	);
	return latest.every((moment) => moment >= since);
}

const arrives = ({ direction, status }: Listed<typeof MESSAGES>) =>
	direction !== 'FROM_HUB' && status !== 'FAILED' && status !== 'DELETED';
