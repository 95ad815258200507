import { UserError } from 'n8n-workflow';
import type { Answer, Request } from '../../../contract';
import type { Service } from '../transport/service';
import { contactPath } from '../fields/contact';
import { optionalPhone, phoneDigits, phoneForms } from '../fields/phone';

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

/**
 * Sees to it that a contact that was just written has its custom fields: the service has been seen to leave them out,
 * with a 200 and without a word (observed.md §8).
 * @param contact as the service answered it; where that does not show them, they are written again
 * @param values what its custom fields were to be
 */
export async function withCustomFields(
	service: Service<typeof UPDATE>,
	contact: Contact,
	values: Record<string, unknown> | null | undefined,
): Promise<Contact> {
	const held = contact.customFields ?? {};
	const isMissing = Object.entries(values ?? {}).some(([key, value]) => marksOf(held[key]) !== marksOf(value));
	if (!isMissing || !contact.id) return contact;
	const updated = await service.send({
		endpoint: UPDATE,
		path: { id: contact.id },
		body: { customFields: values, fields: ['CustomFields'] },
	});
	// It may be answered without a word.
	return { ...contact, customFields: { ...held, ...values }, ...updated };
}

/** What a value and the form in which it is read back have in common: `2006-03-01` comes back as `["2006/03/01"]`. */
const marksOf = (value: unknown): string =>
	JSON.stringify(value ?? '')
		.replace(/["[\]\s]/g, '')
		.replaceAll('/', '-');
