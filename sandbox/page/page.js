/** The page that shows a sandbox's account: what is looked at, and when it is read anew. */
import {
	listen,
	readContact,
	readContacts,
	readCredential,
	readMessages,
	readRequests,
	readSession,
	readSessions,
	readSummary,
	Refusal,
	Unreachable,
	write,
} from './control.js';
import { showComposer, showHead, showMessages } from './conversation.js';
import { showDetails } from './details.js';
import { channelChoice, makeDialogs } from './dialogs.js';
import { element, makeCopy, part, showContent } from './element.js';
import { LongList } from './list.js';
import { showRequests } from './requests.js';
import {
	avatar,
	badge,
	briefTime,
	contactAddress,
	contactName,
	figure,
	setClock,
	statuses,
	statusNames,
	ticks,
} from './words.js';

/** @import { ContactEntry, SessionEntry } from '../browse.mts' */

/** @typedef {({ kind: 'session' } & SessionEntry) | ({ kind: 'contact' } & ContactEntry)} Row */
/** @typedef {{ kind: 'session' | 'contact', id: string }} Open */

/** Pixels; `.row` in the style sheet has the same. */
const rowHeight = 76;
/** How many messages are shown at first, and how many more each time. */
const messageStep = 100;
const requestsShown = 100;

const text = part('text', HTMLTextAreaElement);
const channel = part('channel', HTMLSelectElement);
const composer = part('composer', HTMLFormElement);

let summary = await readSummary();
/** What the list shows. */
const asked = { view: /** @type {'sessions' | 'contacts'} */ ('sessions'), status: '', search: '' };
/** The conversation that is open. @type {Open | undefined} */
let open = openInAddress();
let messagesWanted = messageStep;

const list = new LongList(part('list', HTMLElement), rowHeight, {
	/** @returns {Promise<{ total: number, items: Row[] }>} */
	read: async ({ from, count }) => {
		const { view, status, search } = asked;
		if (view === 'contacts') {
			const { total, items } = await readContacts({ search, from, count });
			return { total, items: items.map((contact) => ({ kind: 'contact', ...contact })) };
		}
		const { total, items } = await readSessions({ status, search, from, count });
		return { total, items: items.map((session) => ({ kind: 'session', ...session })) };
	},
	content: (row, before) => (row.kind === 'session' ? sessionRow(row, before?.item.item) : contactRow(row)),
	choose: (row) => {
		if (row.kind === 'session') openConversation({ kind: 'session', id: row.id });
		else if (row.sessionId !== null) openConversation({ kind: 'session', id: row.sessionId });
		else openConversation({ kind: 'contact', id: row.id });
	},
	enter: () => text.focus(),
	isChosen: (row) => row.id === open?.id || (row.kind === 'contact' && row.sessionId === open?.id),
});

/**
 * @param {SessionEntry} session
 * @param {Row | undefined} before what the row showed until now
 */
function sessionRow(session, before) {
	const { contact, status, lastMessage, lastInteractionAt, unreadCount, agent, channel } = session;
	const changed = before?.kind === 'session' && before.status !== status;
	const preview = lastMessage?.text ?? (lastMessage ? `[${lastMessage.type.toLowerCase()}]` : 'No messages yet');
	return [
		avatar(contact),
		element(
			'div',
			{ class: 'row-text' },
			element(
				'div',
				{ class: 'row-line' },
				element('strong', {}, contactName(contact)),
				element('time', { datetime: lastInteractionAt }, briefTime(lastInteractionAt)),
			),
			element(
				'div',
				{ class: 'row-line preview' },
				element('span', {}, lastMessage?.direction === 'TO_HUB' && ticks(lastMessage.status), preview),
				unreadCount > 0 &&
					element('span', { class: 'unread', 'aria-label': `${unreadCount} unread` }, String(unreadCount)),
			),
			element('div', { class: 'row-line' }, badge(status, changed), element('small', {}, agent ?? channel.name ?? '')),
		),
	];
}

/** @param {ContactEntry} contact */
const contactRow = (contact) => [
	avatar(contact),
	element(
		'div',
		{ class: 'row-text' },
		element('div', { class: 'row-line' }, element('strong', {}, contactName(contact))),
		element('div', { class: 'row-line preview' }, element('span', {}, contactAddress(contact))),
	),
];

