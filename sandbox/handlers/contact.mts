import type { components } from '../../contract/core.d.ts';
import { find, type Account, type Contact } from '../account.mts';
import { batchAnswers, carryOutBatch } from '../batches.mts';
import {
	addContact,
	contactByPhone,
	contactChanged,
	contactTagsChanged,
	contactView,
	setPhone,
	type ContactDetail,
} from '../contacts.mts';
import { customFieldViews, mergeCustomFields } from '../custom-fields.mts';
import { formError } from '../errors.mts';
import { mergeMetadata } from '../metadata.mts';
import { byDates, containsText, fromQuery, page, within, withinDates, type Orders } from '../paging.mts';
import { digitsOf, storedPhone } from '../phone.mts';
import { addToPortfolio, portfoliosOf } from '../portfolios.mts';
import { addToSequence } from '../sequences.mts';
import type { Handlers } from '../handler.mts';

type Schemas = components['schemas'];
type Changes = Schemas['PublicReqUpdateContactDTO'];
type Field = NonNullable<Changes['fields']>[number];

/** Writes answer the contact with everything, which is an assumption; reads only what they are asked for. */
const allDetails: ContactDetail[] = ['Tags', 'CustomFields', 'Portfolios'];

const unknownContact = () => formError('Contato não encontrado');

function findContact(account: Account, id: string): Contact {
	const contact = account.contacts.get(id);
	if (contact === undefined) throw unknownContact();
	return contact;
}

/** @throws ServiceError 500 FORM_ERROR when nobody has the number (observed.md §2) */
function findByPhone(account: Account, phone: string): Contact {
	const contact = contactByPhone(account, phone);
	if (contact === undefined) throw unknownContact();
	return contact;
}

const orders: Orders<Contact> = { ...byDates, name: ({ name }) => name, phoneNumber: ({ phoneNumber }) => phoneNumber };

type TagOperation = 'InsertIfNotExists' | 'DeleteIfExists' | 'ReplaceAll';

// One route writes the operations in capitals, the others do not (observed.md §8).
const upsertTagOperations = {
	INSERTIFNOTEXISTS: 'InsertIfNotExists',
	DELETEIFEXISTS: 'DeleteIfExists',
	REPLACEALL: 'ReplaceAll',
} as const;

/** Ids of the tags named by id, else by name; a name that several tags share means the first. */
function tagIdsOf(
	account: Account,
	{ tagIds, tagNames }: { tagIds?: string[] | null; tagNames?: string[] | null },
): string[] {
	if (tagIds != null) return tagIds.map((id) => find(account.tags, id, 'Etiqueta não encontrada').id);
	return (tagNames ?? []).map((wanted) => {
		const tag = [...account.tags.values()].find(({ name }) => name === wanted);
		if (tag === undefined) throw formError(`Etiqueta não encontrada: ${wanted}`);
		return tag.id;
	});
}

/** Changes a contact's tags; returns whether that made a difference. */
function changeTags(contact: Contact, ids: string[], operation: TagOperation): boolean {
	const held = contact.tagIds;
	if (operation === 'ReplaceAll') contact.tagIds = [...new Set(ids)];
	else if (operation === 'DeleteIfExists') contact.tagIds = held.filter((id) => !ids.includes(id));
	else contact.tagIds = [...new Set([...held, ...ids])];
	return held.length !== contact.tagIds.length || held.some((id) => !contact.tagIds.includes(id));
}

function setPortfolios(account: Account, contact: Contact, { portfolioIds, portfolioNames }: Changes): void {
	const portfolios = [...account.portfolios.values()].filter(({ id, name }) =>
		portfolioIds == null ? portfolioNames?.includes(name ?? '') === true : portfolioIds.includes(id),
	);
	if (portfolios.length < (portfolioIds ?? portfolioNames ?? []).length) throw formError('Carteira não encontrada');
	for (const left of portfoliosOf(account, contact)) if (!portfolios.includes(left)) left.contacts.delete(contact.id);
	for (const portfolio of portfolios) addToPortfolio(account, portfolio, contact);
}

