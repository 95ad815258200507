/** What is known about the open session and its contact. */
import { copies, element, part, show } from './element.js';
import { badge, briefTime, channelName, dateAndTime } from './words.js';

/** @import { ContactShown, SessionEntry, SessionShown } from '../browse.mts' */
/** @import { Child } from './element.js' */
/** @typedef {[name: string, ...value: Child[]]} Fact one without a value is left out */

/**
 * Shows a session, its contact, and the contact's other sessions.
 *
 * @param {SessionShown} session
 * @param {SessionEntry[]} others
 */
export function showDetails(session, others) {
	show(part('details', HTMLElement), [session, others], () => [
		element('h2', {}, 'Session'),
		facts(sessionFacts(session)),
		element('h2', {}, 'Contact'),
		facts(contactFacts(session.contact)),
		others.length > 0 && element('h2', {}, 'Other sessions'),
		element('ul', { class: 'others' }, ...others.map(other)),
	]);
}

/** @param {SessionEntry} session */
const other = ({ id, status, lastInteractionAt, number }) =>
	element(
		'li',
		{},
		element('a', { href: `#session/${id}` }, number ?? id),
		badge(status),
		briefTime(lastInteractionAt),
	);

/** @param {Fact[]} list */
const facts = (list) =>
	element(
		'dl',
		{},
		...list
			.filter(([, ...values]) =>
				values.some((value) => value !== null && value !== undefined && value !== '' && value !== false),
			)
			.flatMap(([name, ...values]) => [element('dt', {}, name), element('dd', {}, ...values)]),
	);

/**
 * @param {string} id
 * @param {string} label of the button that copies it
 * @returns {Fact}
 */
const idFact = (id, label) => [
	'ID',
	element('code', { title: id }, id),
	copies(element('button', { type: 'button' }, label), () => id),
];

/**
 * @param {SessionShown} session
 * @returns {Fact[]}
 */
function sessionFacts(session) {
	const { id, number, department, agent, channel, chatbot, classification, origin, startAt, endAt, metadata } = session;
	return [
		idFact(id, 'Copy session ID'),
		['Number', number],
		['Department', department ?? 'None'],
		['Agent', agent ?? 'Nobody'],
		['Channel', channelName(channel)],
		['Window', windowText(session)],
		['Chatbot', chatbot],
		['Classification', classification],
		['Origin', origin],
		['Started', dateAndTime(startAt)],
		['Ended', endAt && dateAndTime(endAt)],
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
function contactFacts({ id, phoneNumber, instagram, email, status, annotation, tags, customFields }) {
	return [
		idFact(id, 'Copy contact ID'),
		['Phone', phoneNumber],
		['Instagram', instagram && `@${instagram}`],
		['Email', email],
		['Status', status !== 'ACTIVE' && status],
		['Tags', tags.map(({ name }) => name).join(', ')],
		['Annotation', annotation],
		...customFields.map(({ name, value }) => /** @type {Fact} */ ([name, written(value)])),
	];
}

/** @param {unknown} value */
const written = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
