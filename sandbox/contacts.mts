import type { components } from '../contract/core.d.ts';
import { digitsOf, formattedPhone, storedPhone } from './phone.mts';
import { portfoliosOf } from './portfolios.mts';
import { contactContent } from './webhook-content.mts';
import { tagNames, type Account, type Contact } from './account.mts';

/** What a new contact starts with. */
export type NewContact = Partial<Omit<Contact, 'id' | 'phoneNumberFormatted'>>;

/**
 * Adds a contact and tells the subscriptions.
 * @throws ServiceError when the phone number is none
 */
export function addContact(account: Account, given: NewContact): Contact {
	const now = account.clock.iso();
	const phoneNumber = given.phoneNumber == null ? null : storedPhone(given.phoneNumber);
	const contact: Contact = {
		createdAt: now,
		updatedAt: now,
		companyId: account.companyId,
		name: null,
		nameWhatsapp: null,
		nameInstagram: null,
		nameMessenger: null,
		email: null,
		instagram: null,
		messengerId: null,
		annotation: null,
		tagIds: [],
		status: 'ACTIVE',
		origin: 'CREATED_BY_USER',
		importedAt: null,
		utm: {},
		customFields: {},
		metadata: {},
		pictureUrl: null,
		...given,
		id: account.id(),
		phoneNumber,
		phoneNumberFormatted: phoneNumber === null ? null : formattedPhone(phoneNumber),
	};
	account.contacts.set(contact.id, contact);
	if (phoneNumber !== null) account.contactsByPhone.set(digitsOf(phoneNumber), contact.id);
	account.outbox.emit('CONTACT_NEW', () => contactContent(account, contact));
	return contact;
}

/** The contact with a phone number in any writing, if there is one. */
export function contactByPhone(account: Account, phone: string): Contact | undefined {
	const id = account.contactsByPhone.get(digitsOf(phone));
	return id === undefined ? undefined : account.contacts.get(id);
}

/**
 * Gives a contact another phone number, or none.
 * @throws ServiceError when it is no phone number
 */
export function setPhone(account: Account, contact: Contact, phone: string | null): void {
	const phoneNumber = phone === null || phone === '' ? null : storedPhone(phone);
	if (contact.phoneNumber !== null) account.contactsByPhone.delete(digitsOf(contact.phoneNumber));
	contact.phoneNumber = phoneNumber;
	contact.phoneNumberFormatted = phoneNumber === null ? null : formattedPhone(phoneNumber);
	if (phoneNumber !== null) account.contactsByPhone.set(digitsOf(phoneNumber), contact.id);
}

/** Marks a contact as changed and tells the subscriptions. */
export function contactChanged(account: Account, contact: Contact): void {
	contact.updatedAt = account.clock.iso();
	account.outbox.emit('CONTACT_UPDATE', () => contactContent(account, contact));
}

/** Marks a contact's tags as changed: told as such and as a change of the contact (observed.md §4). */
export function contactTagsChanged(account: Account, contact: Contact): void {
	contactChanged(account, contact);
	account.outbox.emit('CONTACT_TAG_UPDATE', () => contactContent(account, contact));
}

export type ContactDetail = 'Tags' | 'CustomFields' | 'Portfolios';

/** A contact as the API answers it; tags, custom fields and portfolios only when asked for. */
export function contactView(
	account: Account,
	contact: Contact,
	details: readonly ContactDetail[] = [],
): components['schemas']['PublicContactDTO'] {
	const { tagIds, customFields, pictureUrl, ...shown } = contact;
	const portfolios = details.includes('Portfolios') ? portfoliosOf(account, contact) : null;
	return {
		...shown,
		tagIds: details.includes('Tags') ? tagIds : null,
		tagNames: details.includes('Tags') ? tagNames(account, contact) : null,
		customFields: details.includes('CustomFields') ? customFields : null,
		portfolioIds: portfolios?.map(({ id }) => id) ?? null,
		portfolioNames: portfolios?.map(({ name }) => name ?? '') ?? null,
	};
}
