/** The page that shows a sandbox's account: what is looked at, and when it is read anew. */
import { offerBlock, showCalls } from './block.js';
import {
	readCalls,
	readCredential,
	readMessages,
	readRequests,
	readSession,
	readSessions,
	readSummary,
	Refusal,
	reset,
	Unreachable,
	write,
} from './control.js';
import { showConversation } from './conversation.js';
import { showDetails } from './details.js';
import { copies, element, part, showAll } from './element.js';
import { showRequests } from './requests.js';
import { badge, briefTime, channelName, contactName, delivery, figure, statusNames } from './words.js';

/** @import { SessionEntry } from '../browse.mts' */

/** How many sessions and messages are shown at first, and how many more each time. */
const step = 100;
const requestsShown = 100;

const search = part('search', HTMLInputElement);
const status = part('status', HTMLSelectElement);
const text = part('text', HTMLTextAreaElement);
const files = part('files', HTMLInputElement);
const kind = part('kind', HTMLSelectElement);
const composer = part('composer', HTMLFormElement);
const newcomer = part('newcomer', HTMLDialogElement);
const moreSessions = part('more-sessions', HTMLButtonElement);

let sessionsWanted = step;
let messagesWanted = step;

/** The session that is open, by the page's address; empty if there is none. */
const open = () => /^#session\/(.+)$/.exec(location.hash)?.[1] ?? '';
/** @param {string} id */
const openSession = (id) => (location.hash = `session/${id}`);

/** The status that each row showed, by session. @type {Map<string, SessionEntry['status']>} */
let statusesShown = new Map();

/** @param {{ session: SessionEntry, isOpen: boolean }} row */
function row({ session, isOpen }) {
	const { id, contact, status: now, lastMessage, lastInteractionAt, unreadCount, agent, channel } = session;
	const changed = (statusesShown.get(id) ?? now) !== now;
	const preview = lastMessage?.text ?? (lastMessage ? `[${lastMessage.type.toLowerCase()}]` : 'No messages yet');
	return element(
		'a',
		{ href: `#session/${id}`, 'aria-current': isOpen && 'true' },
		element('strong', {}, contactName(contact)),
		element('small', {}, briefTime(lastInteractionAt)),
		element(
			'span',
			{ class: 'preview' },
			lastMessage?.direction === 'TO_HUB' && delivery(lastMessage.status),
			' ',
			preview,
		),
		element('b', { class: 'unread' }, unreadCount > 0 && String(unreadCount)),
		badge(now, changed),
		element('small', {}, agent ?? channel.name ?? ''),
	);
}

/** @param {Awaited<ReturnType<typeof readSummary>>} summary */
async function showSessions({ sessions: counts }) {
	const asked = { status: status.value, search: search.value.trim(), count: sessionsWanted };
	const { total, items } = await readSessions(asked);
	const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
	const choices = Object.entries(statusNames).filter(([name]) => name !== 'UNDEFINED');
	showAll(
		status,
		[['', 'All', all], ...choices.map(([name, label]) => [name, label, counts[name] ?? 0])],
		([name]) => String(name),
		([name, label, count]) =>
			element('option', { value: name, selected: name === asked.status }, `${label} ${figure(Number(count))}`),
	);
	showAll(
		part('sessions', HTMLElement),
		items.map((session) => ({ session, isOpen: session.id === open() })),
		({ session }) => session.id,
		row,
	);
	statusesShown = new Map(items.map(({ id, status: now }) => [id, now]));
	moreSessions.hidden = items.length === total;
	const nothing = part('nothing', HTMLElement);
	nothing.hidden = total > 0;
	nothing.textContent = asked.search === '' ? 'There is nothing here.' : `Nothing matches “${asked.search}”.`;
}

/** @param {Awaited<ReturnType<typeof readSummary>>} summary */
async function showOpen({ subscriptions }) {
	const id = open();
	part('welcome', HTMLElement).hidden = id !== '';
	for (const name of ['head', 'messages', 'composer', 'details']) part(name, HTMLElement).hidden = id === '';
	if (id === '') {
		part('choices', HTMLElement).hidden = true;
		return;
	}
	try {
		const [session, messages] = await Promise.all([readSession(id), readMessages(id, messagesWanted)]);
		const { items } = await readSessions({ contactId: session.contact.id, count: 11 });
		// Another one may have been opened meanwhile.
		if (open() !== id) return;
		const showEarlier = () => {
			messagesWanted += step;
			refresh();
		};
		showConversation(session, messages, subscriptions > 0 || session.chatbot !== null, showEarlier, (choice) => {
			attempt(part('hint', HTMLElement), async () => {
				await write({ sessionId: id, text: choice });
			});
		});
		showDetails(
			session,
			items.filter((other) => other.id !== id),
		);
	} catch (error) {
		if (error instanceof Unreachable || !(error instanceof Refusal)) throw error;
		// It went away with a reset.
		if (open() === id) location.hash = '';
	}
}

async function readAll() {
	const summary = await readSummary();
	const requests = await readRequests(requestsShown);
	showRequests(requests, summary.requests, open());
	showCalls((await readCalls()).slice(-requestsShown));
	await Promise.all([showSessions(summary), showOpen(summary)]);
}

let reading = false;
let readAgain = false;