/** What each name in `fields` changes, apart from the tags; a value that is not named there is ignored (observed.md §8). */
const updates: Record<Exclude<Field, 'Tags'>, (account: Account, contact: Contact, changes: Changes) => void> = {
	Name: (_account, contact, { name }) => void (contact.name = name ?? null),
	PhoneNumber: (account, contact, { phoneNumber }) => setPhone(account, contact, phoneNumber ?? null),
	Email: (_account, contact, { email }) => void (contact.email = email ?? null),
	Instagram: (_account, contact, { instagram }) => void (contact.instagram = instagram ?? null),
	Annotation: (_account, contact, { annotation }) => void (contact.annotation = annotation ?? null),
	Status: (_account, contact, { status }) => void (contact.status = status ?? contact.status),
	CustomFields: (account, contact, { customFields }) =>
		void (contact.customFields = mergeCustomFields(account, 'CONTACT', contact.customFields, customFields)),
	PictureUrl: (_account, contact, { pictureUrl }) => void (contact.pictureUrl = pictureUrl ?? null),
	Portfolio: setPortfolios,
	SequenceIds: (account, contact, { sequenceIds }) => {
		for (const id of sequenceIds ?? [])
			addToSequence(account, find(account.sequences, id, 'Sequência não encontrada'), contact);
	},
	Utm: (_account, contact, { utm }) => void (contact.utm = utm ?? {}),
	Metadata: (_account, contact, { metadata }) => void (contact.metadata = mergeMetadata(contact.metadata, metadata)),
};

/** Changes the named fields of a contact and tells the subscriptions. */
function update(account: Account, contact: Contact, fields: Field[], changes: Changes, tags: TagOperation): void {
	let tagsDiffer = false;
	for (const field of fields) {
		if (field === 'Tags') tagsDiffer = changeTags(contact, tagIdsOf(account, changes), tags);
		else updates[field](account, contact, changes);
	}
	if (tagsDiffer) contactTagsChanged(account, contact);
	else if (fields.length > 0) contactChanged(account, contact);
}

/** The field in `fields` that each property of a new contact fills. */
const fieldOf = {
	name: 'Name',
	phoneNumber: 'PhoneNumber',
	email: 'Email',
	instagram: 'Instagram',
	annotation: 'Annotation',
	tagIds: 'Tags',
	tagNames: 'Tags',
	portfolioIds: 'Portfolio',
	portfolioNames: 'Portfolio',
	sequenceIds: 'SequenceIds',
	customFields: 'CustomFields',
	metadata: 'Metadata',
} as const satisfies Record<keyof Schemas['PublicReqCreateContactDTO'], Field>;

const isProperty = (name: string): name is keyof typeof fieldOf => Object.hasOwn(fieldOf, name);

/** The fields that a new contact's properties fill, each once. */
function filledFields(given: Schemas['PublicReqCreateContactDTO']): Field[] {
	const filled = Object.entries(given).filter(([, value]) => value != null);
	return [...new Set(filled.flatMap(([name]) => (isProperty(name) ? fieldOf[name] : [])))];
}

/** The contact that a new one would repeat: by phone number, Instagram or email address (contract). */
function existing(account: Account, { phoneNumber, instagram, email }: Schemas['PublicReqCreateContactDTO']) {
	const byPhone = phoneNumber == null ? undefined : contactByPhone(account, phoneNumber);
	if (byPhone !== undefined || (instagram == null && email == null)) return byPhone;
	return [...account.contacts.values()].find(
		(contact) => (instagram != null && contact.instagram === instagram) || (email != null && contact.email === email),
	);
}

