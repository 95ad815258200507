/** The conversation in the middle: its head, its messages, and what the composer says. */
import {
	avatar,
	badge,
	channelName,
	clockTime,
	contactAddress,
	contactName,
	dateAndTime,
	dayName,
	ticks,
} from './words.js';
import { element, icon, part, showContent, ShownList } from './element.js';

/** @import { Listed, MessageShown, SessionShown, ContactShown } from '../browse.mts' */
/** @import { Child } from './element.js' */

const head = part('conversation-head', HTMLElement);
const log = part('messages', HTMLElement);
const text = part('text', HTMLTextAreaElement);
const hint = part('composer-hint', HTMLElement);
const announcement = part('announcement', HTMLElement);

/** The session that is shown, to tell when its status changes. @type {SessionShown | undefined} */
let shownSession;

/**
 * Shows who the conversation is with, and the session's status.
 *
 * @param {ContactShown} contact
 * @param {SessionShown | undefined} session
 * @param {(pane: 'list' | 'details') => void} showPane for where not all fits side by side
 */
export function showHead(contact, session, showPane) {
	const changed = session !== undefined && shownSession?.id === session.id && shownSession.status !== session.status;
	shownSession = session;
	if (changed && session)
		announcement.textContent = `${contactName(contact)}: ${badge(session.status, false).textContent}`;
	const about = [contactAddress(contact), session && channelName(session.channel)].filter(Boolean).join(' · ');
	const shown = [contactName(contact), about, session?.id, session?.status];
	showContent(head, shown, () => [
		element(
			'button',
			{ type: 'button', class: 'back', 'aria-label': 'Back to the list', click: () => showPane('list') },
			icon('back'),
		),
		avatar(contact),
		element('div', { class: 'who' }, element('h2', {}, contactName(contact)), element('p', { title: about }, about)),
		session && badge(session.status, changed),
		element('button', { type: 'button', class: 'to-details', click: () => showPane('details') }, 'Details'),
	]);
}

/**
 * Says what becomes of a message that the contact writes now.
 *
 * @param {ContactShown} contact
 * @param {SessionShown | undefined} session
 * @param {boolean} heard whether a webhook subscription hears of it
 */
export function showComposer(contact, session, heard) {
	text.placeholder = `Write as ${contactName(contact)}`;
	text.setAttribute('aria-label', text.placeholder);
	/** @type {Child[]} */
	const sentences = [];
	if (session === undefined) sentences.push('The message opens a conversation.');
	else if (session.status === 'COMPLETED')
		sentences.push(
			session.reactivateOnNewMessage ? 'A message reactivates this session.' : 'A message opens a new session.',
		);
	if (!heard) sentences.push('No webhook subscription: no trigger listens.');
	hint.replaceChildren(sentences.join(' '));
}

/**
 * @typedef {{ kind: 'message', key: string, message: MessageShown }
 *   | { kind: 'day', key: string, name: string }
 *   | { kind: 'end', key: string, session: Pick<SessionShown, 'endAt' | 'reactivateOnNewMessage'> }
 *   | { kind: 'earlier', key: string, count: number }} Entry
 */

/** @type {ShownList<Entry>} */
const entries = new ShownList(log, ({ key }) => key);

/**
 * Shows the messages of a session.
 *
 * @param {SessionShown | undefined} session
 * @param {Listed<MessageShown>} messages the newest of them, oldest first
 * @param {boolean} opened whether the session has just been opened, so that its newest message is to be seen
 * @param {() => void} showEarlier
 */
export function showMessages(session, { total, items }, opened, showEarlier) {
	const fromBottom = log.scrollHeight - log.scrollTop - log.clientHeight;
	const wasAtTop = log.scrollTop < 10;
	entries.show(entriesOf(session, total, items), (entry, before) => {
		if (entry.kind === 'message') return bubble(entry.message, before === undefined && !opened);
		if (entry.kind === 'day') return element('p', { class: 'day' }, element('span', {}, entry.name));
		if (entry.kind === 'end') return ending(entry.session);
		const label = `Show earlier messages (${entry.count})`;
		return element('button', { type: 'button', class: 'earlier', click: showEarlier }, label);
	});
	// Whoever reads further up is left there; whoever is at the end sees what comes in.
	if (opened || fromBottom < 80) log.scrollTop = log.scrollHeight;
	else if (wasAtTop) log.scrollTop = log.scrollHeight - log.clientHeight - fromBottom;
}