async function readList() {
	await list.read();
	const nothing = part('nothing', HTMLElement);
	nothing.hidden = list.total > 0;
	nothing.textContent = asked.search === '' ? 'There is nothing here.' : `Nothing matches “${asked.search}”.`;
}

async function readAccount() {
	summary = await readSummary();
	setClock(summary.time);
	const { sessions, contacts } = summary;
	const all = Object.values(sessions).reduce((sum, count) => sum + count, 0);
	part('session-count', HTMLElement).textContent = figure(all);
	part('contact-count', HTMLElement).textContent = figure(contacts);
	for (const [status, { count }] of statusButtons)
		count.textContent = figure(status === '' ? all : (sessions[status] ?? 0));
}

/** The buttons that narrow the list down to a status, by status; the empty one is for all. */
const statusButtons = new Map(
	['', ...statuses].map((status) => {
		const count = element('span');
		const name = status === '' ? 'All' : statusNames[/** @type {SessionEntry['status']} */ (status)];
		const button = element('button', { type: 'button', click: () => narrow({ status }) }, name, ' ', count);
		button.classList.add(`status-${status}`);
		part('statuses', HTMLElement).append(button);
		return [status, { count, button }];
	}),
);

/** Shows what is asked for. */
function showAsked() {
	for (const button of document.querySelectorAll('[data-view]'))
		button.setAttribute('aria-pressed', String(button.getAttribute('data-view') === asked.view));
	for (const [status, { button }] of statusButtons)
		button.setAttribute('aria-pressed', String(asked.status === status));
	part('statuses', HTMLElement).hidden = asked.view === 'contacts';
	part('list', HTMLElement).setAttribute('aria-label', asked.view === 'contacts' ? 'Contacts' : 'Conversations');
}

/**
 * Lists something else.
 *
 * @param {Partial<typeof asked>} change
 */
function narrow(change) {
	Object.assign(asked, change);
	showAsked();
	list.restart();
	attempt(readList);
}

/** @returns {Open | undefined} */
function openInAddress() {
	const [, kind, id] = /^#(session|contact)\/(.+)$/.exec(location.hash) ?? [];
	return kind === 'session' || kind === 'contact' ? { kind, id } : undefined;
}

/**
 * Opens a conversation; the address leads back to it.
 *
 * @param {Open} conversation
 */
function openConversation({ kind, id }) {
	const hash = `#${kind}/${id}`;
	if (location.hash === hash) showPane('conversation');
	else location.hash = hash;
}

/** @param {'list' | 'details'} pane where to go from the conversation */
function leave(pane) {
	if (pane === 'list') location.hash = '';
	else showPane(pane);
}

/** @param {'list' | 'conversation' | 'details'} pane what is seen where not all fits side by side */
function showPane(pane) {
	document.body.dataset.pane = pane;
}

/** The conversation that is shown. @type {Open | undefined} */
let shown;
let conversationReadings = 0;

async function readConversation() {
	const wanted = open;
	const reading = ++conversationReadings;
	part('welcome', HTMLElement).hidden = wanted !== undefined;
	part('conversation', HTMLElement).hidden = wanted === undefined;
	part('details', HTMLElement).hidden = wanted === undefined;
	if (wanted === undefined) {
		shown = undefined;
		return;
	}
	try {
		const session = wanted.kind === 'session' ? await readSession(wanted.id) : undefined;
		const contact = session?.contact ?? (await readContact(wanted.id));
		const [messages, sessions] = await Promise.all([
			session ? readMessages(session.id, messagesWanted) : { total: 0, items: [] },
			readSessions({ contactId: contact.id, count: 11 }),
		]);
		// The latest reading counts, whichever comes first; it may be of another conversation.
		if (reading !== conversationReadings) return;
		const others = sessions.items.filter(({ id }) => id !== wanted.id);
		showHead(contact, session, leave);
		showComposer(contact, session, summary.subscriptions > 0);
		showContent(channel, [summary.channels, wanted], () =>
			summary.channels.map(channelChoice).map(([value, label]) => element('option', { value }, label)),
		);
		channel.hidden = session !== undefined;
		showMessages(session, messages, shown !== wanted, () => {
			messagesWanted += messageStep;
			attempt(readConversation);
		});
		showDetails(contact, session, others);
		shown = wanted;
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		// It went away with a reset.
		if (open === wanted) location.hash = '';
	}
}

