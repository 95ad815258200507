/** How values of the account are put into words. */
import { element } from './element.js';

/** @import { ContactEntry, MessageShown, SessionEntry } from '../browse.mts' */

/** In the order in which a session goes through them. @type {Record<SessionEntry['status'], string>} */
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
 * @param {boolean} [changed] whether it has just become so
 */
export const badge = (status, changed) =>
	element('span', { class: `status ${status} ${changed ? 'changed' : ''}` }, statusNames[status]);

/** @type {Record<SessionEntry['channel']['type'], string>} */
const channelTypes = {
	CloudAPI_WhatsApp: 'WhatsApp',
	Dialog360_WhatsApp: 'WhatsApp',
	ZAPI_WhatsApp: 'WhatsApp, Z-API',
	EvolutionApi_WhatsApp: 'WhatsApp, Evolution',
	Instagram: 'Instagram',
	Messenger: 'Messenger',
};

/** @param {{ type: SessionEntry['channel']['type'], name?: string | null }} channel */
export const channelName = ({ type, name }) => `${name ?? 'No name'} (${channelTypes[type]})`;

/** @param {Pick<ContactEntry, 'name' | 'phoneNumber' | 'instagram'>} contact */
export const contactName = ({ name, phoneNumber, instagram }) => name || phoneNumber || instagram || 'No name';

/** @param {Pick<ContactEntry, 'phoneNumber' | 'instagram'>} contact */
export const contactAddress = ({ phoneNumber, instagram }) => phoneNumber ?? (instagram && `@${instagram}`) ?? '';

/** @type {Partial<Record<NonNullable<MessageShown['status']>, [sign: string, label: string]>>} */
const deliveries = {
	PROCESSING: ['◷', 'Processing'],
	QUEUED: ['◷', 'Queued'],
	WAIT_REPLY: ['◷', 'Waits for a reply'],
	SENT: ['✓', 'Sent'],
	DELIVERED: ['✓✓', 'Delivered'],
	READ: ['✓✓', 'Read'],
	FAILED: ['⚠', 'Failed'],
};

/**
 * How far a message of the account has come on its way.
 *
 * @param {MessageShown['status']} status
 */
export function delivery(status) {
	const [sign, label] = (status && deliveries[status]) ?? [];
	return sign !== undefined && element('span', { role: 'img', 'aria-label': label, title: label, class: status }, sign);
}

const hour = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const hourAndSecond = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** @param {string} time ISO 8601 */
export const dateAndTime = (time) => whole.format(new Date(time));

/** @param {string} time ISO 8601 */
export const exactTime = (time) => hourAndSecond.format(new Date(time));

/**
 * A time as a list shows it: today's hour, else the date.
 *
 * @param {string} time ISO 8601
 */
export function briefTime(time) {
	const isToday = new Date(time).toDateString() === new Date().toDateString();
	return (isToday ? hour : day).format(new Date(time));
}

const figures = new Intl.NumberFormat('en');

/** @param {number} value */
export const figure = (value) => figures.format(value);

/** @param {number} milliseconds */
export function duration(milliseconds) {
	if (milliseconds < 1) return '<1 ms';
	return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