/**
 * @param {SessionShown | undefined} session
 * @param {number} total
 * @param {MessageShown[]} messages
 * @returns {Entry[]}
 */
function entriesOf(session, total, messages) {
	/** @type {Entry[]} */
	const made = [];
	if (total > messages.length) made.push({ kind: 'earlier', key: 'earlier', count: total - messages.length });
	let day = '';
	for (const message of messages) {
		const name = dayName(message.createdAt ?? '');
		if (name !== day) made.push({ kind: 'day', key: `day ${name}`, name });
		day = name;
		made.push({ kind: 'message', key: message.id ?? '', message });
	}
	if (session?.status === 'COMPLETED') {
		const { endAt, reactivateOnNewMessage } = session;
		made.push({ kind: 'end', key: 'end', session: { endAt, reactivateOnNewMessage } });
	}
	return made;
}

/** @param {Pick<SessionShown, 'endAt' | 'reactivateOnNewMessage'>} session */
function ending({ endAt, reactivateOnNewMessage }) {
	return element(
		'p',
		{ class: 'day end' },
		element('span', {}, endAt === null ? 'Completed' : `Completed ${dateAndTime(endAt)}`),
		' ',
		reactivateOnNewMessage && element('span', {}, 'A new message reactivates it'),
	);
}

/** @type {Partial<Record<NonNullable<MessageShown['origin']>, string>>} */
const origins = { API: 'API', BOT: 'Chatbot', CAMPAIGN: 'Campaign', OFFICE_HOURS: 'Office hours', PAYMENT: 'Payment' };

/**
 * @param {MessageShown} message
 * @param {boolean} isNew whether it has come in while the conversation is looked at
 */
function bubble(message, isNew) {
	const { type, direction, agent, origin, templateId, createdAt = '', failedReason } = message;
	const isNote = type === 'NOTE';
	const side = isNote ? 'note' : direction === 'FROM_HUB' ? 'from-contact' : 'to-contact';
	const author = direction === 'FROM_HUB' ? undefined : (agent ?? (origin && origins[origin]));
	const from = [isNote && 'Note', author, templateId && `Template ${templateId}`].filter(Boolean).join(' · ');
	return element(
		'article',
		{ class: `message ${side} ${isNew ? 'new' : ''}`, 'data-status': message.status },
		from !== '' && element('header', {}, isNote && icon('note'), from),
		message.text && element('p', { class: 'text' }, message.text),
		...files(message),
		element(
			'footer',
			{},
			element('time', { datetime: createdAt, title: dateAndTime(createdAt) }, clockTime(createdAt)),
			side === 'to-contact' && ticks(message.status),
		),
		failedReason && element('p', { class: 'failure' }, failedReason),
	);
}

/**
 * What a message carries besides its text.
 *
 * @param {MessageShown} message
 */
function files({ type, text: written, details }) {
	const carried = [details?.file, details?.fileAsLink?.file, ...(details?.files ?? [])].filter((file) => file != null);
	const links = carried.map(({ name, publicUrl }) => {
		const label = name ?? publicUrl ?? 'File';
		const leadsOn = publicUrl != null && /^https?:\/\//i.test(publicUrl);
		return element(
			'p',
			{ class: 'file' },
			icon('file'),
			leadsOn ? element('a', { href: publicUrl, target: '_blank', rel: 'noreferrer' }, label) : label,
		);
	});
	if (links.length > 0 || written) return links;
	return [element('p', { class: 'file' }, `[${(type ?? 'message').toLowerCase()}]`)];
}
