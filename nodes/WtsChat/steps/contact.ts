import { UserError } from 'n8n-workflow';
import type { Answer, Request } from '../../../contract';
import type { Service } from '../transport/service';
import { contactFields, contactPath } from '../fields/contact';
import { optionalPhone, phoneDigits, phoneForms } from '../fields/phone';
import { changedFields } from '../fields/update';

/** A contact as the service answers it. */
export type Contact = Answer<'GET /core/v1/contact/{id}'>;

const BY_PHONE = 'GET /core/v1/contact/phonenumber/{phone}';

/**
 * The contact with a phone number, which may be kept with or without the ninth digit of Brazilian mobile numbers.
 * @param digits as `phoneDigits` gives them
 * @param query which details to ask for
 * @returns undefined if no contact has it
 */
export async function contactWithPhone(
	service: Service<typeof BY_PHONE>,
	digits: string,
	query?: Request<typeof BY_PHONE>['query'],
): Promise<Contact | undefined> {
	for (const phone of phoneForms(digits)) {
		const contact = await service.find({ endpoint: BY_PHONE, path: { phone }, query });
		if (contact) return contact;
	}
	return undefined;
}

/**
 * The form in which the account keeps a phone number, or in which a new contact is to get it: with the ninth digit, as
 * Brazilian mobile numbers have had it for years, or else as it is.
 * @param digits as `phoneDigits` gives them; the form that is asked for, should there be a contact with each
 */
async function keptForm(service: Service<typeof BY_PHONE>, digits: string): Promise<string> {
	const [short, long] = phoneForms(digits).toSorted((one, other) => one.length - other.length);
	if (long === undefined) return digits;
	const isKept = async (phone: string) => (await service.find({ endpoint: BY_PHONE, path: { phone } })) !== undefined;
	if (!(await isKept(short))) return long;
	return digits === long && (await isKept(long)) ? long : short;
}

/**
 * The same of a number that was filled in for a contact, which may be new; nothing where there is none.
 * @throws UserError if it is no complete number
 */
export async function inKeptForm(
	service: Service<typeof BY_PHONE>,
	phoneNumber: string,
): Promise<{ phoneNumber?: string }> {
	const digits = optionalPhone(phoneNumber);
	// Only with the + is it clear that the country code is there.
	return digits ? { phoneNumber: `+${await keptForm(service, digits)}` } : {};
}

/**
 * The ID of a contact that was picked from the list, by its ID or by its phone number.
 * @returns undefined if no contact has the phone number
 * @throws UserError if it is neither an ID nor a phone number
 */
export async function contactIdOf(service: Service<typeof BY_PHONE>, picked: string): Promise<string | undefined> {
	const path = contactPath(picked);
	return 'id' in path ? path.id : (await contactWithPhone(service, path.phone))?.id;
}

/**
 * The same, where there must be one.
 * @throws UserError also if no contact has the phone number
 */
export async function knownContactId(service: Service<typeof BY_PHONE>, picked: string): Promise<string> {
	const id = await contactIdOf(service, picked);
	if (id !== undefined) return id;
	throw new UserError('No contact has this phone number', {
		description: `“${picked}” was given, and no contact has it in one of its forms, with or without the ninth digit.`,
	});
}

/**
 * The same, where the service makes a contact of a number that nobody has: that number then, in the form in which a new
 * contact is to get it.
 */
export async function knownOrNew(service: Service<typeof BY_PHONE>, picked: string): Promise<string> {
	const id = await contactIdOf(service, picked);
	if (id !== undefined) return id;
	const [form] = phoneForms(phoneDigits(picked)).toSorted((one, other) => other.length - one.length);
	// Only with the + is it clear that the country code is there.
	return `+${form}`;
}

const UPDATE = 'PUT /core/v2/contact/{id}';

type Changes = Request<typeof UPDATE>['body'];

/** What is given to a contact beside its address. */
type Given = Pick<
	Changes,
	'name' | 'annotation' | 'email' | 'instagram' | 'tagIds' | 'portfolioIds' | 'customFields' | 'metadata'
>;

/**
 * Sees to it that a contact that was just written has what was given: the service has been seen to store name and phone
 * number and to leave all else out, with a 200 and without a word (observed.md §8).
 * @param contact as the service answered it; what that shows to be missing is written again, and so are custom fields that
 * it does not show
 * @param given what the contact was to have
 * @param tagsOperation what the given tags do to those that it has
 */
export async function withAllGiven(
	service: Service<typeof UPDATE>,
	contact: Contact,
	given: Given,
	tagsOperation: TagsOperation = 'InsertIfNotExists',
): Promise<Contact> {
	const { name, annotation, email, instagram, tagIds, portfolioIds, customFields, metadata } = given;
	const areTagsPut = tagsOperation !== 'DeleteIfExists';
	const missing: Given = {
		name: lacksText(contact.name, name) ? name : undefined,
		annotation: lacksText(contact.annotation, annotation) ? annotation : undefined,
		email: lacksText(contact.email, email) ? email : undefined,
		instagram: lacksText(contact.instagram, instagram) ? instagram : undefined,
		tagIds: areTagsPut && lacksSome(contact.tagIds, tagIds) ? tagIds : undefined,
		portfolioIds: lacksSome(contact.portfolioIds, portfolioIds) ? portfolioIds : undefined,
		customFields: lacksParts(contact.customFields ?? {}, customFields) ? customFields : undefined,
		metadata: lacksParts(contact.metadata === null ? {} : contact.metadata, metadata) ? metadata : undefined,
	};
	const fields = changedFields(missing, contactFields);
	if (fields.length === 0 || !contact.id) return contact;
	const options = missing.tagIds ? { tagsOperation } : undefined;
	const body = { ...missing, options, fields };
	const updated = await service.send({ endpoint: UPDATE, path: { id: contact.id }, body });
	const now = {
		...missing,
		customFields: missing.customFields && { ...contact.customFields, ...customFields },
		metadata: missing.metadata && { ...contact.metadata, ...metadata },
	};
	const written = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
	// It may be answered without a word.
	return { ...contact, ...written, ...updated };
}

type TagsOperation = NonNullable<NonNullable<Changes['options']>['tagsOperation']>;

/** Whether an answer shows that there is no text. */
const lacksText = (held: string | null | undefined, given: string | null | undefined) =>
	Boolean(given) && (held === null || held === '');

/** Whether an answer shows that some are not there. */
const lacksSome = (held: readonly string[] | null | undefined, given: readonly string[] | null | undefined) =>
	held != null && (given ?? []).some((id) => !held.includes(id));

/** Whether an answer shows that some parts are not there, or are others. */
const lacksParts = (
	held: Readonly<Record<string, unknown>> | undefined,
	given: Readonly<Record<string, unknown>> | null | undefined,
) =>
	held !== undefined &&
	Object.entries(given ?? {}).some(
		([key, value]) => marksOf(Object.hasOwn(held, key) ? held[key] : undefined) !== marksOf(value),
	);

/** What a value and the form in which it is read back have in common: `2006-03-01` comes back as `["2006/03/01"]`. */
const marksOf = (value: unknown): string =>
	JSON.stringify(value ?? '')
		.replace(/["[\]\s]/g, '')
		.replaceAll('/', '-');