async function readLastRequests() {
	const requests = await readRequests(requestsShown);
	showRequests(requests, summary.requests, open?.id);
}

const readAll = async () => {
	await readAccount();
	await Promise.all([readList(), readConversation(), readLastRequests()]);
};

const connection = part('connection', HTMLElement);

/** @param {'live' | 'lost'} state */
function showConnection(state) {
	connection.className = `connection ${state}`;
	connection.textContent = state === 'live' ? 'Live' : 'Disconnected';
}

/**
 * Does something that needs the sandbox; that it cannot be reached is no failure, the feed shows that.
 *
 * @param {() => Promise<void>} action
 */
async function attempt(action) {
	try {
		await action();
	} catch (error) {
		if (!(error instanceof Unreachable)) throw error;
	}
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
			await attempt(readAll);
			const rest = Math.max(100, 3 * (performance.now() - began));
			await new Promise((resolve) => setTimeout(resolve, rest));
		}
	} finally {
		reading = false;
	}
}

text.addEventListener('keydown', (event) => {
	// Enter also ends the writing of an accent or a character that takes several keys.
	if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
	event.preventDefault();
	composer.requestSubmit();
});

composer.addEventListener('submit', (event) => {
	event.preventDefault();
	attempt(async () => {
		const written = text.value.trim();
		if (written === '' || open === undefined) return;
		const to = open.kind === 'session' ? { sessionId: open.id } : { contactId: open.id, channelId: channel.value };
		text.value = '';
		try {
			const { sessionId } = await write({ ...to, text: written });
			// A session that was completed may have had a new one opened in its place.
			openConversation({ kind: 'session', id: sessionId });
		} catch (error) {
			text.value = written;
			if (!(error instanceof Refusal)) throw error;
			part('composer-hint', HTMLElement).textContent = error.message;
		}
	});
});

part('to-requests', HTMLElement).addEventListener('click', () => showPane('details'));
part('from-details', HTMLElement).addEventListener('click', () =>
	showPane(open === undefined ? 'list' : 'conversation'),
);

const search = part('search', HTMLInputElement);
search.addEventListener('input', () => narrow({ search: search.value.trim() }));

for (const button of document.querySelectorAll('[data-view]')) {
	const view = button.getAttribute('data-view') === 'contacts' ? 'contacts' : 'sessions';
	button.addEventListener('click', () => narrow({ view }));
}

addEventListener('hashchange', () => {
	open = openInAddress();
	messagesWanted = messageStep;
	showPane(open === undefined ? 'list' : 'conversation');
	list.show();
	attempt(async () => void (await Promise.all([readConversation(), readLastRequests()])));
});

addEventListener('keydown', (event) => {
	const inField = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, dialog');
	if (event.key !== '/' || inField) return;
	event.preventDefault();
	search.focus();
});

for (const [id, label] of [
	['base-url', 'base URL'],
	['api-key', 'API key'],
]) {
	const button = document.querySelector(`[data-copies=${id}]`);
	if (button instanceof HTMLElement) makeCopy(button, label, () => part(id, HTMLElement).textContent);
}

async function showCredential() {
	const { baseUrl, apiKey } = await readCredential();
	part('base-url', HTMLElement).textContent = baseUrl;
	part('api-key', HTMLElement).textContent = apiKey;
}

makeDialogs(
	() => summary,
	(id) => openConversation({ kind: 'session', id }),
);
setClock(summary.time);
showAsked();
if (open !== undefined) showPane('conversation');
await readConversation();
listen({
	connected: () => {
		showConnection('live');
		// After a break it may be another sandbox.
		attempt(showCredential);
		refresh();
	},
	changed: () => void refresh(),
	disconnected: () => showConnection('lost'),
});
// Days and hours go by though nothing happens.
setInterval(refresh, 60_000);
