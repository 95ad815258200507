import { NodeApiError } from 'n8n-workflow';
import type { Answer, Request } from '../../../contract';
import { contactPath } from '../fields/contact';
import { instantOf } from '../fields/date';
import { plain } from '../fields/name';
import { recipientOf } from '../fields/phone';
import { contactWithPhone, type Contact } from './contact';
import type { Service } from '../transport/service';
import { asThrown } from '../transport/words';

const CREATE = 'POST /chat/v1/scheduled-message';
const GET = 'GET /chat/v1/scheduled-message/{id}';
const UPDATE = 'PUT /chat/v1/scheduled-message/{id}';
const CANCEL = 'POST /chat/v1/scheduled-message/{id}/cancel';
const CONTACT = 'GET /core/v1/contact/{id}';
const BY_PHONE = 'GET /core/v1/contact/phonenumber/{phone}';
const NOTE = 'PUT /core/v2/contact/{id}';

/** What reminders need of the service. */
export const reminderEndpoints = [CREATE, GET, UPDATE, CANCEL, CONTACT, BY_PHONE, NOTE] as const;
type Reminders = Service<(typeof reminderEndpoints)[number]>;

/** A scheduled message as a write answers it. */
export type Scheduled = Answer<typeof CREATE>;
/** What is scheduled, without the recipient. */
export type Wanted = Omit<Request<typeof CREATE>['body'], 'to'> & { scheduling: string };

/**
 * The metadata of a contact that holds the ID of a reminder: scheduled messages have no room for a key. Case, and how accents
 * are written, make no other key.
 */
const metadataOf = (key: string) => `n8nReminder-${plain(key)}`;

/** A reminder that is noted with its contact. */
export interface Noted {
	scheduled: Scheduled;
	/** For which moment it was made, in milliseconds since 1970; a later one than that may be when it goes out. */
	due: number | undefined;
}

/** The contact whom a reminder is for, if the account has it, and the reminder that was last set for a key, if it counts. */
export interface Found {
	contact: Contact | undefined;
	noted: Noted | undefined;
}

/** Whether a reminder has not gone out yet. */
export const isPending = ({ scheduled }: Noted): boolean => scheduled.status === 'SCHEDULED';

/** Whether a reminder was to go out, and could not. */
export const hasFailed = ({ scheduled }: Noted): boolean => scheduled.status === 'FAILED';

/**
 * Finds the reminder that was last set for a contact and a key.
 * @param picked an ID, or a phone number in any usual writing
 * @throws UserError if it is neither, NodeApiError if the account cannot be asked
 */
export async function findReminder(service: Reminders, picked: string, key: string): Promise<Found> {
	const path = contactPath(picked);
	const contact =
		'id' in path
			? await service.send({ endpoint: CONTACT, path: { id: path.id } })
			: await contactWithPhone(service, path.phone);
	const held = contact?.metadata?.[metadataOf(key)];
	if (typeof held !== 'string') return { contact, noted: undefined };
	const [id, due] = held.split(' ');
	const scheduled = await service.find({ endpoint: GET, path: { id } });
	// One that was canceled is as if it had never been set.
	if (!scheduled || scheduled.status === 'CANCELED') return { contact, noted: undefined };
	// What the service does not say of it is known already.
	const whole = { ...scheduled, contactId: scheduled.contactId ?? contact?.id };
	return { contact, noted: { scheduled: whole, due: instantOf(due ?? scheduled.scheduling) } };
}

/** What is noted with a contact: the ID, and for which moment it is where it goes out at another one. */
function notedAs({ id = '' }: Scheduled, { scheduling }: Wanted, due: number): string {
	return Date.parse(scheduling) === due ? id : `${id} ${new Date(due).toISOString()}`;
}

/** Whom to send to, as the service wants it; undefined for a contact without phone number and Instagram name. */
export function addressOf(picked: string, contact: Contact | undefined): string | undefined {
	const path = contactPath(picked);
	if ('phone' in path && !contact?.phoneNumber) return path.phone;
	if (contact?.phoneNumber) return recipientOf(contact.phoneNumber);
	return contact?.instagram ? contact.instagram.replace(/^@?/, '@') : undefined;
}

/**
 * Moves a reminder, and brings what it sends in line.
 * @param due for which moment it is
 * @returns undefined if it has gone out meanwhile
 * @throws NodeApiError if the service refuses it though it is pending
 */
export async function moveReminder(
	service: Reminders,
	{ scheduled: before, due: dueBefore }: Noted,
	key: string,
	wanted: Wanted,
	due: number,
): Promise<Scheduled | undefined> {
	const { id = '', contactId = '' } = before;
	const fields: Request<typeof UPDATE>['body']['fields'] = ['Scheduling', 'Type'];
	if (wanted.from) fields.push('From');
	if (wanted.type === 'CHATBOT') fields.push('BotId');
	else fields.push('TemplateId', 'TemplateParams');
	if (wanted.department) fields.push('Department');
	if (wanted.hiddenSession !== undefined) fields.push('HiddenSession');
	const moved = await service.attempt(
		async () => await service.send({ endpoint: UPDATE, path: { id }, body: { ...wanted, fields } }),
	);
	if ('value' in moved) {
		const atItsTime = instantOf(before.scheduling) === dueBefore && Date.parse(wanted.scheduling) === due;
		if (!atItsTime) await note(service, contactId, key, notedAs(before, wanted, due));
		return moved.value;
	}
	const now = await service.find({ endpoint: GET, path: { id } });
	if (now && now.status !== 'SCHEDULED') return undefined;
	throw asThrown(moved.error);
}

/**
 * Makes a reminder, and notes it with the contact. One that cannot be noted would never be found again, so it is canceled.
 * @param due for which moment it is
 * @throws NodeApiError if the service does not do it; it says so if a reminder is left that could not be canceled
 */
export async function createReminder(
	service: Reminders,
	to: string,
	key: string,
	wanted: Wanted,
	due: number,
	known: Contact | undefined,
): Promise<Scheduled> {
	const created = await service.send({ endpoint: CREATE, body: { ...wanted, to } });
	const contactId = created.contactId ?? known?.id ?? '';
	const text = notedAs(created, wanted, due);
	const noted = await service.attempt(async () => await note(service, contactId, key, text));
	if ('value' in noted) return created;
	const canceled = await service.attempt(async () => await cancel(service, created.id ?? ''));
	if ('failure' in canceled && noted.error instanceof NodeApiError) {
		const left = `The reminder was made, could not be noted with the contact, and could not be canceled either (${canceled.failure}): it is pending as the scheduled message ${created.id ?? ''}. Cancel it before this runs again, or there will be two.`;
		noted.error.description = [noted.error.description, left].filter(Boolean).join(' ');
	}
	throw asThrown(noted.error);
}

/** Takes a reminder away, one that is pending or has failed. @throws NodeApiError if the service does not do it */
export async function removeReminder(service: Reminders, noted: Noted, key: string): Promise<void> {
	const { id = '', contactId = '' } = noted.scheduled;
	if (isPending(noted)) await cancel(service, id);
	await note(service, contactId, key, null);
}

const cancel = async (service: Reminders, id: string) => await service.send({ endpoint: CANCEL, path: { id } });

/** What else the metadata of a contact holds stays as it is (contract, PublicReqUpdateContactDTO). */
const note = async (service: Reminders, contactId: string, key: string, id: string | null) =>
	await service.send({
		endpoint: NOTE,
		path: { id: contactId },
		body: { fields: ['Metadata'], metadata: { [metadataOf(key)]: id } },
	});
