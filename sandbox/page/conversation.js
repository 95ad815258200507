/** The conversation in the middle: its head, its messages, and what the composer says. */
import { element, part, show, showAll } from './element.js';
import { badge, channelName, contactAddress, contactName, dateAndTime, delivery } from './words.js';

/** @import { Listed, MessageShown, SessionShown } from '../browse.mts' */

const log = part('messages', HTMLElement);
const text = part('text', HTMLTextAreaElement);

/** The session that is shown, to tell when its status changes. @type {SessionShown | undefined} */
let shown;

/**
 * Shows a session's conversation.
 *
 * @param {SessionShown} session
 * @param {Listed<MessageShown>} messages the newest of them, oldest first
 * @param {boolean} heard whether a webhook subscription hears of what the contact writes
 * @param {() => void} showEarlier
 * @param {(text: string) => void} choose lets the contact answer what the chatbot asked
 */
export function showConversation(session, { total, items }, heard, showEarlier, choose) {
	const { contact, status, channel, reactivateOnNewMessage } = session;
	const opened = shown?.id !== session.id;
	const changed = !opened && shown?.status !== status;
	shown = session;
	show(part('head', HTMLElement), [session.id, status, contact.name], () => [
		element('h2', {}, contactName(contact)),
		element('span', { role: 'status' }, badge(status, changed)),
		element('p', { class: 'muted' }, `${contactAddress(contact)} · ${channelName(channel)}`),
	]);

	text.placeholder = `Write as ${contactName(contact)}`;
	text.setAttribute('aria-label', text.placeholder);
	const anew = reactivateOnNewMessage ? 'A message reactivates this session.' : 'A message opens a new session.';
	const unheard = heard ? '' : 'No webhook subscription: no WTS Chat Trigger listens.';
	part('hint', HTMLElement).textContent = `${status === 'COMPLETED' ? anew : ''} ${unheard}`.trim();

	const { choices } = session;
	const shownChoices = part('choices', HTMLElement);
	shownChoices.hidden = choices.length === 0;
	show(shownChoices, choices, () =>
		choices.map(({ text: label, description = '' }) =>
			element('button', { type: 'button', title: description, click: () => choose(label) }, label),
		),
	);

	const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
	const earlier = total > items.length ? [{ id: 'earlier', count: total - items.length }] : [];
	showAll(
		log,
		[...earlier, ...items],
		({ id }) => id ?? '',
		(entry, before) =>
			'count' in entry
				? element('button', { type: 'button', click: showEarlier }, `Show earlier messages (${entry.count})`)
				: bubble(entry, before === undefined && !opened),
	);
	// Whoever reads further up is left there; whoever is at the end sees what comes in.
	if (opened || isAtEnd) log.scrollTop = log.scrollHeight;
}

/**
 * @param {MessageShown} message
 * @param {boolean} isNew whether it has come in while the conversation is looked at
 */
function bubble(message, isNew) {
	const { type, direction, agent, origin, templateId, createdAt = '', failedReason } = message;
	const side = type === 'NOTE' ? 'note' : direction === 'FROM_HUB' ? 'from-contact' : 'to-contact';
	const author = direction === 'FROM_HUB' ? undefined : (agent ?? (origin === 'DEFAULT' ? undefined : origin));
	const from = [type === 'NOTE' && 'Note', author, templateId && `Template ${templateId}`].filter(Boolean).join(' · ');
	return element(
		'article',
		{ class: `message ${side} ${isNew ? 'new' : ''}` },
		from !== '' && element('header', {}, from),
		message.text && element('p', { class: 'text' }, message.text),
		...parts(message),
		failedReason && element('p', { class: 'failure' }, failedReason),
		element('footer', {}, dateAndTime(createdAt), ' ', side === 'to-contact' && delivery(message.status)),
	);
}

/**
 * What a message carries besides its text; pictures, sounds and videos of this sandbox are shown.
 *
 * @param {MessageShown} message
 */
function parts({ type, text: written, details }) {
	const { location: place, contact, transcription } = details ?? {};
	const carried = [details?.file, details?.fileAsLink?.file, ...(details?.files ?? [])].filter((file) => file != null);
	const shownParts = [
		...carried.map(file),
		place &&
			element(
				'p',
				{},
				`📍 ${[place.name, place.address, `${place.latitude}, ${place.longitude}`].filter(Boolean).join(' · ')}`,
			),
		contact &&
			element('p', {}, `👤 ${[contact.name, contact.phoneNumberFormatted, contact.email].filter(Boolean).join(' · ')}`),
		transcription?.text && element('p', { class: 'muted' }, `“${transcription.text}”`),
	].filter(Boolean);
	if (shownParts.length > 0 || written) return shownParts;
	return [element('p', {}, `[${(type ?? 'message').toLowerCase()}]`)];
}

/** @param {NonNullable<NonNullable<MessageShown['details']>['file']>} file */
function file({ name, mimeType, publicUrl }) {
	const label = name ?? publicUrl ?? 'File';
	const href = publicUrl != null && /^https?:\/\//i.test(publicUrl) && publicUrl;
	const kind = href && new URL(href).origin === location.origin ? mimeType?.split('/')[0] : undefined;
	if (href && (kind === 'audio' || kind === 'video'))
		return element('p', {}, element(kind, { src: href, controls: true, preload: 'none', 'aria-label': label }));
	const content = kind === 'image' && href ? element('img', { src: href, alt: label }) : label;
	return element('p', {}, href ? element('a', { href, target: '_blank', rel: 'noreferrer' }, content) : content);
}
