/** How values of the account are put into words. */
import { element, icon } from './element.js';

/** @import { ContactEntry, MessageShown, SessionEntry } from '../browse.mts' */

/** The statuses in the order in which a session goes through them. */
export const statuses = /** @type {const} */ (['STARTED', 'PENDING', 'IN_PROGRESS', 'COMPLETED', 'HIDDEN']);

/** @type {Record<SessionEntry['status'], string>} */
export const statusNames = {
	UNDEFINED: 'Undefined',
	STARTED: 'Started',
	PENDING: 'Pending',
	IN_PROGRESS: 'In progress',
	COMPLETED: 'Completed',
	HIDDEN: 'Hidden',
};

/**
 * A session's status as a badge.
 *
 * @param {SessionEntry['status']} status
 * @param {boolean} changed whether it has just become so
 */
export const badge = (status, changed) =>
	element('span', { class: `status status-${status} ${changed ? 'changed' : ''}` }, statusNames[status]);

/** @type {Record<SessionEntry['channel']['type'], string>} */
const channelTypes = {
	CloudAPI_WhatsApp: 'WhatsApp',
	Dialog360_WhatsApp: 'WhatsApp',
	ZAPI_WhatsApp: 'WhatsApp, Z-API',
	EvolutionApi_WhatsApp: 'WhatsApp, Evolution',
	Instagram: 'Instagram',
	Messenger: 'Messenger',
};

/** @param {{ type: SessionEntry['channel']['type'], name: string | null }} channel */
export const channelName = ({ type, name }) => `${name ?? 'No name'} (${channelTypes[type]})`;

/** @param {Pick<ContactEntry, 'name' | 'phoneNumber' | 'instagram'>} contact */
export const contactName = ({ name, phoneNumber, instagram }) => name || phoneNumber || instagram || 'No name';

/** @param {Pick<ContactEntry, 'phoneNumber' | 'instagram'>} contact */
export const contactAddress = ({ phoneNumber, instagram }) =>
	phoneNumber ?? (instagram === null ? '' : `@${instagram}`);

/**
 * A round sign with a contact's initials, in a colour of its own.
 *
 * @param {ContactEntry} contact
 */
export function avatar(contact) {
	const words = contactName(contact)
		.split(/\s+/)
		.filter((word) => /^\p{L}/u.test(word));
	const initials = [words.at(0), words.length > 1 ? words.at(-1) : undefined]
		.map((word) => [...(word ?? '')][0] ?? '')
		.join('');
	const colour = [...contact.id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 8;
	return element('span', { class: `avatar avatar-${colour}`, 'aria-hidden': 'true' }, initials.toUpperCase() || '#');
}

/** @type {Partial<Record<NonNullable<MessageShown['status']>, [symbol: string, label: string]>>} */
const deliveryIcons = {
	PROCESSING: ['clock', 'Processing'],
	QUEUED: ['clock', 'Queued'],
	WAIT_REPLY: ['clock', 'Waits for a reply'],
	SENT: ['tick', 'Sent'],
	DELIVERED: ['ticks', 'Delivered'],
	READ: ['ticks', 'Read'],
	FAILED: ['warning', 'Failed'],
};

/**
 * How far a message of the account has come on its way, as an icon.
 *
 * @param {MessageShown['status']} status
 */
export function ticks(status) {
	const [symbol, label] = (status && deliveryIcons[status]) ?? [];
	if (symbol === undefined) return null;
	const made = icon(symbol, label);
	made.classList.add(`delivery-${status}`);
	return made;
}

/** How far the account's clock is ahead of the machine's, in milliseconds. */
let ahead = 0;

/**
 * Sets the clock by the account's time.
 *
 * @param {string} time ISO 8601
 */
export const setClock = (time) => void (ahead = Date.parse(time) - Date.now());

const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const exactTimeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/**
 * How many days ago a time was, by the calendar.
 *
 * @param {string} time ISO 8601
 */
function daysAgo(time) {
	/** @param {number} moment */
	const midnight = (moment) => new Date(moment).setHours(0, 0, 0, 0);
	return Math.round((midnight(Date.now() + ahead) - midnight(Date.parse(time))) / 86_400_000);
}

/** @param {string} time ISO 8601 */
export const clockTime = (time) => timeOfDay.format(new Date(time));

/** @param {string} time ISO 8601 */
export const exactTime = (time) => exactTimeOfDay.format(new Date(time));

/** @param {string} time ISO 8601 */
export const dateAndTime = (time) => whole.format(new Date(time));

/**
 * A time as a list shows it: the hour, the day or the date.
 *
 * @param {string} time ISO 8601
 */
export function briefTime(time) {
	const days = daysAgo(time);
	if (days === 0) return clockTime(time);
	if (days === 1) return 'Yesterday';
	return (days > 1 && days < 7 ? weekday : dayOfYear).format(new Date(time));
}

/**
 * The day of a time.
 *
 * @param {string} time ISO 8601
 */
export function dayName(time) {
	const days = daysAgo(time);
	if (days === 0) return 'Today';
	return days === 1 ? 'Yesterday' : longDay.format(new Date(time));
}

const figures = new Intl.NumberFormat('en');

/** @param {number} value */
export const figure = (value) => figures.format(value);

/** @param {number} milliseconds */
export function duration(milliseconds) {
	if (milliseconds < 1) return '<1 ms';
	return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
