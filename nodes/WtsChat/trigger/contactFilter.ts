import type { IDataObject } from 'n8n-workflow';
import { isId } from '../fields/id';
import { phoneDigits, phoneIdentity } from '../fields/phone';
import { explained } from '../transport/words';

/** The filters on contacts. */
export interface ContactFilter {
	/** IDs and phone numbers, with commas or lines between them. */
	exceptContacts?: string;
	/** IDs of tags, one of which the contact has. */
	tagIds?: string[];
}

/** Whether the filter needs the contact itself. */
export const asksForContact = (filter: ContactFilter): boolean =>
	(filter.tagIds ?? []).length > 0 || exceptionsOf(filter).some((exception) => !isId(exception));

/** Whether the filter needs the contact or its ID. */
export const asksForContactId = (filter: ContactFilter): boolean =>
	(filter.tagIds ?? []).length > 0 || exceptionsOf(filter).length > 0;

/**
 * Whether a filter lets a contact through. What is not known of the contact cannot exclude it.
 * @param contact as the API or an event shows it
 */
export function isContactWanted(filter: ContactFilter, id: unknown, contact: IDataObject | undefined): boolean {
	const exceptions = exceptionsOf(filter);
	if (typeof id === 'string' && exceptions.some((exception) => exception.toLowerCase() === id.toLowerCase())) {
		return false;
	}
	if (!contact) return true;
	const phone = contact.phoneNumber ?? contact.phonenumber;
	if (typeof phone === 'string' && exceptions.some((exception) => isPhone(exception, phone))) return false;
	const tags = contact.tagIds ?? contact.tagsId ?? [];
	const wanted = (filter.tagIds ?? []).map((tag) => tag.trim().toLowerCase());
	return wanted.length === 0 || !Array.isArray(tags) || tags.some((tag) => typeof tag === 'string' && wanted.includes(tag.toLowerCase()));
}

/** What is wrong with a filter; undefined if nothing is. */
export function faultOfContact(filter: ContactFilter): string | undefined {
	for (const exception of exceptionsOf(filter)) {
		if (isId(exception)) continue;
		try {
			phoneDigits(exception);
		} catch (error) {
			return `'Except Contacts' takes IDs and phone numbers. ${explained(error)}`;
		}
	}
	return undefined;
}

const exceptionsOf = ({ exceptContacts }: ContactFilter): string[] =>
	[exceptContacts]
		.flat()
		.flatMap((given) => String(given ?? '').split(/[,;\n]/))
		.map((exception) => exception.trim())
		.filter((exception) => exception !== '');

function isPhone(exception: string, phone: string): boolean {
	if (isId(exception)) return false;
	try {
		return phoneIdentity(phoneDigits(exception)) === phoneIdentity(phone);
	} catch {
		// A text that is no phone number is nobody's.
		return false;
	}
}
