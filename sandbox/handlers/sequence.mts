import type { components } from '../../contract/chat.d.ts';
import { find, type Account, type Contact, type Sequence, type SequenceContact } from '../account.mts';
import { batchAnswers } from '../batches.mts';
import { addContact, contactByPhone } from '../contacts.mts';
import { formError } from '../errors.mts';
import { byDates, containsText, fromQuery, page, withinDates, type Orders } from '../paging.mts';
import { digitsOf, storedPhone } from '../phone.mts';
import { addToSequence } from '../sequences.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];

const findSequence = (account: Account, id: string): Sequence =>
	find(account.sequences, id, 'Sequência não encontrada');

const orders: Orders<Sequence> = { ...byDates, name: ({ name }) => name };

function contactById(account: Account, id: string): Contact {
	const contact = account.contacts.get(id);
	if (contact === undefined) throw formError('Contato não encontrado');
	return contact;
}

/** A contact in a sequence as the API answers it. */
function entryView(
	account: Account,
	entry: SequenceContact,
	details: readonly 'ContactDetails'[] = [],
): Schemas['PublicSequenceContactDTO'] {
	const contact = account.contacts.get(entry.contactId);
	const shown = { ...entry, contactName: contact?.name ?? null };
	if (contact === undefined || !details.includes('ContactDetails')) return shown;
	const { id, name, phoneNumber, phoneNumberFormatted, instagram, email, pictureUrl } = contact;
	return {
		...shown,
		contactDetails: {
			id,
			name,
			phonenumber: phoneNumber,
			phonenumberFormatted: phoneNumberFormatted,
			instagram,
			email,
			pictureUrl,
		},
	};
}

/**
 * The contacts that a batch picks: it is a filter, so that an unknown id just is not among them; a number that nobody
 * has gets a new contact (contract).
 */
function pickContacts(account: Account, body: Schemas['PublicRequestSequenceBatchContactDTO']): Contact[] {
	const byId = (body.contactIds ?? []).flatMap((id) => account.contacts.get(id) ?? []);
	const phones = body.phoneNumbers ?? [];
	// All numbers are looked at before the first contact comes into being: the batch is taken as a whole or not at all.
	for (const phone of phones) storedPhone(phone);
	return [...new Set([...byId, ...phones.map((phone) => contactOfNumber(account, phone))])];
}

/** The contact with a phone number; one that nobody has gets a new contact. */
const contactOfNumber = (account: Account, phone: string): Contact =>
	contactByPhone(account, phone) ?? addContact(account, { phoneNumber: phone });

/** Whom the filters of a batch pick of those in a sequence; the filters add up (contract). */
function picked(account: Account, sequence: Sequence, body: Schemas['PublicRequestSequenceBatchContactDTO']): string[] {
	const byPhone = (body.phoneNumbers ?? []).map((phone) => account.contactsByPhone.get(digitsOf(phone)));
	const wanted = new Set([...(body.contactIds ?? []), ...byPhone]);
	return [...sequence.contacts.keys()].filter((id) => wanted.has(id));
}

function refuseEmpty({ contactIds, phoneNumbers }: Schemas['PublicRequestSequenceBatchContactDTO']): void {
	if ((contactIds ?? []).length + (phoneNumbers ?? []).length === 0) throw formError('Informe ao menos um contato');
}

export const sequence = {
	sequenceList: (account, { query }) => {
		const matches = [...account.sequences.values()].filter(
			(sequence) =>
				(query.Name === undefined || containsText(sequence.name, query.Name)) &&
				(query.ContactId === undefined || sequence.contacts.has(query.ContactId)) &&
				withinDates(sequence, query),
		);
		const counted = query.IncludeDetails?.includes('ContactExecutingCount') === true;
		return page(account, matches, fromQuery(query), orders, ({ contacts, ...sequence }) => ({
			...sequence,
			...(counted ? { contactExecutingCount: contacts.size } : {}),
		}));
	},

	sequenceListContacts: (account, { path, query }) => {
		const { contacts } = findSequence(account, path.id);
		const matches = [...contacts.values()].filter((entry) => {
			const contact = account.contacts.get(entry.contactId);
			return (
				(query.ContactId === undefined || entry.contactId === query.ContactId) &&
				(query.Name === undefined || containsText(contact?.name, query.Name)) &&
				(query.PhoneNumber === undefined ||
					digitsOf(contact?.phoneNumber ?? '').includes(digitsOf(query.PhoneNumber))) &&
				withinDates(entry, query)
			);
		});
		return page(account, matches, fromQuery(query), byDates, (entry) =>
			entryView(account, entry, query.IncludeDetails),
		);
	},

	// That a single number which nobody has gets a new contact too, as in a batch, is an assumption.
	sequenceAddContact: (account, { path, body: { contactId, phoneNumber } }) => {
		const sequence = findSequence(account, path.id);
		if (contactId == null && phoneNumber == null) throw formError('Informe o contato');
		const contact = contactId != null ? contactById(account, contactId) : contactOfNumber(account, phoneNumber ?? '');
		return entryView(account, addToSequence(account, sequence, contact));
	},

	sequenceAddContactBatch: (account, { path, body }) => {
		const sequence = findSequence(account, path.id);
		refuseEmpty(body);
		const entries = pickContacts(account, body).map((contact) => addToSequence(account, sequence, contact));
		return {
			items: batchAnswers(account, entries).map((entry) => entryView(account, entry)),
			// The contract answers a page and says nothing of its size; that it holds all that were added is an assumption.
			pageNumber: 1,
			pageSize: Math.min(100, Math.max(1, entries.length)),
			totalItems: entries.length,
			totalPages: 1,
			hasMorePages: false,
		};
	},

	sequenceRemoveContact: (account, { path, body: { contactId, phoneNumber } }) => {
		const sequence = findSequence(account, path.id);
		const contact = contactId != null ? contactById(account, contactId) : contactByPhone(account, phoneNumber ?? '');
		if (contact === undefined) throw formError('Contato não encontrado');
		sequence.contacts.delete(contact.id);
	},

	sequenceRemoveContactBatch: (account, { path, body }) => {
		const sequence = findSequence(account, path.id);
		refuseEmpty(body);
		for (const id of picked(account, sequence, body)) sequence.contacts.delete(id);
	},
} satisfies Handlers;
