import type { Request } from '../../../contract';
import { contactOrPhone, contactPath } from './contact';
import type { Declaration } from './field';
import { bySeveral } from './locator';
import { oneSpelling } from './spelling';

// How contacts are put into portfolios and sequences and taken out of them: one by one, or several in one request.

/** Whom it is about: one contact, or several. */
export const contacts = {
	...contactOrPhone,
	modes: [
		...contactOrPhone.modes,
		bySeveral(
			'IDs, phone numbers, emails and Instagram names, with commas between them; or an expression that gives a list of them, or of contacts',
			'+55 11 98888-7777, ana@example.com',
		),
	],
	// What is listed for a portfolio or a sequence has an ID of its own beside the contact's.
	takesSeveral: ['contactId', 'id', 'phoneNumber'],
} as const satisfies Declaration;

type One = Request<'POST /core/v1/portfolio/{id}/contact'>['body'];
type Several = Request<'POST /core/v1/portfolio/{id}/contact/batch'>['body'];

/**
 * A contact as the endpoints of portfolios and sequences name it.
 * @param picked an ID, or a phone number in any usual writing
 * @throws UserError if it is neither
 */
export function namedContact(picked: string): One {
	const path = contactPath(picked);
	return 'id' in path ? { contactId: path.id } : { phoneNumber: path.phone };
}

interface Shared {
	id: string;
	way: 'contactIds' | 'phoneNumbers';
}

/**
 * How they travel together, as far as the service tells all of them alike.
 *
 * Contacts travel together that are named in the same way: the endpoint for several takes a filter, and what it makes
 * of both lists at once is not documented.
 */
export const together = {
	size: 100,
	split: ({ path: { id }, body }: { path: { id: string }; body: One }): { shared: Shared; entry: One } => ({
		shared: { id, way: body.contactId ? 'contactIds' : 'phoneNumbers' },
		entry: body,
	}),
	join: ({ id, way }: Shared, contacts: readonly One[]) => ({
		path: { id },
		body: { [way]: contacts.map(nameOf) } satisfies Several,
	}),
	identityOf: (contact: One): string => oneSpelling(nameOf(contact)),
};

const nameOf = ({ contactId, phoneNumber }: One): string => contactId ?? phoneNumber ?? '';
