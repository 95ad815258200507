/** What is known about the open session and its contact. */
import { avatar, badge, briefTime, channelName, contactAddress, contactName, dateAndTime } from './words.js';
import { copyButton, element, part, showContent } from './element.js';

/** @import { ContactShown, SessionEntry, SessionShown } from '../browse.mts' */
/** @import { Child } from './element.js' */

const details = part('details', HTMLElement);

/**
 * Shows a contact, the open session with it, and its other sessions.
 *
 * @param {ContactShown} contact
 * @param {SessionShown | undefined} session
 * @param {SessionEntry[]} others the contact's other sessions
 */
export function showDetails(contact, session, others) {
	showContent(details, [contact, session, others, new Date().toDateString()], () => [
		element(
			'header',
			{},
			avatar(contact),
			element('div', {}, element('h2', {}, contactName(contact)), element('p', {}, contactAddress(contact))),
		),
		contact.tags.length > 0 && element('ul', { class: 'tags', 'aria-label': 'Tags' }, ...contact.tags.map(tag)),
		session && element('h3', {}, 'Session'),
		session && facts(sessionFacts(session)),
		element('h3', {}, 'Contact'),
		facts(contactFacts(contact)),
		others.length > 0 && element('h3', {}, 'Other sessions'),
		others.length > 0 && element('ul', { class: 'others' }, ...others.map(other)),
	]);
}

/** @param {ContactShown['tags'][number]} tag */
const tag = ({ name, color }) =>
	element('li', { class: `tag tag-${(color ?? 'GRAY').split('_')[0].toLowerCase()}` }, name ?? '');

/** @param {SessionEntry} session */
const other = ({ id, status, lastInteractionAt, number }) =>
	element(
		'li',
		{},
		element('a', { href: `#session/${id}` }, number ?? id),
		badge(status, false),
		element('time', { datetime: lastInteractionAt }, briefTime(lastInteractionAt)),
	);

/** @typedef {[name: string, value: Child | Child[]]} Fact one without a value is left out */

/** @param {Fact[]} list */
function facts(list) {
	const given = list.filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false);
	return element(
		'dl',
		{ class: 'facts' },
		...given.flatMap(([name, value]) => [
			element('dt', {}, name),
			element('dd', {}, ...(Array.isArray(value) ? value : [value])),
		]),
	);
}

/**
 * @param {string} id
 * @param {string} what
 * @returns {Child[]}
 */
const copyableId = (id, what) => [element('code', { title: id }, id), copyButton(what, () => id)];

/**
 * @param {SessionShown} session
 * @returns {Fact[]}
 */
function sessionFacts(session) {
	const { reactivateOnNewMessage, status, metadata } = session;
	return [
		['ID', copyableId(session.id, 'session ID')],
		['Number', session.number],
		['Status', badge(status, false)],
		['Department', session.department ?? 'None'],
		['Agent', session.agent ?? 'Nobody'],
		['Channel', channelName(session.channel)],
		['Window', windowText(session)],
		['Chatbot', session.chatbot],
		['Classification', session.classification],
		['Origin', session.origin],
		['Started', dateAndTime(session.startAt)],
		['Ended', session.endAt && dateAndTime(session.endAt)],
		['Reactivates', status === 'COMPLETED' && (reactivateOnNewMessage ? 'On a new message' : 'No')],
		['Unread', session.unreadCount > 0 && String(session.unreadCount)],
		['Metadata', Object.keys(metadata).length > 0 && element('code', {}, JSON.stringify(metadata))],
	];
}

/** @param {SessionShown} session */
function windowText({ window: { status, endsAt } }) {
	if (status === 'NOT_STARTED') return 'Not started: templates only';
	if (status === 'EXPIRED') return 'Expired: templates only';
	return endsAt === null ? 'None on this channel: always open' : `Open until ${dateAndTime(endsAt)}`;
}

/**
 * @param {ContactShown} contact
 * @returns {Fact[]}
 */
function contactFacts(contact) {
	return [
		['ID', copyableId(contact.id, 'contact ID')],
		['Phone', contact.phoneNumber],
		['Instagram', contact.instagram && `@${contact.instagram}`],
		['Email', contact.email],
		['Status', contact.status !== 'ACTIVE' && contact.status],
		['Annotation', contact.annotation],
		...contact.customFields.map(({ name, value }) => /** @type {Fact} */ ([name, written(value)])),
		['Created', dateAndTime(contact.createdAt)],
	];
}

/** @param {unknown} value */
const written = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