/** Reads everything anew; never twice at once, and never most of the time, however much happens. */
async function refresh() {
	readAgain = true;
	if (reading) return;
	reading = true;
	try {
		while (readAgain) {
			readAgain = false;
			const began = performance.now();
			await readAll();
			const rest = Math.min(500, 2 * (performance.now() - began));
			await new Promise((resolve) => setTimeout(resolve, rest));
		}
	} catch (error) {
		// That the sandbox cannot be reached is shown by the feed, which comes back by itself.
		if (!(error instanceof Unreachable)) throw error;
	} finally {
		reading = false;
	}
}

/**
 * Does what a person asked for; what the sandbox says against it is shown.
 *
 * @param {HTMLElement} place where it is shown
 * @param {() => Promise<void>} action
 */
async function attempt(place, action) {
	place.textContent = '';
	try {
		await action();
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		place.textContent = error.message;
	}
}

/** @param {File} file */
async function contentOf(file) {
	const bytes = new Uint8Array(await file.arrayBuffer());
	return {
		name: file.name,
		mimeType: file.type,
		content: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')),
	};
}

/** What is in the composer: a message for each file, and one for what stands between empty lines. */
async function written() {
	const type = kind.value || undefined;
	const texts = text.value.split(/\n[^\S\n]*\n/).flatMap((part) => part.trim() || []);
	const chosen = type ? [] : await Promise.all([...(files.files ?? [])].map(contentOf));
	if (type && texts.length === 0) return [{ type }];
	// The first file goes with the first text, as its caption.
	const captioned = chosen.map((file, index) => ({ file, ...(index === 0 && texts[0] && { text: texts[0] }) }));
	return [...captioned, ...texts.slice(chosen.length > 0 ? 1 : 0).map((said) => ({ text: said, type }))];
}

composer.addEventListener('submit', (event) => {
	event.preventDefault();
	attempt(part('hint', HTMLElement), async () => {
		const messages = await written();
		if (messages.length === 0) return;
		const { sessionId } = await write({ sessionId: open(), messages });
		composer.reset();
		// A session that was completed may have had a new one opened in its place.
		openSession(sessionId);
	});
});
text.addEventListener('keydown', (event) => {
	// Enter also ends the writing of an accent or a character that takes several keys.
	if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
	event.preventDefault();
	composer.requestSubmit();
});

const newcomerForm = /** @type {HTMLFormElement} */ (newcomer.querySelector('form'));
const newcomerRefusal = /** @type {HTMLElement} */ (newcomer.querySelector('[role=alert]'));
/** A mobile number of São Paulo; the chance that somebody in the account has it is small, and does no harm. */
const anyNumber = () => `+55 11 9${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;

part('new-contact', HTMLButtonElement).addEventListener('click', async () => {
	const { channels } = await readSummary();
	const suggested = {
		name: 'Joana Conceição',
		phoneNumber: anyNumber(),
		text: 'Olá! Preciso de ajuda com o meu pedido 🙂',
	};
	for (const field of newcomerForm.elements) {
		if (field instanceof HTMLSelectElement) {
			// Who writes from a phone number does so on WhatsApp.
			const offered = channels.filter(({ type }) => type.endsWith('WhatsApp'));
			field.replaceChildren(
				...offered.map((channel) => element('option', { value: channel.id }, channelName(channel))),
			);
		} else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
			field.value = Reflect.get(suggested, field.name);
		}
	}
	newcomerRefusal.textContent = '';
	newcomer.showModal();
});
newcomer.querySelector('[value=cancel]')?.addEventListener('click', () => newcomer.close());
newcomerForm.addEventListener('submit', (event) => {
	event.preventDefault();
	attempt(newcomerRefusal, async () => {
		const written = Object.fromEntries([...new FormData(newcomerForm)].map(([name, value]) => [name, String(value)]));
		openSession((await write({ ...written, text: written.text ?? '' })).sessionId);
		newcomer.close();
	});
});

offerBlock(part('set-block', HTMLButtonElement), attempt);

part('start-over', HTMLButtonElement).addEventListener('click', async () => {
	const lost = 'Everything written, completed or created since is lost, webhook subscriptions too.';
	if (confirm(`Start over? The account goes back to what it was at the start. ${lost}`)) await reset();
});

for (const field of [search, status])
	field.addEventListener('input', () => {
		sessionsWanted = step;
		refresh();
	});
moreSessions.addEventListener('click', () => {
	sessionsWanted += step;
	refresh();
});
addEventListener('hashchange', () => {
	messagesWanted = step;
	refresh();
});
for (const button of document.querySelectorAll('[data-copies]'))
	if (button instanceof HTMLElement) copies(button, () => part(button.dataset.copies ?? '', HTMLElement).textContent);

const connection = part('connection', HTMLElement);
/** @param {'live' | 'lost'} state */
function showConnection(state) {
	connection.className = `connection ${state}`;
	connection.textContent = state === 'live' ? 'Live' : 'Disconnected';
}

const feed = new EventSource('/_sandbox/live');
feed.addEventListener('change', refresh);
feed.addEventListener('error', () => showConnection('lost'));
feed.addEventListener('open', async () => {
	showConnection('live');
	// After a break it may be another sandbox.
	const { baseUrl, apiKey } = await readCredential();
	part('base-url', HTMLElement).textContent = baseUrl;
	part('api-key', HTMLElement).textContent = apiKey;
	refresh();
});
