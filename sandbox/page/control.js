/** The sandbox's control API, as far as the page uses it. */

/** @import { ContactEntry, ContactShown, Listed, MessageShown, SessionEntry, SessionShown } from '../browse.mts' */
/** @import { Summary } from '../control.mts' */
/** @import { ReceivedRequest } from '../sandbox.mts' */

/** The sandbox refused a request; the message says why. */
export class Refusal extends Error {}

/** The sandbox could not be reached, or went away while it answered. */
export class Unreachable extends Error {
	/** @param {unknown} cause */
	constructor(cause) {
		super('The sandbox cannot be reached.', { cause });
	}
}

/**
 * Sends a request to the control API.
 *
 * @template Answer
 * @param {string} method
 * @param {string} path below `/_sandbox/`
 * @param {object} [body]
 * @returns {Promise<Answer>}
 * @throws {Refusal} when the sandbox refuses it
 * @throws {Unreachable} when the sandbox cannot be reached
 */
async function send(method, path, body) {
	const [ok, answer] = await fetch(`/_sandbox/${path}`, { method, body: body && JSON.stringify(body) })
		.then(async (response) => [response.ok, response.status === 204 ? undefined : await response.json()])
		.catch((error) => {
			throw new Unreachable(error);
		});
	if (!ok) throw new Refusal(answer.error);
	return answer;
}

/**
 * Writes a query; what is empty is left out.
 *
 * @param {Record<string, string | number>} values
 */
function query(values) {
	const given = Object.entries(values).filter(([, value]) => value !== '');
	return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/** @returns {Promise<{ baseUrl: string, apiKey: string }>} */
export const readCredential = () => send('GET', 'credential');

/** @returns {Promise<Summary>} */
export const readSummary = () => send('GET', 'state');

/**
 * @param {{ status?: string, search?: string, contactId?: string, from?: number, count: number }} filter
 * @returns {Promise<Listed<SessionEntry>>}
 */
export const readSessions = (filter) => send('GET', `sessions?${query(filter)}`);

/**
 * @param {{ search?: string, from?: number, count: number }} filter
 * @returns {Promise<Listed<ContactEntry>>}
 */
export const readContacts = (filter) => send('GET', `contacts?${query(filter)}`);

/**
 * @param {string} id
 * @returns {Promise<SessionShown>}
 */
export const readSession = (id) => send('GET', `sessions/${encodeURIComponent(id)}`);

/**
 * @param {string} id
 * @returns {Promise<ContactShown>}
 */
export const readContact = (id) => send('GET', `contacts/${encodeURIComponent(id)}`);

/**
 * @param {string} sessionId
 * @param {number} count how many of the newest
 * @returns {Promise<Listed<MessageShown>>}
 */
export const readMessages = (sessionId, count) => send('GET', `messages?${query({ sessionId, count })}`);

/**
 * @param {number} last how many of the newest
 * @returns {Promise<ReceivedRequest[]>}
 */
export const readRequests = (last) => send('GET', `requests?${query({ last })}`);

/**
 * Lets a contact write.
 *
 * @param {{ text: string, sessionId?: string, contactId?: string, phoneNumber?: string, name?: string, channelId?: string }} message
 * @returns {Promise<{ id: string, sessionId: string }>}
 */
export const write = (message) => send('POST', 'messages', message);

/**
 * Opens many sessions.
 *
 * @param {{ count: number, status: string, departmentId?: string, channelId?: string }} bulk
 * @returns {Promise<{ sessionIds: string[] }>}
 */
export const addSessions = (bulk) => send('POST', 'sessions', bulk);

/**
 * Starts over with the seed.
 *
 * @returns {Promise<Summary>}
 */
export const reset = () => send('POST', 'reset');

/**
 * Listens to the sandbox. After a break the connection comes back by itself.
 *
 * @param {{ connected: () => void, changed: () => void, disconnected: () => void }} listener
 */
export function listen({ connected, changed, disconnected }) {
	const feed = new EventSource('/_sandbox/live');
	feed.addEventListener('open', connected);
	feed.addEventListener('change', changed);
	feed.addEventListener('error', disconnected);
}
