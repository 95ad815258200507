import type { Account, Contact, Sequence, SequenceContact } from './account.mts';

/** Puts a contact into a sequence; one that is in it already stays, with a new `lastAddedAt`. */
export function addToSequence(account: Account, sequence: Sequence, contact: Contact): SequenceContact {
	const now = account.clock.iso();
	const held = sequence.contacts.get(contact.id);
	if (held !== undefined) {
		held.lastAddedAt = now;
		held.updatedAt = now;
		return held;
	}
	const entry: SequenceContact = {
		id: account.id(),
		active: true,
		createdAt: now,
		updatedAt: now,
		companyId: account.companyId,
		sequenceId: sequence.id,
		contactId: contact.id,
		origin: 'API',
		addedByUserId: null,
		addedByChatbotId: null,
		lastAddedAt: now,
	};
	sequence.contacts.set(contact.id, entry);
	return entry;
}