/** Checks a new contact without changing anything, so that a batch is saved as a whole or not at all. */
function check(account: Account, given: Schemas['PublicReqCreateContactDTO']): void {
	const { name, phoneNumber, email, instagram, sequenceIds } = given;
	if ([name, phoneNumber, email, instagram].every((value) => (value ?? '') === ''))
		throw formError('Informe nome, telefone, e-mail ou Instagram do contato');
	if (phoneNumber != null && phoneNumber !== '') storedPhone(phoneNumber);
	if (email != null && email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw formError('E-mail inválido');
	tagIdsOf(account, given);
	for (const id of sequenceIds ?? []) find(account.sequences, id, 'Sequência não encontrada');
}

function create(account: Account, given: Schemas['PublicReqCreateContactDTO']): Contact {
	const { name = null, email = null, instagram = null, annotation = null } = given;
	const contact = addContact(account, {
		phoneNumber: given.phoneNumber === '' ? null : given.phoneNumber,
		name,
		email,
		instagram,
		annotation,
		tagIds: tagIdsOf(account, given),
		customFields: mergeCustomFields(account, 'CONTACT', {}, given.customFields),
		metadata: mergeMetadata({}, given.metadata),
	});
	if (given.portfolioIds != null || given.portfolioNames != null) setPortfolios(account, contact, given);
	updates.SequenceIds(account, contact, given);
	return contact;
}

type SaveOptions = Schemas['PublicReqCreateContactOptionsDTO'];

/** Creates a contact, or does with one that exists what the options say. */
function save(account: Account, given: Schemas['PublicReqCreateContactDTO'], options: SaveOptions): Contact {
	check(account, given);
	const known = existing(account, given);
	if (known === undefined) return create(account, given);
	if (options.getIfExists === true) return known;
	if (options.upsert !== true) throw formError('Já existe um contato com estes dados');
	const fields = options.upsertFields ?? filledFields(given);
	update(account, known, fields, given, upsertTagOperations[options.upsertTagOperation ?? 'REPLACEALL']);
	return known;
}

function updateTags(account: Account, contact: Contact, body: Schemas['PublicReqUpdateContactTagDTO']) {
	if (changeTags(contact, tagIdsOf(account, body), body.operation ?? 'InsertIfNotExists'))
		contactTagsChanged(account, contact);
	return contactView(account, contact, allDetails);
}

function updateNamedFields(account: Account, contact: Contact, body: Changes) {
	update(account, contact, body.fields ?? [], body, body.options?.tagsOperation ?? 'InsertIfNotExists');
	return contactView(account, contact, allDetails);
}

/** Whether a contact matches a search; filters add up (contract). */
function matchesFilter(account: Account, contact: Contact, filter: Schemas['PublicReqFilterContactDTO']): boolean {
	const { textFilter, name, phoneNumber, email, instagram, tagIds, tagNames, portfolioIds, portfolioNames } = filter;
	const texts = [contact.name, contact.email, contact.phoneNumberFormatted, contact.instagram, contact.annotation];
	const tags = tagIds == null && tagNames == null ? null : [...account.tags.values()];
	const portfolios = portfolioIds == null && portfolioNames == null ? null : portfoliosOf(account, contact);
	return (
		contact.status === (filter.status ?? 'ACTIVE') &&
		(textFilter == null || texts.some((text) => containsText(text, textFilter))) &&
		(name == null || containsText(contact.name, name)) &&
		(phoneNumber == null || digitsOf(contact.phoneNumber ?? '').includes(digitsOf(phoneNumber))) &&
		(email == null || containsText(contact.email, email)) &&
		(instagram == null || containsText(contact.instagram, instagram)) &&
		(tags === null ||
			tags.some(
				(tag) =>
					contact.tagIds.includes(tag.id) &&
					(tagIds?.includes(tag.id) === true || tagNames?.includes(tag.name ?? '') === true),
			)) &&
		(portfolios === null ||
			portfolios.some(
				(portfolio) =>
					portfolioIds?.includes(portfolio.id) === true || portfolioNames?.includes(portfolio.name ?? '') === true,
			)) &&
		(filter.origin == null || contact.origin === filter.origin) &&
		Object.entries(filter.customFields ?? {}).every(([key, value]) => contact.customFields[key] === value) &&
		Object.entries(filter.metadata ?? {}).every(([key, value]) => contact.metadata[key] === value) &&
		within(contact.createdAt, filter.createdAt?.after, filter.createdAt?.before) &&
		within(contact.updatedAt, filter.updatedAt?.after, filter.updatedAt?.before)
	);
}

export const contact = {
	contactList: (account, { query }) => {
		const matches = [...account.contacts.values()].filter(
			(contact) => contact.status === (query.Status ?? 'ACTIVE') && withinDates(contact, query),
		);
		return page(account, matches, fromQuery(query), orders, (contact) =>
			contactView(account, contact, query.IncludeDetails),
		);
	},

	contactFilter: (account, { body }) => {
		const matches = [...account.contacts.values()].filter((contact) => matchesFilter(account, contact, body));
		return page(account, matches, body, orders, (contact) => contactView(account, contact, body.includeDetails ?? []));
	},

	contactGet: (account, { path, query }) => contactView(account, findContact(account, path.id), query.IncludeDetails),

	contactGetByPhone: (account, { path, query }) =>
		contactView(account, findByPhone(account, path.phone), query.IncludeDetails),

	contactCreate: (account, { body }) => {
		const { options = {}, ...given } = body;
		return contactView(account, save(account, given, options), allDetails);
	},

	contactSaveBatch: (account, { body: { items, options } }) => {
		const checked = (item: (typeof items)[number]) => {
			check(account, item);
			return item;
		};
		// A contact that is known is only updated (contract); the operation's own options say how.
		const saveOne = (item: (typeof items)[number]) => save(account, item, { upsert: true, ...options });
		const saved = carryOutBatch(account, items, checked, saveOne);
		return batchAnswers(account, saved).map((contact) => contactView(account, contact, allDetails));
	},

	contactUpdate: (account, { path, body }) => updateNamedFields(account, findContact(account, path.id), body),

	contactUpdateByPhone: (account, { path, body }) => updateNamedFields(account, findByPhone(account, path.phone), body),

	contactUpdateTags: (account, { path, body }) => updateTags(account, findContact(account, path.id), body),

	contactUpdateTagsByPhone: (account, { path, body }) => updateTags(account, findByPhone(account, path.phone), body),

	contactListCustomFields: (account, { query }) => customFieldViews(account, 'CONTACT', { nested: query.NestedList }),
} satisfies Handlers;
